"""However a document is damaged: no good record is lost, none is invented."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.export.splitting.salvage import is_json
from analyzer.export.splitting.shapes import split_document

if TYPE_CHECKING:
    from collections.abc import Callable

_LICENSES = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 9), "plan": st.text(max_size=3)}), max_size=3
)
_RECORD = st.tuples(st.uuids(), st.text(max_size=6), _LICENSES).map(
    lambda parts: {"id": str(parts[0]), "displayName": parts[1], "licenses": parts[2]}
)
_DAMAGE: dict[str, Callable[[str], str]] = {
    "NaN": lambda text: text.replace('"licenses"', '"score": NaN, "licenses"'),
    "missing comma": lambda text: re.sub(r',(\s*"displayName")', r"\1", text),
    "missing colon": lambda text: text.replace('"displayName":', '"displayName"'),
    "bare word": lambda text: text.replace('"licenses"', '"flag": True, "licenses"'),
    "trailing comma": lambda text: text[:-1] + ",}",
    "missing quote": lambda text: text.replace('"displayName": "', '"displayName": '),
    "bad escape": lambda text: text.replace('"displayName": "', '"displayName": "\\x'),
    "lone surrogate": lambda text: text.replace('"displayName": "', '"displayName": "\\ud800'),
}


@pytest.mark.parametrize("damage", _DAMAGE)
@given(
    records=st.lists(_RECORD, min_size=2, max_size=8, unique_by=lambda record: str(record["id"])),
    place=st.integers(0, 7),
    wrapped=st.booleans(),
    indent=st.sampled_from([None, 1]),
)
def test_a_damaged_record_costs_itself_only(
    damage: str, records: list[Any], place: int, wrapped: bool, indent: int | None
) -> None:
    texts = [json.dumps(record, indent=indent) for record in records]
    bad = place % len(texts)
    assume(damage != "missing quote" or "{" not in records[bad]["displayName"])  # would begin a record
    texts[bad] = _DAMAGE[damage](texts[bad])
    text = "[" + ", ".join(texts) + "]"
    document = split_document((f'{{"value": {text}}}' if wrapped else text).encode())
    found = [bytes(record).decode() for record in document.records]
    good = [text for index, text in enumerate(texts) if index != bad]
    assert [text for text in found if text in good] == good
    assert document.refused
    if damage != "missing quote":
        assert found == texts
        assert document.flaws == []


@given(records=st.lists(_RECORD, max_size=6), cut=st.floats(0, 1, exclude_max=True), wrapped=st.booleans())
def test_a_cut_document_gives_the_records_before_the_cut(
    records: list[Any], cut: float, wrapped: bool
) -> None:
    text = json.dumps({"@odata.context": "x", "value": records} if wrapped else records).encode()
    document = split_document(text[: int(len(text) * cut)])
    found = [json.loads(bytes(record)) for record in document.records if is_json(record)]
    assert found == records[: len(found)]
    assert document.flaws
    assert all(flaw.incomplete for flaw in document.flaws)


@given(data=st.binary(max_size=60) | st.text('[]{}",:\\ \n1eNa', max_size=40).map(str.encode))
def test_no_bytes_raise_an_error(data: bytes) -> None:
    document = split_document(data)
    assert all(map(is_json, document.records)) or document.refused


def test_depth_beyond_reason_is_a_broken_record() -> None:
    deep = b'{"id":"2","x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    document = split_document(b'[{"id":"1"},' + deep + b',{"id":"3"}]')
    assert document.records == [b'{"id":"1"}', deep, b'{"id":"3"}']
    assert document.refused


def test_damaged_pages_keep_their_link_and_what_follows() -> None:
    first = b'{"@odata.nextLink":"next","value":[{"id":"1","n":NaN}]}'
    second = b'{"value":[{"id":"2"}],"@odata.nextLink":"more"}'
    document = split_document(first + b"\n" + second)
    assert document.records == [b'{"id":"1","n":NaN}', b'{"id":"2"}']
    assert document.next_link == "more"


@pytest.mark.parametrize("name", ["0}", "0}}", "0},", "0}0", "}", "]}"])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_text_without_its_first_quote_may_look_like_the_end(
    name: str, place: int, indent: int | None
) -> None:
    records = [{"id": f"u{n}", "displayName": name, "licenses": [{"id": 0}, {"id": 1}]} for n in range(3)]
    texts = [json.dumps(record, indent=indent) for record in records]
    texts[place] = texts[place].replace('"displayName": "', '"displayName": ')
    document = split_document(("[" + ", ".join(texts) + "]").encode())
    good = [text for number, text in enumerate(texts) if number != place]
    assert [text for record in document.records if (text := bytes(record).decode()) in good] == good
    assert document.refused


def test_a_comment_costs_no_record() -> None:
    document = split_document(b'[{"id":"1"},\n// the rest\n{"id":"2"}]')
    assert document.records == [b'{"id":"1"}', b"// the rest", b'{"id":"2"}']
