"""No cell is a formula, nothing is hidden, ordinary text is untouched."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyarrow.csv import WriteOptions, write_csv

from analyzer.reports.cells import json_strings, rows_with, safe_cells, safe_table, safe_terminal

STARTERS = tuple("=+-@|%＝＋－＠\t\r\n\0")  # noqa: RUF001
BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
HOSTILE = st.text(st.sampled_from("=+-@|%＝;,\"' \t\r\n\0\u00a0\u200b\u202e\ufeffaZ1")) | st.text()  # noqa: RUF001
ORDINARY = st.text(st.sampled_from("abcÄß漢字🙂 .,:/()[]{}_'\"0123456789")).filter(
    lambda text: not text.lstrip().startswith(STARTERS)
)


def safe(*texts: str | None) -> list[str | None]:
    cells: list[str | None] = safe_cells(pa.chunked_array([pa.array(texts, pa.string())])).to_pylist()
    return cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("|calc", "'|calc"),
        ("%0", "'%0"),
        ("＝1", "'＝1"),  # noqa: RUF001
        ("  \u00a0=1", "'  \u00a0=1"),
        ("\t=1", r"'\t=1"),
        ("\u200b=1", r"'\u200b=1"),
        ("a;=1", "a;'=1"),
        ('a; "=1', "a; \"'=1"),
        ("tab\there", r"tab\there"),
        ("two\r\nlines", r"two\r\nlines"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("bell\x07\x9b", r"bell\u0007\u009b"),
    ],
)
def test_hostile_text_is_made_harmless(text: str, shown: str) -> None:
    assert safe(text) == [shown]


@given(
    st.lists(st.none() | HOSTILE | ORDINARY | st.text(st.sampled_from('aZ1 ,";=\x7f\n'))), st.integers(0, 3)
)
def test_plain_text_is_told_from_the_rest_without_a_look_at_each(
    texts: list[str | None], skipped: int
) -> None:
    for kind in (pa.string(), pa.large_string()):
        column = pa.array(texts, kind)[skipped:]
        one_by_one = [safe(text)[0] for text in texts[skipped:]]
        assert safe_cells(pa.chunked_array([column])).to_pylist() == one_by_one
        assert rows_with(column, b',"').tolist() == [
            text is not None and bool({",", '"'} & set(text)) for text in texts[skipped:]
        ]


def test_nulls_and_empty_text_stay() -> None:
    assert safe(None, "", "=1") == [None, "", "'=1"]


@pytest.mark.parametrize(
    "name",
    [
        "O'Neil",
        "Jörg",
        "a=b",
        "x - y",
        "first;second",
        "a@b.example",
        "\u0646\u0631\u06af\u0633\u200c\u0647\u0627",  # Persian joins with a zero width non-joiner
        "\U0001f469\u200d\U0001f4bb",  # an emoji of two, held by a zero width joiner
    ],
)
def test_ordinary_names_are_unchanged(name: str) -> None:
    assert safe(name) == [name]


@given(ORDINARY)
def test_ordinary_text_is_unchanged(text: str) -> None:
    assert safe(text) == [text]


@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=4))
@example([("a", ';"=1'), (";", "=1")])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_any_csv_starts_a_formula(delimiter: str, rows: list[tuple[str, str]]) -> None:
    names, values = zip(*rows, strict=True)
    table = safe_table(pa.table({"name": pa.array(names), "value": pa.array(values)}))
    written = io.BytesIO()
    write_csv(table, written, WriteOptions(include_header=False))
    read = list(csv.reader(io.StringIO(written.getvalue().decode(), newline=""), delimiter=delimiter))
    assert delimiter != "," or [len(row) for row in read] == [2] * len(rows)
    assert not [cell for row in read for cell in row if cell.lstrip().startswith(STARTERS)]


@given(HOSTILE)
def test_nothing_hidden_is_left(text: str) -> None:
    (shown,) = safe(text)
    assert shown is not None
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@given(st.dictionaries(st.text(), st.text()))
def test_a_json_cell_keeps_its_meaning(value: dict[str, str]) -> None:
    (shown,) = safe(json.dumps(value, ensure_ascii=False).replace(";", ","))
    assert shown is not None
    assert json.loads(shown) == json.loads(json.dumps(value, ensure_ascii=False).replace(";", ","))


@given(st.lists(st.none() | st.text(), min_size=1))
def test_json_strings_are_exact(texts: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(texts, pa.string())])
    assert [json.loads(literal) for literal in json_strings(column).to_pylist()] == texts


def test_only_text_columns_are_touched() -> None:
    texts = pa.array(["-5"])
    spellings = {"text": texts, "coded": texts.dictionary_encode(), "large": texts.cast(pa.large_string())}
    told = safe_table(pa.table({"n": [-5], **spellings})).to_pylist()
    assert told == [{"n": -5, **dict.fromkeys(spellings, "'-5")}]


@given(HOSTILE)
@example("\x1b]0;title\x07 \ud800")
def test_terminal_text_cannot_steer_the_terminal(text: str) -> None:
    shown = safe_terminal(text)
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [char for char in shown if unicodedata.bidirectional(char) in BIDI_CONTROLS]


@given(ORDINARY)
def test_ordinary_text_is_unchanged_on_a_terminal(text: str) -> None:
    assert safe_terminal(text) == text
