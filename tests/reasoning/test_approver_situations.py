"""Solving each distinct situation once says the same as solving every requestor and policy by themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
import pytest

from analyzer.reasoning.audience import audiences_of
from analyzer.reasoning.personal_approvers import personal_approvers
from analyzer.reasoning.policy_scope import Kind, admits
from analyzer.reasoning.situation_problems import problems_of, usable_lists
from tests.reasoning.approval_tenants import approval_tenant, problems
from tests.second_opinion.tenants import random_tenant
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analyzer.tables.relations import Relations

Where: TypeAlias = tuple[int, int, str, bool | None]
"""Policy, stage, problem, and whether it is there or may be."""


def _admitted(relations: Relations) -> pd.DataFrame:
    """Return every pair of somebody who may ask and a policy that may let them, each judged by itself."""
    subjects, policies = relations["potential_requestors"], relations["policies"]
    names = ("policy_groups", "organization_domains", "known_home_organizations", "organizations")
    groups, domains, homes, organizations = (_optional(relations, name) for name in names)
    settled = relations["organizations_settled"]
    audiences = audiences_of(subjects, groups, domains, homes, organizations, settled)
    pairs = pd.DataFrame(
        [(subject, policy) for subject in range(len(subjects)) for policy in range(len(policies))],
        columns=["subject", "policy"],
        dtype="int32",
    )
    scope = admits(pairs, subjects, audiences, policies, relations["policy_audiences"])
    needed = policies["approval_required"].take(pairs["policy"]).reset_index(drop=True)
    enabled = subjects["enabled"].take(pairs["subject"]).reset_index(drop=True)
    pairs["admitted"] = (scope & needed & enabled).array
    return pairs[pairs["admitted"].fillna(value=True)].reset_index(drop=True)


def _optional(relations: Relations, name: str) -> Any:
    if name == "organizations" and relations["organization_keys"].ids.to_pylist() == []:
        return None
    return relations[name]


def _one_by_one(relations: Relations) -> tuple[Counter[Where], set[Where]]:
    """Return how many users surely have a problem, and which problems others may have as well."""
    pairs = _admitted(relations)
    cases = relations["potential_requestors"].take(pairs["subject"]).reset_index(drop=True)
    cases = cases.assign(policy=pairs["policy"])
    homes = relations["requestor_homes"].rename(columns={"case": "subject"})
    homes = pairs[["subject"]].reset_index(names="case").merge(homes, on="subject", validate="many_to_many")
    subjects, listed = relations["stage_subjects"], relations["listed_approvers"]
    own = personal_approvers(
        cases,
        homes,
        subjects,
        relations["reports_to"],
        relations["user_sponsors"],
        relations["organization_sponsors"],
        relations["able_people"],
    )
    found = problems_of(cases, relations["approval_stages"], subjects, listed, own, usable_lists(listed))
    surely: Counter[Where] = Counter()
    perhaps: set[Where] = set()
    for row in found.to_dict("records"):
        case = int(row["situation"])
        if pairs["admitted"].isna()[case] or cases["kind"][case] == Kind.OUTSIDER:
            perhaps.add(_where(int(pairs["policy"][case]), row))
        else:
            surely[_where(int(pairs["policy"][case]), row)] += 1
    return surely, perhaps


def _where(policy: int, row: Mapping[Any, Any]) -> Where:
    return policy, int(row["stage"]), str(row["problem"]), True if row["fires"] else None


def _by_situation(relations: Relations) -> tuple[Counter[Where], set[Where]]:
    surely: Counter[Where] = Counter()
    perhaps: set[Where] = set()
    situations = relations["approver_situations"]
    for row in relations["situation_problems"].to_dict("records"):
        situation = situations.iloc[int(row["situation"])]
        where = _where(int(situation["policy"]), row)
        if situation["at_least"]:
            surely[where] += int(situation["at_least"])
        if situation["requestors"] is pd.NA:
            perhaps.add(where)
    return surely, perhaps


def test_the_examples_are_people_whom_the_policy_lets_ask(tmp_path: Path) -> None:
    relations = relations_of(tmp_path, random_tenant(5))
    admitted = _admitted(relations).set_index(["policy", "subject"])["admitted"]
    for row in relations["approver_situations"].itertuples(index=False):
        assert admitted[row.policy, row.example] is row.admitted


@pytest.mark.parametrize("seed", range(12))
def test_situations_and_single_requestors_have_the_same_problems(seed: int, tmp_path: Path) -> None:
    for number, tenant in enumerate((random_tenant(seed), approval_tenant(seed))):
        folder = tmp_path / str(number)
        folder.mkdir()
        relations = relations_of(folder, tenant)
        assert _by_situation(relations) == _one_by_one(relations)


@pytest.mark.parametrize("seed", range(12))
def test_situations_agree_with_a_plain_reading_of_the_rules(seed: int, tmp_path: Path) -> None:
    tenant = approval_tenant(seed)
    relations = relations_of(tmp_path, tenant)
    policies, orders = relations["policies"]["id"], relations["approval_stages"]["order"]
    found, unsure = _by_situation(relations)
    mine = {
        (policies[policy], orders[stage], problem, fires): users
        for (policy, stage, problem, fires), users in found.items()
    }
    expected = Counter((*where, True) for _, *where in set(problems(tenant)))
    assert mine == expected
    assert not unsure


def test_many_requestors_share_a_situation(tmp_path: Path) -> None:
    """Else the two tests above would compare single requestors with themselves."""
    most = 0
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        situations = relations_of(folder, approval_tenant(seed))["approver_situations"]
        most = max(most, situations["at_least"].max())
    assert most > 3
