"""Assignment policies: who they are for, whether they may be requested, who is asked to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_flag, as_text, flatten, lower
from analyzer.tables.durations import days_of
from analyzer.tables.relations import relation
from analyzer.tables.subjects import RULE_MEMBERS, flatten_subjects, lists_known, of_kind
from analyzer.tables.three_valued import Flags, Mask, at, every, flags, is_one_of
from analyzer.validation.timestamps import to_timestamps

if TYPE_CHECKING:
    from datetime import datetime

    from analyzer.tables.keys import Keys

APPROVER_LISTS = {
    "primary": "primaryApprovers",
    "primary_fallback": "fallbackPrimaryApprovers",
    "escalation": "escalationApprovers",
    "escalation_fallback": "fallbackEscalationApprovers",
}


@relation
def policies(
    assignment_policies: Dataset,
    package_keys: Keys,
    packages: pd.DataFrame,
    catalog_keys: Keys,
    catalog_facts: pd.DataFrame,
    policy_names: pd.DataFrame,
    automatic_policies: Flags,
    as_of: datetime,
) -> pd.DataFrame:
    """Assignment policies by code.

    A policy is *requestable* when it is not automatic, not for direct assignment only, lets people ask for
    themselves, is not past a fixed end date, and lies in a published catalog (CONTRACT section 6).

    Returns:
        columns: id, display_name, scope (string, lower case; `<NA>` where unknown); package (int32 code);
        external (boolean: its catalog is enabled for external users), automatic, direct_only (boolean: only
        administrators assign), self_request (boolean: people may ask for themselves), ended, requestable,
        approval_required (boolean).
    """
    dataset = assignment_policies
    package = package_keys.codes(dataset.column("accessPackage.id"))
    catalog = catalog_keys.codes(dataset.optional("catalog.id"))
    scope = as_text(lower(dataset.column("allowedTargetScope")))
    automatic = automatic_policies
    published = at(packages["published"], package).fillna(at(catalog_facts["published"], catalog))
    direct_only = is_one_of(scope, ["notSpecified"])
    self_request = dataset.flag("requestorSettings.enableTargetsToSelfAddAccess")
    ended = _ended(dataset, as_of)
    return pd.DataFrame(
        {
            "id": policy_names["id"],
            "display_name": policy_names["display_name"],
            "scope": scope,
            "package": package,
            "external": at(packages["external"], package).fillna(at(catalog_facts["external"], catalog)),
            "automatic": automatic,
            "direct_only": direct_only,
            "self_request": self_request,
            "ended": ended,
            "requestable": every(~automatic, ~direct_only, self_request, ~ended, published),
            "approval_required": dataset.flag("requestApprovalSettings.isApprovalRequiredForAdd"),
        }
    )


@relation
def policy_names(assignment_policies: Dataset) -> pd.DataFrame:
    """What policies are called, by policy code: id, display_name (string)."""
    identity = assignment_policies.text("id")
    name = assignment_policies.text("displayName").fillna(identity)
    return pd.DataFrame({"id": identity, "display_name": name})


@relation
def automatic_policies(assignment_policies: Dataset, policy_targets: pd.DataFrame) -> Flags:
    """Which policies assign by rule, by policy code.

    v1.0 leaves `automaticRequestSettings` out of a policy that people request (graph.md, trap 19), beta out
    of every policy: without it, only a policy that targets an attribute rule counts as automatic. Where no
    policy of the export carries it, whether one with unknown targets is automatic is unknown.
    """
    dataset = assignment_policies
    size = len(dataset)
    by_rule = np.zeros(size, bool)
    by_rule[of_kind(policy_targets, RULE_MEMBERS)["policy"]] = True
    if dataset.has("automaticRequestSettings"):
        absent = pc.is_null(dataset.column("automaticRequestSettings")).to_pandas().to_numpy()
        if absent.all():  # then no policy could carry what is in it, and nothing is lacking
            return flags(by_rule, np.zeros(size, bool))
        switched_on = dataset.flag("automaticRequestSettings.requestAccessForAllowedTargets")
        return switched_on.mask(absent, flags(by_rule, np.zeros(size, bool)))
    return flags(by_rule, ~by_rule & ~lists_known(dataset.column("specificAllowedTargets")) & _named(dataset))


def _named(dataset: Dataset) -> Mask:
    scope = is_one_of(dataset.text("allowedTargetScope"), ["specificDirectoryUsers"])
    return scope.to_numpy(bool, na_value=True)


def _ended(dataset: Dataset, as_of: datetime) -> Flags:
    """Decide which policies are past a fixed end date (`expirationPattern`; domain.md C32)."""
    fixed = is_one_of(dataset.text("expiration.type"), ["afterDateTime"])
    end = to_timestamps(dataset.column("expiration.endDateTime"))
    over = as_flag(pc.less_equal(end, pa.scalar(as_of, pa.timestamp("us", "UTC"))))
    return every(fixed, over)


@relation
def policy_targets(
    assignment_policies: Dataset, person_keys: Keys, group_keys: Keys, organization_keys: Keys
) -> pd.DataFrame:
    """Whom policies name in `specificAllowedTargets`: policy (int32 code), and a subject set's columns."""
    column = assignment_policies.column("specificAllowedTargets")
    subjects = flatten_subjects(column, person_keys, group_keys, organization_keys)
    return subjects.rename(columns={"row": "policy"}).astype({"policy": np.int32})


