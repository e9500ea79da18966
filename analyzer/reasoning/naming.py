"""Whom a policy names: single users and the direct members of its groups, never its approvers.

Source: CONTRACT section 7 (*names* is about `specificAllowedTargets`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subjects import GROUP_MEMBERS, SINGLE_USER, codes_of, of_kind
from analyzer.tables.three_valued import Mask, is_one_of, possible, yes

if TYPE_CHECKING:
    from analyzer.tables.memberships import Members


@relation
def named_people(
    policies: pd.DataFrame, policy_targets: pd.DataFrame, policy_groups: Members
) -> pd.DataFrame:
    """Everybody a policy for specific directory users names.

    Returns:
        columns: policy, person (int32 codes), certain (bool: by name or as a direct member; members of
        nested groups are uncertain), each pair once.
    """
    chosen = policy_targets[yes(_for_named(policies))[policy_targets["policy"]]]
    single, group = of_kind(chosen, SINGLE_USER), of_kind(chosen, GROUP_MEMBERS)
    inside = group[["policy", "group"]].drop_duplicates()
    inside = inside.merge(policy_groups.rows, on="group", validate="many_to_many")
    rows = pd.concat(
        [
            single.loc[single["person"] >= 0, ["policy", "person"]].assign(certain=True),
            inside.rename(columns={"direct": "certain"})[["policy", "person", "certain"]],
        ],
        ignore_index=True,
    ).astype({"certain": bool})
    rows = rows.sort_values("certain", ascending=False, kind="stable")
    return rows.drop_duplicates(["policy", "person"], ignore_index=True)


@relation
def vaguely_naming(
    policies: pd.DataFrame, policy_targets: pd.DataFrame, targets_known: Mask, policy_groups: Members
) -> Mask:
    """Tell for each policy code whether it may name people that the export does not show."""
    perhaps = possible(_for_named(policies))
    answer = perhaps & (~targets_known | ~yes(policies["scope"].notna().astype("boolean")))
    group = of_kind(policy_targets, GROUP_MEMBERS)
    code = codes_of(group, "group")
    unsettled = np.append(~policy_groups.settled, True)[np.where(code >= 0, code, len(policy_groups.settled))]
    strange = ~policy_targets["kind"].isin([SINGLE_USER, GROUP_MEMBERS]).to_numpy(bool)
    lost_user = (policy_targets["kind"] == SINGLE_USER).to_numpy(bool, na_value=False)
    lost_user &= policy_targets["person"].to_numpy() == MISSING
    answer[codes_of(group, "policy")[unsettled]] = True
    answer[codes_of(policy_targets, "policy")[strange | lost_user]] = True
    return answer & perhaps


@relation
def naming_strangers(policies: pd.DataFrame, policy_targets: pd.DataFrame) -> Mask:
    """Tell for each policy code whether it names a single user that the export does not hold."""
    answer = np.zeros(len(policies), bool)
    strangers = of_kind(policy_targets, SINGLE_USER)
    answer[codes_of(strangers[strangers["person"] == UNKNOWN], "policy")] = True
    return answer & possible(_for_named(policies))


@relation
def naming_somebody(
    policies: pd.DataFrame, named_people: pd.DataFrame, vaguely_naming: Mask, naming_strangers: Mask
) -> Mask:
    """Tell for each policy code whether it names, or may name, at least one person."""
    answer = vaguely_naming | naming_strangers
    answer[codes_of(named_people, "policy")] = True
    return answer[: len(policies)]


def _for_named(policies: pd.DataFrame) -> pd.Series[bool]:
    return is_one_of(policies["scope"], ["specificDirectoryUsers"])
