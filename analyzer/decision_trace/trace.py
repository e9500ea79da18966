"""Puts the answer about one person and one package together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.decision_trace.answer import Why
from analyzer.decision_trace.facts import facts_of
from analyzer.decision_trace.gate_answers import as_answer, gate_answers, state_answers
from analyzer.decision_trace.policy_answers import policy_answers
from analyzer.decision_trace.records import Records
from analyzer.decision_trace.smallest_change import smallest_changes
from analyzer.tables.lookup import near_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.decision_trace.answer import Gate, PolicyAnswer
    from analyzer.decision_trace.facts import Facts, Setting
    from analyzer.tables.moment import Moment
    from analyzer.tables.relations import Relations
    from analyzer.tables.source import ExportSource

_OWNERS_SHOWN = 3


def trace(source: ExportSource, relations: Relations, moment: Moment) -> Why:
    """Answer the one ticket that the relations were given.

    Raises:
        MissingDatasetError: the export lacks what every answer needs.
    """
    facts, records = facts_of(relations), Records(source)
    user, package = _user(facts), _package(facts.setting)
    names = {
        "user": str(user["display_name"]),
        "package": str(package["display_name"]),
        "catalog": _catalog(facts.setting),
        "owners": _owners(facts.setting),
        "cause": ": it was deleted" if user["deleted"] else "",
        "near": _near(facts),
    } | _about(str(user["display_name"]), in_directory=user["in_directory"], deleted=user["deleted"])
    gates = gate_answers(facts, relations, records, names)
    state = state_answers(facts, relations, records, names)
    policies = policy_answers(facts, relations, records, names)
    return Why(
        user=user,
        access_package=package,
        as_of=moment.time,
        as_of_source=moment.source,
        verdict=facts.judgement.verdict,
        visible=as_answer(facts.setting.ticket_visibility.iloc[0]),
        link=_text(facts.setting.ticket_links.iloc[0]),
        gates=tuple(gates),
        state=tuple(state),
        policies=tuple(policies),
        blockers=tuple(_chosen(facts, gates, policies, True)),
        undetermined=(
            *_chosen(facts, gates, policies, None),
            *(gate for gate in state if gate.stands is None),
        ),
        changes=smallest_changes(source, relations, facts, gates, policies, names, moment.time),
    )


def _chosen(
    facts: Facts, gates: Iterable[Gate], policies: Iterable[PolicyAnswer], stands: bool | None
) -> list[Gate]:
    """Choose what stands in the way, or may: gates, then the policies' reasons as far as they count."""
    reasons = facts.judgement.ticket_reasons.iloc[0]
    counted = {rule for rule in reasons.index if as_answer(reasons[rule]) is stands}
    told = [*gates, *(gate for policy in policies for gate in policy.reasons)]
    return [gate for gate in told if gate.rule in counted and gate.stands is stands]


def _user(facts: Facts) -> dict[str, Any]:
    ticket = facts.judgement.ticket_facts.iloc[0]
    asked, person = str(ticket["user"]), int(ticket["person"])
    if person < 0:
        outsider = as_answer(facts.setting.ticket_people["outsider"].iloc[0])
        return {
            "id": None,
            "user_principal_name": None,
            "display_name": asked.strip(),
            "mail": asked.strip() if "@" in asked else None,
            "in_directory": False if outsider else None,
            "guest": None,
            "deleted": False,
        }
    somebody = facts.setting.people.iloc[person]
    name = _text(somebody["user_principal_name"])
    return {
        "id": _text(somebody["id"]),
        "user_principal_name": name,
        "display_name": _text(somebody["display_name"]) or name or _text(somebody["id"]),
        "mail": _text(somebody["mail"]),
        "in_directory": not somebody["is_deleted"],
        "guest": as_answer(somebody["is_guest"]),
        "deleted": bool(somebody["is_deleted"]),
    }


def _near(facts: Facts) -> str:
    """Ask whether somebody else was meant, where nobody answers to the name."""
    ticket = facts.judgement.ticket_facts.iloc[0]
    if ticket["person"] >= 0 or as_answer(facts.setting.ticket_people["outsider"].iloc[0]):
        return ""
    near = near_people(str(ticket["user"]), facts.setting.people)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def _about(user: str, *, in_directory: bool | None, deleted: bool) -> dict[str, str]:
    """Say where a person stands to the directory: the placeholders `presence` and `account`."""
    if deleted:
        presence = f"{user} was in the directory, and was deleted."
    elif in_directory:
        presence = f"{user} is in the directory."
    else:
        presence = f"{user} is not in the directory, and counts as a person from outside."
    has_account = in_directory or deleted
    account = f"The account of {user} is enabled." if has_account else f"{user} has no account here to block."
    return {"presence": presence, "account": account}


def _package(setting: Setting) -> dict[str, Any]:
    package = setting.packages.iloc[int(setting.ticket_pairs["package"].iloc[0])]
    return {
        "id": _text(package["id"]),
        "display_name": _text(package["display_name"]),
        "catalog": _catalog(setting),
        "hidden": as_answer(package["hidden"]),
    }


def _owners(setting: Setting) -> str:
    """Name the first few owners of the catalog, in brackets."""
    package = int(setting.ticket_pairs["package"].iloc[0])
    catalog = setting.access_packages.optional("catalog.id")[package].as_py()
    if setting.catalog_owners is None or catalog is None:
        return ""
    mine = setting.catalog_owners[(setting.catalog_owners["catalog_id"] == catalog.lower()).to_numpy(bool)]
    names = setting.people["display_name"].take(mine["person"].unique()).dropna().sort_values().tolist()
    more = ", …" if len(names) > _OWNERS_SHOWN else ""
    return f" ({', '.join(names[:_OWNERS_SHOWN])}{more})" if names else ""


def _catalog(setting: Setting) -> str:
    package = int(setting.ticket_pairs["package"].iloc[0])
    code = int(setting.catalog_keys.codes(setting.access_packages.column("catalog.id"))[package])
    if code >= 0:
        return str(setting.catalog_facts["display_name"].iloc[code])
    expanded = setting.access_packages.optional("catalog.displayName")[package].as_py()
    return expanded or "of the package"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
