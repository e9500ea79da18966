"""Numbered pages with a number left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.export.inventory import take_inventory
from analyzer.export.notes import MISSING_PAGE

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport


def pages(*names: str) -> dict[str, Any]:
    return {name: [{"id": name}] for name in names}


@pytest.mark.parametrize(
    ("names", "lacking"),
    [
        (["users/page-1.json", "users/page-3.json"], ["2"]),
        (["users/Page_0001.json", "users/Page_0002.json", "users/Page_0005.json"], ["3, 4"]),
        (["users/page-1.json", "users/page-2.json"], []),
        (["users/page-7.json"], []),
        (["users/page-0.json", "users/page-999.json"], []),
        (["users/page-1.json", "groups/page-3.json"], []),
        (["users/1.json", "users/3.json"], []),
    ],
)
def test_a_number_left_out_is_a_lost_page(
    make_export: MakeExport, names: list[str], lacking: list[str]
) -> None:
    notes = take_inventory(make_export(pages(*names))).notes
    assert [note.value for note in notes] == lacking
    assert all((note.rule, note.dataset, note.incomplete) == (MISSING_PAGE, "users", True) for note in notes)


def test_a_page_without_a_record_is_not_lost(make_export: MakeExport) -> None:
    there = pages("users/page-1.json", "users/page-3.json")
    inventory = take_inventory(make_export({**there, "users/page-2.json": b""}))
    assert [note.rule for note in inventory.notes if note.rule == MISSING_PAGE] == []
