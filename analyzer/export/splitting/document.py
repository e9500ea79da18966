"""What one JSON document held: the texts of its records, and what is wrong with it as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analyzer.export.notes import ERROR_BODY, Flaw

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

NEXT_LINK = "@odata.nextLink"


@dataclass(slots=True)
class Document:
    """Records in order, and the link to the page that comes after them."""

    records: Sequence[msgspec.Raw | bytes] = ()
    flaws: list[Flaw] = field(default_factory=list)
    next_link: str = ""
    refused: bool = False
    """At least one record's text is not JSON."""

    def followed_by(self, other: Document) -> Document:
        """Return both in a row. Our next link has been followed: the other document is there."""
        before = len(self.records)
        moved = [
            flaw if flaw.after is None else replace(flaw, after=flaw.after + before) for flaw in other.flaws
        ]
        return Document(
            [*self.records, *other.records],
            self.flaws + moved,
            other.next_link,
            self.refused or other.refused,
        )


def error_body(error: Any) -> Flaw:
    """Return the flaw of an error answer that was saved in place of data; `error` is its `error` member."""
    said = (
        {key: error.get(key) for key in ("code", "message")}
        if isinstance(error, dict)
        else {"message": error}
    )
    value = ": ".join(str(part) for part in said.values() if part)
    return Flaw(
        ERROR_BODY,
        "is a saved error answer, not data. Mend the cause and export it again.",
        pointer="/error",
        value=value,
    )
