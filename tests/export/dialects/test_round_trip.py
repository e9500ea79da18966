"""The same record in v1.0, beta and PowerShell comes out the same; v1.0 comes out untouched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from analyzer.datasets import DATASETS
from analyzer.export.dialects import lift, needs_lifting
from tests.export.dialects.records import RECORDS
from tests.export.dialects.writers import beta, powershell
from tests.repository import ROOT


def _sayable_in_beta(dataset: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return what the way through beta leaves: it adds what a closed policy implies, and no more is lost.

    Beta has one switch for requests. Off, it is off for those who ask on behalf of others as well; a policy
    for direct assignment is never open to requests, whatever its switch says.
    """
    if dataset != "assignment_policies":
        return record
    settings = record["requestorSettings"]
    if record["allowedTargetScope"] != "notSpecified" and settings["enableTargetsToSelfAddAccess"]:
        return record
    shut = {"enableTargetsToSelfAddAccess": False, "enableOnBehalfRequestorsToAddAccess": False}
    return {**record, "requestorSettings": {**settings, **shut}}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(RECORDS)
def test_v1_is_left_alone(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    assert lift(dataset, record) == record
    assert not needs_lifting(dataset, json.dumps(record).encode())


@settings(deadline=None)
@given(RECORDS)
def test_beta_comes_out_as_v1(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    given_record = beta(dataset, record)
    lifted = lift(dataset, given_record)
    assert lifted == _sayable_in_beta(dataset, record)
    assert lift(dataset, lifted) == lifted
    assert needs_lifting(dataset, json.dumps(given_record).encode())


@settings(deadline=None)
@given(RECORDS)
def test_powershell_comes_out_as_v1_without_nulls(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    lifted = lift(dataset, powershell(record))
    assert lifted == _without_nulls(record)
    assert lift(dataset, lifted) == lifted


@settings(deadline=None)
@given(RECORDS)
def test_beta_through_powershell_comes_out_as_v1_without_nulls(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    lifted = lift(dataset, powershell(beta(dataset, record)))
    assert _without_nulls(lifted) == _without_nulls(_sayable_in_beta(dataset, record))


@pytest.mark.parametrize("sample", ["contoso", "adatum", "partial"])
def test_the_samples_are_v1_and_stay_on_the_fast_road(sample: str) -> None:
    for dataset in DATASETS:
        folder = ROOT / "sample_exports" / sample
        for path in [*folder.glob(f"{dataset}.json"), *folder.glob(f"{dataset}/*.json")]:
            text = path.read_bytes()
            assert not needs_lifting(dataset, text), path
            page = json.loads(text)
            for record in page if isinstance(page, list) else page.get("value", [page]):
                assert lift(dataset, record) == record
