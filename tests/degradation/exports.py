"""An export held in memory as its documents, so that parts of it can be taken away before it is written."""

from __future__ import annotations

import csv
import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Record = dict[str, Any]

CONTOSO = Path(__file__).resolve().parents[2] / "sample_exports" / "contoso"
NEXT_LINK = "@odata.nextLink"


class Export:
    """Pages by path. Every method that takes something away returns another export; this one stays whole."""

    def __init__(self, pages: dict[str, Record]) -> None:
        self.pages = pages

    @property
    def datasets(self) -> list[str]:
        """The datasets that have files, sorted."""
        return sorted({dataset_of(path) for path in self.pages})

    def pages_of(self, dataset: str) -> list[str]:
        """Return the paths of a dataset's pages, in order."""
        return sorted(path for path in self.pages if dataset_of(path) == dataset)

    def records(self, dataset: str) -> Iterator[Record]:
        """Yield a dataset's records; they are shared, so copy before you change one."""
        for path in self.pages_of(dataset):
            yield from self.pages[path]["value"]

    def without_dataset(self, dataset: str) -> Export:
        """Take away every file of a dataset."""
        return Export({path: page for path, page in self.pages.items() if dataset_of(path) != dataset})

    def named(self, dataset: str, name: str) -> Record:
        """Return the one record with this display name."""
        (found,) = (record for record in self.records(dataset) if record.get("displayName") == name)
        return found

    def without_page(self, path: str) -> Export:
        """Take away one file."""
        return Export({name: page for name, page in self.pages.items() if name != path})

    def without_column(self, column: str, where: Callable[[Record], bool] = lambda _: True) -> Export:
        """Take a property (`users/mail`, `groups/owners/id`) away from every record, or from some."""
        dataset, *path = column.split("/")
        return self._changed(dataset, lambda record: _drop(record, path) if where(record) else None)

    def without_rows(self, dataset: str, gone: Callable[[Record], bool]) -> Export:
        """Take away the records that `gone` chooses."""
        return self._with_values(dataset, lambda value: [record for record in value if not gone(record)])

    def truncated(self, dataset: str, share: float = 0.0) -> Export:
        """Leave a share of each page (default: nothing), and a link to a page that is not there."""
        cut = {path: _with_next_link(self.pages[path], share) for path in self.pages_of(dataset)}
        return Export(self.pages | cut)

    def reordered(self, dataset: str, order: Callable[[list[Record]], list[Record]]) -> Export:
        """Put the records of each page in another order."""
        return self._with_values(dataset, order)

    def with_records(self, dataset: str, change: Callable[[Record], None]) -> Export:
        """Change each record of a dataset in place (on a copy)."""
        return self._changed(dataset, change)

    def write(self, folder: Path) -> Path:
        """Write the pages."""
        for path, page in self.pages.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        return folder

    def _changed(self, dataset: str, change: Callable[[Record], None]) -> Export:
        def changed(value: list[Record]) -> list[Record]:
            copied = deepcopy(value)
            for record in copied:
                change(record)
            return copied

        return self._with_values(dataset, changed)

    def _with_values(self, dataset: str, change: Callable[[list[Record]], list[Record]]) -> Export:
        mine = {path: self.pages[path] for path in self.pages_of(dataset)}
        return Export(
            self.pages | {path: page | {"value": change(page["value"])} for path, page in mine.items()}
        )


def dataset_of(path: str) -> str:
    """Return the dataset whose file this is: its folder, or its own name."""
    return path.partition("/")[0].removesuffix(".json")


def _with_next_link(page: Record, share: float) -> Record:
    link = "https://graph.microsoft.com/v1.0/next?$skiptoken=1"
    return {**page, NEXT_LINK: link, "value": page["value"][: int(share * len(page["value"]))]}


@cache
def contoso() -> Export:
    """Return the sample tenant, in which every check finds something; lists and tickets all as pages."""
    pages = {
        path.relative_to(CONTOSO).as_posix(): _page(json.loads(path.read_text("utf-8")))
        for path in sorted(CONTOSO.rglob("*.json"))
    }
    with (CONTOSO / "tickets.csv").open(encoding="utf-8", newline="") as file:
        pages["tickets.json"] = {"value": list(csv.DictReader(file))}
    return Export(pages)


def columns_of(export: Export) -> list[str]:
    """Return every property that some record has, at any depth (`assignment_policies/requestorSettings`)."""
    found: set[str] = set()

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, list):
            for element in value:
                walk(prefix, element)
        elif isinstance(value, dict):
            for name, member in value.items():
                if "." not in name or name == "@odata.type":
                    found.add(f"{prefix}/{name}")
                    walk(f"{prefix}/{name}", member)

    for dataset in export.datasets:
        walk(dataset, list(export.records(dataset)))
    return sorted(found)


def _page(document: Any) -> Record:
    return document if isinstance(document, dict) and "value" in document else {"value": [document]}


def _drop(value: Any, path: list[str]) -> None:
    """Delete the key at a path; lists on the way are walked through."""
    if isinstance(value, list):
        for element in value:
            _drop(element, path)
    elif isinstance(value, dict):
        if len(path) == 1:
            value.pop(path[0], None)
        else:
            _drop(value.get(path[0]), path[1:])
