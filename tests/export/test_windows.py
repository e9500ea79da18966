"""A document split through small windows holds what `json.loads` says it holds."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.export.splitting.windows import counted_cut, documents

_KEYS = st.sampled_from(["id", "value", "name", 'q"uote', "[", "}", "\\"])
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(['"},{"id":"', "\\", '\\"'])
)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3)
)
# Nested lists of objects that begin exactly as the records do: the guess goes wrong, the proof must notice.
_TWINS = st.lists(st.fixed_dictionaries({"id": _LEAVES}), max_size=6)
_RECORDS = st.lists(
    st.fixed_dictionaries({"id": st.text(max_size=5), "twins": _TWINS, "any": _VALUES}), max_size=30
)
_STYLES = st.sampled_from(
    [{"separators": (",", ":")}, {}, {"indent": 2}, {"indent": 2, "ensure_ascii": False}]
)


def _split(data: bytes, *, lines: bool = False, window: int = 64) -> list[Any]:
    found = list(documents(io.BytesIO(data), lines=lines, window=window, whole=window))
    assert [flaw for document in found for flaw in document.flaws] == []
    return [json.loads(bytes(record)) for document in found for record in document.records]


@given(records=_RECORDS, style=_STYLES, window=st.integers(16, 400))
def test_a_list_through_windows_is_the_whole_list(
    records: list[Any], style: dict[str, Any], window: int
) -> None:
    assert _split(json.dumps(records, **style).encode(), window=window) == records


@given(records=_RECORDS, style=_STYLES, window=st.integers(16, 400))
def test_a_page_through_windows_is_the_whole_page(
    records: list[Any], style: dict[str, Any], window: int
) -> None:
    page = {
        "@odata.context": 'x","value":[',
        "@odata.count": 3,
        "value": records,
        "@odata.nextLink": "next ]}",
    }
    data = json.dumps(page, **style).encode()
    assert _split(data, window=window) == records
    assert list(documents(io.BytesIO(data), window=window, whole=window))[-1].next_link == "next ]}"


@given(records=_RECORDS, window=st.integers(16, 400))
def test_lines_through_windows_are_all_lines(records: list[Any], window: int) -> None:
    data = b"".join(json.dumps(record).encode() + b"\n" for record in records)
    assert not records or _split(data, lines=True, window=window) == records


@given(before=st.lists(_VALUES, max_size=4), inside=_RECORDS)
def test_a_counted_cut_ends_a_whole_element(before: list[Any], inside: list[Any]) -> None:
    text = json.dumps([*before, *inside])[1:]
    cut = counted_cut(text.encode())
    assert (
        json.loads(f"[{text.encode()[:cut].decode()}]")
        == [*before, *inside][: len(json.loads(f"[{text.encode()[:cut].decode()}]"))]
    )


def test_pages_in_a_big_array_are_opened() -> None:
    pages = [{"value": [{"id": str(page * 10 + row)} for row in range(10)]} for page in range(20)]
    assert [record["id"] for record in _split(json.dumps(pages).encode())] == [str(n) for n in range(200)]


@pytest.mark.parametrize("bad", ['{"id":"x","n":NaN}', '{"id":"x" "n":1}', '{"id":"x","n":"unclosed}'])
def test_one_broken_record_costs_no_other(bad: str) -> None:
    good = [f'{{"id":"{number}","n":{number}}}' for number in range(100)]
    data = "[" + ",".join([*good[:50], bad, *good[50:]]) + "]"
    found = list(documents(io.BytesIO(data.encode()), window=128, whole=256))
    texts = [bytes(record).decode() for document in found for record in document.records]
    assert [text for text in texts if text != bad] == good
    assert any(document.refused for document in found)


def test_loose_commas_cost_no_record() -> None:
    good = [f'{{"id":"{number}","n":{number}}}' for number in range(100)]
    data = "[" + ",,".join(good) + ",]"
    found = list(documents(io.BytesIO(data.encode()), window=128, whole=256))
    assert [bytes(record).decode() for document in found for record in document.records] == good
    assert len(found) > 1
    assert {flaw.incomplete for document in found for flaw in document.flaws} == {False}


def test_a_cut_document_gives_its_head() -> None:
    data = json.dumps({"value": [{"id": str(number)} for number in range(200)]}).encode()[:-30]
    found = list(documents(io.BytesIO(data), window=128, whole=256))
    rows = [json.loads(bytes(record))["id"] for document in found for record in document.records]
    assert rows == [str(number) for number in range(len(rows))]
    assert len(rows) > 190
    assert [flaw.rule for document in found for flaw in document.flaws] == ["cut-file"]
