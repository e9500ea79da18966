"""What happens after the person asks under one policy: who decides, when, what is delivered, what may hang.

Source: domain.md section 2.2; CONTRACT section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from analyzer.decision_trace.answer import Approver, Delivery, NextSteps, Stage
from analyzer.decision_trace.durations import in_words, moment_in_words
from analyzer.decision_trace.gate_answers import as_answer, group_name
from analyzer.tables.dataset import member_at

if TYPE_CHECKING:
    from analyzer.decision_trace.facts import Facts, Setting

_LISTS = {"asked": ("primary", "primary_fallback"), "alternates": ("escalation", "escalation_fallback")}
_PERSONAL = {
    "requestormanager": "manager",
    "targetmanager": "manager",
    "targetusersponsors": "sponsor",
    "internalsponsors": "internal sponsor of the organization",
    "externalsponsors": "external sponsor of the organization",
}


def next_steps(facts: Facts, case: int) -> NextSteps:
    """Tell what follows from a request under the offered policy with this number in `outlook.cases`."""
    setting, outlook = facts.setting, facts.outlook
    policy = int(outlook.cases["policy"].iloc[case])
    required = as_answer(setting.policies["approval_required"].iloc[policy])
    stages = () if required is False else tuple(_stages(facts, case, policy))
    return NextSteps(
        approval=required,
        input=tuple(_input(facts, policy)),
        stages=stages,
        deliveries=tuple(_deliveries(facts)),
        deliveries_known=_roles_known(facts),
        ends=_end(facts, policy),
        remarks=tuple(_remarks(facts, required, stages, policy)),
    )


def _remarks(facts: Facts, required: bool | None, stages: tuple[Stage, ...], policy: int) -> list[str]:
    if required is None:
        return ["Whether approval is needed was not exported."]
    if required and not facts.outlook.stages_known[policy]:
        return ["The approval stages were not exported."]
    if required and not stages:
        return ["Approval is required, and no stage has an approver: nobody can decide; it will time out."]
    return []


def _stages(facts: Facts, case: int, policy: int) -> list[Stage]:
    stages = facts.outlook.approval_stages
    asked = facts.outlook.asked[facts.outlook.asked["case"] == case]
    found = []
    for code, stage in stages[stages["policy"] == policy].sort_values("order").iterrows():
        rows = asked[asked["stage"] == code]
        people = {name: _approvers(rows, lists, facts.setting) for name, lists in _LISTS.items()}
        found.append(
            Stage(
                order=int(stage["order"]),
                asked=people["asked"],
                alternates=people["alternates"],
                escalates_after=_text(stage["escalation"]) if as_answer(stage["escalates"]) else None,
                denied_after=_text(stage["denial"]),
                remark=_stage_remark(stage, people["asked"], people["alternates"]),
                stuck=_stuck(stage, people["asked"], people["alternates"]),
            )
        )
    return found


def _stage_remark(stage: pd.Series, asked: tuple[Approver, ...], alternates: tuple[Approver, ...]) -> str:
    if as_answer(stage["dynamic"]):
        return "A custom extension chooses the approvers when the request is made."
    if not stage["primary_known"]:
        return "The approvers were not exported."
    if not asked and not alternates:
        return "Nobody is asked that the export can name; without a decision it is denied by itself."
    if _stuck(stage, asked, alternates):
        return "Nobody who is asked can decide; the request will be denied by itself."
    if not any(each.able is not False for each in asked):
        return "None of the first approvers can decide; it waits for the alternate approvers."
    return ""


def _stuck(stage: pd.Series, asked: tuple[Approver, ...], alternates: tuple[Approver, ...]) -> bool:
    """Tell whether certainly nobody whom the stage asks can decide."""
    told = stage["primary_known"] and not as_answer(stage["dynamic"])
    everybody = (*asked, *alternates)
    return bool(told and everybody) and all(each.able is False for each in everybody)


def _approvers(rows: pd.DataFrame, lists: tuple[str, ...], setting: Setting) -> tuple[Approver, ...]:
    chosen = rows[rows["list"].isin(lists) & rows["counts"].fillna(value=True).to_numpy(bool)]
    found = [_approver(row, setting) for _, row in chosen.iterrows()]
    return tuple(sorted(set(found), key=lambda each: (each.able is False, each.name, each.user_id or "")))


def _approver(row: pd.Series, setting: Setting) -> Approver:
    person = int(row["person"])
    via = _via(row, setting)
    if person < 0:
        return Approver(name="somebody whom the export does not name", user_id=None, able=None, via=via)
    somebody = setting.people.iloc[person]
    able, own, counts = (as_answer(row[name]) for name in ("able", "is_requestor", "counts"))
    why_not = ""
    if own:
        why_not = "nobody can approve their own request"
    elif able is False:
        gone = somebody["is_deleted"]
        why_not = "the account is deleted" if gone else "the account is blocked from sign-in"
    unknown = own is None or counts is None or able is None
    return Approver(
        name=_text(somebody["display_name"]) or _text(somebody["user_principal_name"]) or str(somebody["id"]),
        user_id=str(somebody["id"]),
        able=False if why_not else (None if unknown else True),
        why_not=why_not,
        via=via,
    )


def _via(row: pd.Series, setting: Setting) -> str:
    kind = _text(row["kind"]) or ""
    fallback = _fallback(row)
    group = group_name(setting, int(row["via_group"])) if int(row["via_group"]) >= 0 else ""
    level = "" if row["level"] is pd.NA or int(row["level"]) <= 1 else f" of level {int(row['level'])}"
    personal = _PERSONAL.get(kind, "") + level if kind in _PERSONAL else ""
    return ", ".join(part for part in (personal, group, fallback) if part)


def _fallback(row: pd.Series) -> str:
    if not str(row["list"]).endswith("fallback"):
        return ""
    sure = as_answer(row["counts"])
    return f"as fallback: {'' if sure else 'if '}no manager or sponsor is found"


def _input(facts: Facts, policy: int) -> list[str]:
    """Say what the person must give with the request (domain.md section 2, step 9)."""
    record = facts.setting.assignment_policies.table.slice(policy, 1)
    needed = []
    if member_at(record, "requestApprovalSettings.isRequestorJustificationRequired")[0].as_py():
        needed.append("a justification")
    questions = member_at(record, "questions")[0].as_py() or []
    texts = [each.get("text") or "a question" for each in questions if each and each.get("isRequired")]
    return needed + [f"an answer to '{text}'" for text in texts]


def _end(facts: Facts, policy: int) -> str:
    """Say when the access ends."""
    record = facts.setting.assignment_policies.table.slice(policy, 1)
    kind = (member_at(record, "expiration.type")[0].as_py() or "").lower()
    match kind:
        case "noexpiration":
            return "never by itself"
        case "afterdatetime":
            end = moment_in_words(member_at(record, "expiration.endDateTime")[0].as_py())
            return f"on {end}" if end else "on a day that was not exported"
        case "afterduration":
            return f"after {in_words(str(member_at(record, 'expiration.duration')[0].as_py()))}"
        case _:
            return "at a time that was not exported"


def _roles_known(facts: Facts) -> bool:
    package = int(facts.setting.ticket_pairs["package"].iloc[0])
    known = facts.outlook.roles_known
    return known is not None and package >= 0 and bool(known[package])


def _deliveries(facts: Facts) -> list[Delivery]:
    """List the resource roles of the package, with what may keep each from arriving (domain.md 2.2)."""
    roles, package = facts.outlook.package_roles, int(facts.setting.ticket_pairs["package"].iloc[0])
    if roles is None or package < 0:
        return []
    rows = roles[roles["package"] == package].sort_values(["resource_name", "role_name"])
    rows = rows.drop_duplicates(["origin_system", "resource_id", "role"])
    groups = facts.setting.group_keys.codes(pa.array(rows["resource_id"], pa.string()))
    return [
        Delivery(
            resource=_text(row["resource_name"]) or _text(row["resource_id"]) or "a resource",
            role=_text(row["role_name"]) or _text(row["role"]) or "a role",
            kind=_text(row["origin_system"]) or "unknown",
            hazard=_hazard(row, int(group), facts),
        )
        for (_, row), group in zip(rows.iterrows(), groups, strict=True)
    ]


def _hazard(row: pd.Series, group: int, facts: Facts) -> str:
    system, role = (_text(row["origin_system"]) or ""), (_text(row["role"]) or "")
    if system == "aadgroup" and group >= 0:
        return _group_hazard(facts.setting, group, role)
    if system == "aadgroup":
        return "The group is not in the export; if it was deleted, nothing arrives."
    if system == "sharepointonline" and _new_external(facts):
        return "The site is only delivered after the person has accepted the invitation and signed in once."
    return ""


def _group_hazard(setting: Setting, group: int, role: str) -> str:
    if role == "member" and as_answer(setting.dynamic_groups.iloc[group]):
        return "A rule decides who is in this group, so nobody can be added to it."
    if setting.groups is not None and setting.groups.optional("onPremisesSyncEnabled")[group].as_py():
        return "The group is synchronised from on-premises, so nobody can be added to it in the cloud."
    return ""


def _new_external(facts: Facts) -> bool:
    """Tell whether the person is external and has not arrived yet, or may not have."""
    person = int(facts.setting.ticket_people["person"].iloc[0])
    if person < 0:
        return True
    return as_answer(facts.setting.guests_not_arrived.iloc[person]) is not False


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
