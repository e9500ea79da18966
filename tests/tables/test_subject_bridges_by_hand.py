"""The bridges of `SubjectLinks` over random exports, against one that looks at one subject at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.datasets import arrow_schema
from analyzer.tables.dataset import Dataset
from analyzer.tables.keys import MISSING, Keys
from analyzer.tables.subject_bridges import SubjectLinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Record = dict[str, Any]

IDS = ["u0", "u1", "u2"]
NAMES = st.sampled_from([None, "a@x", "A@x", "b@x", "c@x", ""])
PERSON = st.fixed_dictionaries({"userPrincipalName": NAMES, "mail": NAMES, "is_deleted": st.booleans()})
SUBJECT = st.none() | st.fixed_dictionaries(
    {
        "id": st.sampled_from([None, "s0", "s1"]),
        "objectId": st.sampled_from([None, None, "u0", "u1", "stranger"]),
        "principalName": NAMES,
        "email": NAMES,
    }
)
ASSIGNMENTS = st.lists(SUBJECT, max_size=3).map(
    lambda targets: [{"id": f"a{number}", "target": target} for number, target in enumerate(targets)]
)
REQUEST = st.fixed_dictionaries(
    {
        "requestType": st.sampled_from([None, "userAdd", "AdminAdd", "onBehalfAdd", "userRemove"]),
        "requestor": SUBJECT,
        "assignment": st.none()
        | st.fixed_dictionaries({"id": st.sampled_from([None, "a0", "a1"]), "target": SUBJECT}),
    }
)


@settings(deadline=None)
@given(
    people=st.lists(PERSON, min_size=3, max_size=3),
    assignments=ASSIGNMENTS,
    requests=st.lists(REQUEST, max_size=3),
)
def test_the_same_person_by_the_same_bridge(
    people: list[Record], assignments: list[Record], requests: list[Record]
) -> None:
    tables = [_dataset("assignments", assignments), _dataset("assignment_requests", requests)]
    links = SubjectLinks(_people(people), Keys.of(pa.chunked_array([IDS])), *tables)
    link = links.of(tables[0], "target")
    slow = [_traced(each["target"] or {}, each["id"], people, assignments, requests) for each in assignments]
    found = zip(link.person.tolist(), link.probable.tolist(), list(link.bridge), strict=True)
    assert list(found) == slow


def _traced(
    target: Record, assignment: str, people: list[Record], assignments: list[Record], requests: list[Record]
) -> tuple[int, int, str]:
    if target.get("objectId"):
        return _code(target["objectId"]), MISSING, "object id"
    for bridge, answers in _answers(target, assignment, people, assignments, requests):
        if len(answers) == 1:
            (person,) = answers
            probable = bridge == "mail" or "perhaps" in bridge
            return (MISSING, person, bridge) if probable else (person, MISSING, bridge)
    return MISSING, MISSING, "nothing"


def _answers(
    target: Record, assignment: str, people: list[Record], assignments: list[Record], requests: list[Record]
) -> Iterator[tuple[str, set[int]]]:
    """Yield each bridge, in the order of trust, with everybody it leads to."""
    asked = [(each, each["assignment"] or {}) for each in requests]
    seen = [each["target"] for each in assignments]
    seen += [each["requestor"] for each, _ in asked] + [made.get("target") for _, made in asked]
    yield (
        "subject id",
        _codes(each for each in seen if each and each["id"] and each["id"] == target.get("id")),
    )
    about = [(each, made) for each, made in asked if made.get("id") == assignment]
    kinds = [(str(each["requestType"] or "").lower(), each["requestor"]) for each, _ in about]
    own = [who for kind, who in kinds if kind in {"useradd", "adminadd"}]
    yield "request", _codes([*own, *(made["target"] for _, made in about)])
    principal = target.get("principalName")
    living = {number for number, each in enumerate(people) if not each["is_deleted"]}
    yield "principal name", living & _named(people, principal, "userPrincipalName")
    yield "request, perhaps on behalf", _codes(who for kind, who in kinds if kind in {"", "userremove"})
    for text in (principal, target.get("email")):
        yield "mail", _named(people, text, "userPrincipalName") | _named(people, text, "mail")


def _named(people: list[Record], text: str | None, column: str) -> set[int]:
    return {number for number, each in enumerate(people) if _same(each[column], text)}


def _codes(subjects: Iterable[Record | None]) -> set[int]:
    """Return the people of the subjects; two strangers would be one here, so the strategies have only one."""
    return {_code(each["objectId"]) for each in subjects if each and each["objectId"]}


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other and one.lower() == other.lower())


def _code(object_id: str) -> int:
    return IDS.index(object_id) if object_id in IDS else -1


def _dataset(name: str, records: list[Record]) -> Dataset:
    rows = [{"id": str(number), **record} for number, record in enumerate(records)]
    return Dataset(name, pa.Table.from_pylist(rows, schema=arrow_schema(name)), frozenset())


def _people(people: list[Record]) -> pd.DataFrame:
    names = {"user_principal_name": "userPrincipalName", "mail": "mail"}
    texts = {column: pd.array([each[name] for each in people], "string") for column, name in names.items()}
    return pd.DataFrame({**texts, "is_deleted": [each["is_deleted"] for each in people]})
