"""Which edits would open a gate that stands in the way whatever the policies say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.decision_trace.answer import Edit
from analyzer.decision_trace.gate_answers import group_name
from analyzer.reasoning import ticket_gates as rules
from analyzer.reasoning.licensing import ENABLING_PLANS
from analyzer.tables.stream import NAME as MEMBERS
from analyzer.tables.three_valued import at, possible, yes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from analyzer.decision_trace.answer import Gate
    from analyzer.decision_trace.facts import Facts, Setting
    from analyzer.decision_trace.small_source import SmallSource

Edits = tuple[Edit, ...]

NEW_ACCOUNT = "a new account"
"""Stands for the id of somebody for whom an account is yet to be made."""

_GLOBAL = "an Identity Governance Administrator"
_BILLING = "whoever buys the licenses (a Billing Administrator)"
_USERS = "a User Administrator"


def gate_edits(gate: Gate, facts: Facts, few: SmallSource, names: dict[str, str]) -> list[Edits]:
    """Return the ways to open one gate, the cheapest first; none where nothing can be done to it."""
    maker = _MAKERS.get(gate.rule)
    return maker(gate, facts, few, names) if maker else []


def _license(_: Gate, facts: Facts, few: SmallSource, __: dict[str, str]) -> list[Edits]:
    what = "Buy or renew a license with Microsoft Entra ID P2 or Microsoft Entra ID Governance."
    plans = facts.setting.enabling_plans
    plan = {"servicePlanId": next(iter(ENABLING_PLANS)), "provisioningStatus": "Success"}
    if plans is None:
        return []
    if not len(plans):
        bought = {
            "skuId": "84a661c4-e949-4bd2-a560-ed7766fcaf2b",
            "skuPartNumber": "AAD_PREMIUM_P2",
            "capabilityStatus": "Enabled",
            "servicePlans": [plan],
        }
        return [(_edit("subscribed_skus", "add", {"id": "a new subscription"}, bought, what, _BILLING, 6),)]
    sku = few.dataset("subscribed_skus").table.slice(int(plans["sku"].iloc[0]), 1).to_pylist()[0]
    alive = [
        each | {"provisioningStatus": "Success"}
        if (each.get("servicePlanId") or "") in ENABLING_PLANS
        else each
        for each in sku["servicePlans"]
    ]
    renewed = {"capabilityStatus": "Enabled", "servicePlans": alive}
    return [(_edit("subscribed_skus", "set", {"id": sku["id"]}, renewed, what, _BILLING, 5),)]


def _sign_in(gate: Gate, facts: Facts, few: SmallSource, names: dict[str, str]) -> list[Edits]:
    record = gate.records[0] if gate.records else None
    if record is None or record.id is None:
        return []
    key = {"id": record.id}
    if record.dataset == "users":
        what = f"Enable the account of {names['user']}."
        return [(_edit("users", "set", key, {"accountEnabled": True}, what, _USERS, 2),)]
    gone = few.dataset("deleted_users").table.to_pylist()[0]
    person = _person(facts.setting)
    back = {name: value for name, value in gone.items() if name in _RESTORED and value is not None}
    what = f"Restore the deleted account of {names['user']}."
    return [
        (
            _edit("deleted_users", "remove", key, {}, what, _USERS, 2),
            _edit("users", "add", {"id": str(person["id"])}, back | {"accountEnabled": True}, "", _USERS, 0),
        )
    ]


_RESTORED = ("displayName", "userPrincipalName", "mail", "userType", "externalUserState", "identities")


def _not_found(gate: Gate, facts: Facts, __: SmallSource, names: dict[str, str]) -> list[Edits]:
    """An account helps where there certainly is none; else it may only be misspelt, or not exported."""
    if not gate.stands:
        return []
    address = str(facts.judgement.ticket_facts["user"].iloc[0]).strip()
    made = {
        "userPrincipalName": address,
        "displayName": address,
        "userType": "Member",
        "accountEnabled": True,
    }
    what = f"Create an account for {names['user']}."
    return [(_edit("users", "add", {"id": NEW_ACCOUNT}, made, what, _USERS, 4),)]


def _catalog(path: str, value: object, what: str) -> Callable[..., list[Edits]]:
    def make(gate: Gate, _: Facts, __: SmallSource, names: dict[str, str]) -> list[Edits]:
        record = gate.records[0] if gate.records else None
        if record is None or record.id is None:
            return []
        where = path if record.dataset == "catalogs" else f"catalog.{path}"
        said = what.format_map(names)
        return [
            (_edit(record.dataset, "set", {"id": record.id}, {where: value}, said, catalog_owner(names), 3),)
        ]

    return make


def _end_assignments(gate: Gate, facts: Facts, few: SmallSource, names: dict[str, str]) -> list[Edits]:
    who = f"{names['user']} (in My Access), or an access package assignment manager"
    edits = []
    for record in gate.records:
        if record.id is not None:
            package = _assigned_package(record.id, facts.setting, few)
            what = f"End the assignment of {package}, which {names['user']} holds."
            edits.append(_edit("assignments", "set", {"id": record.id}, {"state": "expired"}, what, who, 3))
    return [tuple(edits)] if edits else []


def _assigned_package(assignment: str, setting: Setting, few: SmallSource) -> str:
    rows = few.dataset("assignments").table.to_pylist()
    package = (
        next((row["accessPackage"] or {} for row in rows if row["id"] == assignment), {}).get("id") or ""
    )
    same = (setting.packages["id"].str.lower() == package.lower()).fillna(value=False).to_numpy(bool)
    named = setting.packages.loc[same, "display_name"].dropna()
    return f"'{named.iloc[0]}'" if len(named) else "the incompatible access package"


def _leave_groups(_: Gate, facts: Facts, few: SmallSource, names: dict[str, str]) -> list[Edits]:
    """Take the person out of the groups; where that is impossible or not enough, the groups off the list."""
    setting = facts.setting
    met = setting.shutting_memberships
    met = met[possible(met["member"])].drop_duplicates("group")
    if setting.groups is None or (met["group"] < 0).any():
        return []
    through = _nested_ways(few)
    edits = [
        _leave(int(group), setting, names)
        if certain and not by_rule and _group_id(setting, int(group)) not in through
        else _unlist(int(group), setting, names)
        for group, certain, by_rule in zip(
            met["group"],
            yes(met["member"]),
            possible(at(setting.dynamic_groups, met["group"].to_numpy())),
            strict=True,
        )
    ]
    return [tuple(edits)] if edits else []


def _nested_ways(few: SmallSource) -> set[str]:
    """Return the ids of the groups in which the person is through another group."""
    rows = few.dataset(MEMBERS).table.to_pylist() if few.has(MEMBERS) else []
    return {row["groupId"] for row in rows if row["memberType"] == "group"}


def _leave(group: int, setting: Setting, names: dict[str, str]) -> Edit:
    name = group_name(setting, group)
    what = f"Take {names['user']} out of {name}."
    edge = {"groupId": str(_group_id(setting, group)), "memberId": str(_person(setting)["id"])}
    return _edit("group_members", "remove", edge, {}, what, f"an owner of {name}", 3)


def _unlist(group: int, setting: Setting, names: dict[str, str]) -> Edit:
    what = f"Take {group_name(setting, group)} off the list of groups incompatible with '{names['package']}'."
    package = str(setting.packages["id"].iloc[int(setting.ticket_pairs["package"].iloc[0])])
    edge = {"accessPackageId": package, "groupId": str(_group_id(setting, group))}
    return _edit("incompatible_groups", "remove", edge, {}, what, catalog_owner(names), 5)


def _group_id(setting: Setting, group: int) -> str:
    assert setting.groups is not None
    return str(setting.groups.table["id"][group].as_py())


def _person(setting: Setting) -> pd.Series:
    return setting.people.iloc[int(setting.ticket_people["person"].iloc[0])]


def catalog_owner(names: dict[str, str]) -> str:
    """Say who may change what is in the catalog."""
    return f"an owner of the catalog '{names['catalog']}'{names['owners']}, or {_GLOBAL}"


def _edit(
    dataset: str,
    action: str,
    record: dict[str, str],
    values: dict[str, Any],
    what: str,
    who: str,
    cost: int,
) -> Edit:
    return Edit(dataset=dataset, action=action, record=record, values=values, what=what, who=who, cost=cost)


_MAKERS: dict[str, Callable[[Gate, Facts, SmallSource, dict[str, str]], list[Edits]]] = {
    rules.LICENSE: _license,
    rules.SIGN_IN: _sign_in,
    rules.NOT_FOUND: _not_found,
    rules.CATALOG_OFF: _catalog("state", "published", "Enable the catalog '{catalog}'."),
    rules.CATALOG_INTERNAL: _catalog(
        "isExternallyVisible", True, "Enable the catalog '{catalog}' for external users."
    ),
    rules.PACKAGE_HELD: _end_assignments,
    rules.GROUP_MEMBER: _leave_groups,
}