@relation
def targets_known(assignment_policies: Dataset) -> Mask:
    """Tell for each policy code whether `specificAllowedTargets` was exported."""
    return lists_known(assignment_policies.column("specificAllowedTargets"))


@relation
def approval_stages(assignment_policies: Dataset) -> pd.DataFrame:
    """Approval stages of every policy, one row per stage, indexed by stage code.

    Returns:
        columns: policy (int32 code), order (int32: 1 for the policy's first stage), escalates (boolean),
        dynamic (boolean: a custom extension chooses the approvers at run time), primary_known,
        escalation_known, fallback_known, escalation_fallback_known (bool: the approver lists were exported),
        denial, escalation (string: ISO 8601 durations before the request is denied by itself, and before
        alternate approvers are asked), denial_days, escalation_days (Float64; `<NA>` for months too).
    """
    policy, stage = _stages(assignment_policies)
    kind = as_text(lower(pc.struct_field(stage, "@odata.type")))
    policy_code = pd.Series(np.asarray(policy, dtype=np.int32))
    denial = as_text(pc.struct_field(stage, "durationBeforeAutomaticDenial"))
    escalation = as_text(pc.struct_field(stage, "durationBeforeEscalation"))
    return pd.DataFrame(
        {
            "policy": policy_code,
            "order": policy_code.groupby(policy_code).cumcount().add(1).astype(np.int32),
            "escalates": as_flag(pc.struct_field(stage, "isEscalationEnabled")),
            "dynamic": kind.str.contains("dynamicapprovalstage", regex=False).fillna(False).astype("boolean"),
            "primary_known": lists_known(pc.struct_field(stage, "primaryApprovers")),
            "escalation_known": lists_known(pc.struct_field(stage, "escalationApprovers")),
            "fallback_known": lists_known(pc.struct_field(stage, "fallbackPrimaryApprovers")),
            "escalation_fallback_known": lists_known(pc.struct_field(stage, "fallbackEscalationApprovers")),
            "denial": denial,
            "escalation": escalation,
            "denial_days": days_of(denial),
            "escalation_days": days_of(escalation),
        }
    )


@relation
def stages_known(assignment_policies: Dataset) -> Mask:
    """Tell for each policy code whether its approval stages were exported."""
    return lists_known(assignment_policies.column("requestApprovalSettings.stages"))


@relation
def stage_subjects(
    assignment_policies: Dataset, person_keys: Keys, group_keys: Keys, organization_keys: Keys
) -> pd.DataFrame:
    """Every approver that a stage lists: stage (int32 code), list (category), and a subject set's columns."""
    _, stage = _stages(assignment_policies)
    lists = []
    for name, key in APPROVER_LISTS.items():
        members = pc.struct_field(stage, key)
        subjects = flatten_subjects(members, person_keys, group_keys, organization_keys)
        lists.append(subjects.rename(columns={"row": "stage"}).assign(list=name))
    return pd.concat(lists, ignore_index=True).astype({"stage": np.int32, "list": "category"})


def _stages(dataset: Dataset) -> tuple[pa.Array, pa.Array]:
    return flatten(dataset.column("requestApprovalSettings.stages"))
