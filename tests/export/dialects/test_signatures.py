"""The cheap look at the bytes never lets a record pass that lifting would change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.datasets import DATASETS
from analyzer.export.dialects import lift, needs_lifting
from analyzer.export.dialects.signatures import foreign_keys
from tests.export.dialects.records import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Object = dict[str, Any]
    Spoil = Callable[[Object], Any]

KEYS = sorted({key for dataset in DATASETS for key in foreign_keys(dataset)})


def _objects(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each object inside a value, as (what holds it, under which key)."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict):
            yield value, key
        if isinstance(inner, dict | list):
            yield from _objects(inner)


def _with_capitals(given: Object) -> Object:
    return {key[0].upper() + key[1:]: value for key, value in given.items()}


def _with_capital_words(given: Object) -> Object:
    return {
        key: value[:1].upper() + value[1:] if isinstance(value, str) else value
        for key, value in given.items()
    }


def _with_dates(given: Object) -> Object:
    return {key: "/Date(5)/" if isinstance(value, str) else value for key, value in given.items()}


def _with_plain_ids(given: Object) -> Object:
    return {"id" if key in {"userId", "groupId"} else key: value for key, value in given.items()}


def _with_plain_ids_first(given: Object) -> Object:
    return dict(reversed(_with_plain_ids(given).items()))


def _as_shell(given: Object) -> Object:  # noqa: ARG001
    return {"id": None}


def _as_type(given: Object) -> str:  # noqa: ARG001
    return "System.Collections.Hashtable"


def _as_list(given: Object) -> list[str]:  # noqa: ARG001
    return ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphSubjectSet"]


SPOILS: list[Spoil] = [
    _with_capitals,
    _with_capital_words,
    _with_dates,
    _with_plain_ids,
    _with_plain_ids_first,
    _as_shell,
    _as_type,
    _as_list,
]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 5, "x", [], {}, {"id": "x"}, {"defaultText": "x"}]
)
ADDED = st.tuples(st.sampled_from(KEYS), VALUES).map(lambda pair: lambda one: {**one, pair[0]: pair[1]})


@settings(deadline=None, max_examples=200)
@given(RECORDS, st.data(), st.sampled_from([None, 2]))
def test_what_lifting_changes_is_seen(
    item: tuple[str, Object], data: st.DataObject, indent: int | None
) -> None:
    """Any object of a record, spoilt in any way: either lifting leaves it alone, or its text shows a sign."""
    dataset, record = item
    whole = {"record": json.loads(json.dumps(record))}
    for _ in range(data.draw(st.integers(1, 2), label="how often")):
        places = list(_objects(whole))
        if not places:
            break
        holder, key = data.draw(st.sampled_from(places), label="where")
        holder[key] = data.draw(st.one_of(st.sampled_from(SPOILS), ADDED), label="how")(holder[key])
    spoilt = whole["record"]
    if isinstance(spoilt, dict) and lift(dataset, spoilt) != spoilt:
        assert needs_lifting(dataset, json.dumps(spoilt, indent=indent).encode())


@pytest.mark.parametrize(
    "subject",
    [
        {
            "@odata.type": "#microsoft.graph.singleUser",
            "description": 'a "{b}"',
            "managerLevel": 1,
            "id": "u1",
        },
        {"id": "u1", "description": "{", "@odata.type": "microsoft.graph.groupMembers"},
        {"@odata.type": "#MICROSOFT.GRAPH.singleuser", "id": "u1"},
    ],
    ids=["id after a description", "id first", "letters"],
)
def test_one_subject_with_the_id_of_beta_is_seen(subject: Object) -> None:
    """It would silently be nobody: v1.0 looks for userId."""
    policy = {"id": "p", "specificAllowedTargets": [subject]}
    lifted = lift("assignment_policies", policy)["specificAllowedTargets"][0]
    assert "u1" in {lifted.get("userId"), lifted.get("groupId")}
    assert needs_lifting("assignment_policies", json.dumps(policy).encode())


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_can_be_looked_at(dataset: str) -> None:
    assert not needs_lifting(dataset, b"")
    assert not needs_lifting(dataset, b'{"id": "x", "displayName": "Id", "description": "\\"Id\\": /Date"}')
    assert needs_lifting(dataset, b'{"Id": "x"}')
    assert needs_lifting(dataset, b'{"id": "x", "createdDateTime": "\\/Date(5)\\/"}')
