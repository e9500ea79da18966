"""What one JSON document held: the texts of its records, and what is wrong with it as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzer.export.notes import ERROR_BODY, Flaw

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

NEXT_LINK = "@odata.nextLink"
COUNT = "@odata.count"


@dataclass(slots=True)
class Document:
    """Records in order, and the link to the page that comes after them."""

    records: Sequence[msgspec.Raw | bytes] = ()
    flaws: list[Flaw] = field(default_factory=list)
    next_link: str = ""
    refused: bool = False
    """At least one record's text is not JSON."""
    stated: int | None = None
    """How many records the whole list has, as a page says (`@odata.count`)."""

    def followed_by(self, other: Document) -> Document:
        """Return both in a row. Our next link has been followed: the other document is there."""
        moved = [flaw.moved(len(self.records)) for flaw in other.flaws]
        records = [*self.records, *other.records]
        stated = max((each for each in (self.stated, other.stated) if each is not None), default=None)
        return Document(records, self.flaws + moved, other.next_link, self.refused or other.refused, stated)


def error_body(error: Any) -> Flaw:
    """Return the flaw of an error answer that was saved in place of data; `error` is its `error` member."""
    said = [error.get("code"), error.get("message")] if isinstance(error, dict) else [error]
    value = ": ".join(str(part) for part in said if part)
    return Flaw(
        ERROR_BODY,
        "is a saved error answer, not data. Mend the cause and export it again.",
        pointer="/error",
        value=value,
    )
