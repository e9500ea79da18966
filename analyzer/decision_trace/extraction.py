"""Takes the records on which one ticket hangs out of a large export.

The same rules over the extract give the same answer, in a hundredth of the time: what a change would do is
evaluated there, not guessed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.datasets import arrow_schema
from analyzer.decision_trace.small_source import FewMemberships, SmallSource
from analyzer.tables.memberships import ways_in
from analyzer.tables.stream import NAME as MEMBERS
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Mask, at

if TYPE_CHECKING:
    from analyzer.decision_trace.facts import Facts
    from analyzer.tables.dataset import Dataset
    from analyzer.tables.relations import DatasetSource, Relations

WHOLE = ("organization", "domains", "subscribed_skus", "catalogs", "connected_organizations")
"""Datasets that stay small however large the tenant."""
_NESTED = "nested-in:"
"""Stands before a group's id for the groups through which somebody is its member."""


def extract(source: DatasetSource, relations: Relations, facts: Facts) -> SmallSource:
    """Return the records that the answer to the ticket follows from."""
    chosen: dict[str, object] = {name: source.dataset(name) for name in WHOLE if source.has(name)}
    person = int(facts.setting.ticket_people["person"].iloc[0])
    packages = _packages(facts)
    concerned = [packages]
    chosen |= _people(source, relations["users"], facts, person)
    candidates = codes_of(facts.judgement.ticket_refusals, "policy")
    homeless = np.flatnonzero(facts.setting.policies["package"] < 0)
    kept = np.union1d(candidates, homeless)
    chosen["assignment_policies"] = relations["assignment_policies"].chosen(kept)
    for name in ("incompatible_access_packages", "incompatible_groups"):
        if source.has(name):
            dataset = source.dataset(name)
            owners = relations["package_keys"].codes(dataset.column("accessPackageId"))
            chosen[name] = dataset.chosen(np.isin(owners, packages))
    for name, relation in (("assignments", "assignment_facts"), ("assignment_requests", "request_facts")):
        if source.has(name):
            records = relations[relation]
            theirs = _theirs(records, facts, person, packages)
            chosen[name] = source.dataset(name).chosen(theirs)
            concerned.append(codes_of(records[theirs], "package"))
    mentioned = np.unique(np.concatenate(concerned))
    chosen["access_packages"] = relations["access_packages"].chosen(mentioned[mentioned >= 0])
    return SmallSource(chosen | _groups(source, relations, facts, person))


def _packages(facts: Facts) -> np.ndarray:
    own = codes_of(facts.setting.ticket_pairs, "package")
    others = codes_of(facts.setting.ticket_shutting_packages, "package")
    both = np.union1d(own, others)
    return both[both >= 0]


def _people(source: DatasetSource, users: Dataset, facts: Facts, person: int) -> dict[str, Dataset]:
    living = [person] if 0 <= person < len(users) else []
    found = {"users": users.chosen(np.array(living, np.int64))}
    if source.has("deleted_users"):
        deleted = source.dataset("deleted_users")
        identity = facts.setting.people["id"].iloc[person] if person >= len(users) else None
        same = pd.Series(deleted.table["id"].to_pandas()) == identity
        found["deleted_users"] = deleted.chosen(np.flatnonzero(same))
    return found


def _theirs(records: pd.DataFrame, facts: Facts, person: int, packages: np.ndarray) -> Mask:
    """Choose the person's records, and those of the packages that may be anybody's."""
    mail = facts.setting.ticket_people["mail"].iloc[0]
    mine = np.zeros(len(records), bool)
    if person >= 0:
        for name in ("person", "probable_person", "target_person"):
            if name in records.columns:
                mine |= (records[name] == person).to_numpy(bool)
    if mail is not pd.NA:
        mine |= (records["mail"].str.lower() == mail).fillna(value=False).to_numpy(bool)
    unplaced = records["anybody"].to_numpy(bool)
    if "on_behalf" in records.columns:
        unplaced = unplaced | (records["target_person"] < 0).to_numpy(bool)
    near = records["package"].isin(packages).to_numpy() | (records["package"] < 0).to_numpy()
    return mine | (unplaced & near)


def _groups(source: DatasetSource, relations: Relations, facts: Facts, person: int) -> dict[str, object]:
    """Keep, of the groups that matter, who of them the person is in, and how."""
    if not source.has("groups"):
        return {}
    dataset, members = source.dataset("groups"), facts.setting.ticket_groups
    named = codes_of(facts.setting.policy_targets, "group")
    named = named[facts.setting.policy_targets["policy"].isin(facts.judgement.ticket_refusals["policy"])]
    groups = np.union1d(named, codes_of(facts.setting.shutting_memberships, "group"))
    groups = groups[groups >= 0]
    rows = ways_in(relations["membership_edges"], groups, person)
    ids = pd.Series(dataset.table["id"].to_pandas())
    nested = at(ids, codes_of(rows[~rows["direct"].to_numpy(bool)], "group")).tolist()
    whole = at(ids, groups[members.settled[groups]]).tolist()
    bridges = [{"id": f"{_NESTED}{each}"} for each in nested]
    small = dataset.chosen(groups)
    table = pa.concat_tables([small.table, pa.Table.from_pylist(bridges, schema=small.table.schema)])
    edges = _edges(facts, rows, ids, person)
    return {
        "groups": replace(small, table=table.combine_chunks()),
        MEMBERS: FewMemberships(edges, frozenset([*whole, *(each["id"] for each in bridges)])),
    }


def _edges(facts: Facts, rows: pd.DataFrame, ids: pd.Series, person: int) -> pa.Table:
    identity = str(facts.setting.people["id"].iloc[person]) if person >= 0 else None
    found = []
    for group, direct in zip(at(ids, codes_of(rows, "group")), rows["direct"], strict=True):
        bridge = f"{_NESTED}{group}"
        if not direct:
            found.append({"groupId": group, "memberId": bridge, "memberType": "group"})
        holder = group if direct else bridge
        found.append({"groupId": holder, "memberId": identity, "memberType": "user"})
    return pa.Table.from_pylist(found, schema=arrow_schema(MEMBERS))
