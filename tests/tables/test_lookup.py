"""Which object a text names; one answer, none, or a refusal that lists the candidates."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import UsageError
from analyzer.tables.dataset import STRING, as_arrow
from analyzer.tables.identities import SEVERAL, find_people, same_people
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.lookup import find_objects, find_one, find_person, same_objects, unknown_person

WORDS = ("a", "A", "b", "B ", "ab", "Ab", "aB", "ß", "SS", "", " ", None)


def texts(*values: str | None) -> pd.Series[str]:
    return pd.Series(list(values), dtype=STRING)


def people(*rows: tuple[str, str | None, str | None, bool]) -> pd.DataFrame:
    """Return people: id, principal name, mail, deleted."""
    identity, principal, mail, gone = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "id": texts(*identity),
            "user_principal_name": texts(*principal),
            "display_name": texts(*(f"Name of {each}" for each in identity)),
            "mail": texts(*mail),
            "is_deleted": list(gone),
        }
    )


PEOPLE = people(
    ("1", "ann@contoso.example", "desk@contoso.example", False),
    ("2", "bob@contoso.example", "Desk@contoso.example", False),
    ("3", "eve_fabrikam.example#EXT#@contoso.example", None, False),
    ("4", "Eve_Fabrikam.example#EXT#@other.example", None, False),
    ("5", "desk@contoso.example.old", "ann@contoso.example", True),
)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("P1", 0),  # an id goes before a name
        ("p1", 0),
        ("Sales", 1),  # of two names that differ in case only, the one spelt so
        (" sales ", 2),
        ("TOOLS", 3),  # no other case exists
        ("SALES", SEVERAL),
        ("Twin", SEVERAL),
        ("nope", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_what_a_text_names(text: str, position: int) -> None:
    ids = texts("p1", "p2", "p3", "p4", "p5", "p6")
    names = texts("other", "Sales", "sales", "Tools", "Twin", "Twin")
    found = find_objects(pa.chunked_array([[text]]), as_arrow(ids), as_arrow(names))
    assert found.tolist() == [position]


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=5),
    st.lists(st.sampled_from([word for word in WORDS if word is not None]), min_size=1, max_size=4),
)
def test_one_text_is_found_as_it_is_among_many(rows: list[tuple[str, str]], asked: list[str]) -> None:
    ids, names = texts(*(row[0] for row in rows)), texts(*(row[1] for row in rows))
    found = find_objects(pa.chunked_array([asked], pa.string()), as_arrow(ids), as_arrow(names))
    for text, position in zip(asked, found.tolist(), strict=True):
        same = same_objects(text, ids, names).tolist()
        assert position == (same[0] if len(same) == 1 else SEVERAL if same else UNKNOWN)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("desk@contoso.example", "1 (Name of 1), 2 (Name of 2)"),
        ("eve@fabrikam.example", "3 (Name of 3), 4 (Name of 4)"),  # the address in a guest's principal name
    ],
)
def test_people_who_share_a_name_are_listed(text: str, candidates: str) -> None:
    with pytest.raises(UsageError) as told:
        find_person(text, PEOPLE)
    assert told.value.message == f"2 users answer to '{text}'."
    assert told.value.hint == f"Give the id of one: {candidates}."


@pytest.mark.parametrize(
    ("text", "code"), [("ann@contoso.example", 0), ("5", 4), ("nobody", UNKNOWN), ("", UNKNOWN)]
)
def test_one_person_or_nobody(text: str, code: int) -> None:
    assert find_person(text, PEOPLE) == code
    found = find_people(pa.chunked_array([[text]]), PEOPLE).tolist()
    assert same_people(text, PEOPLE).tolist() == [each for each in found if each >= 0]


def test_the_first_few_candidates_stand_for_many() -> None:
    ids = texts(*(f"p{number}" for number in range(8)))
    with pytest.raises(UsageError) as told:
        find_one("policy", "all", ids, texts(*["All"] * 8))
    assert told.value.message == "8 policies answer to 'all'."
    assert told.value.hint.endswith("p4 (All) and 3 more.")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Name of 1", "Did you mean 'ann@contoso.example'"),  # somebody asked for by his display name
        ("bobb@contoso.example", "Did you mean 'bob@contoso.example'"),
        ("?", "Give an id, a user principal name or a mail address."),
    ],
)
def test_nobody_is_told_with_whom_it_may_be(text: str, hint: str) -> None:
    refusal = unknown_person(text, PEOPLE)
    assert refusal.message == f"The export has no user '{text}'."
    assert refusal.hint.startswith(hint)
