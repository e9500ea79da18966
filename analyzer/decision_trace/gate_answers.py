"""The gates of one ticket in words, each with the records it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analyzer.decision_trace.answer import Gate, Record
from analyzer.decision_trace.needs import needs_of
from analyzer.decision_trace.what_exists import assignment_in_words, request_in_words
from analyzer.decision_trace.wording import WORDS
from analyzer.reasoning import ticket_gates as rules
from analyzer.reasoning.possession import matching_records
from analyzer.reasoning.ticket_gates import GATES, STATES
from analyzer.tables.three_valued import at, possible, yes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analyzer.decision_trace.facts import Facts, Setting
    from analyzer.decision_trace.records import Records
    from analyzer.tables.relations import Relations


def gate_answers(facts: Facts, relations: Relations, records: Records, names: dict[str, str]) -> list[Gate]:
    """Word every gate that stands in the way whatever the policies say, in the order in which it is told.

    Of somebody whom the export cannot place, the gates about a person say nothing and are left out.
    """
    return _answers(GATES, facts, relations, records, names)


def state_answers(facts: Facts, relations: Relations, records: Records, names: dict[str, str]) -> list[Gate]:
    """Word what exists already: an assignment, a request under way."""
    return _answers(STATES, facts, relations, records, names)


def _answers(
    asked: Iterable[str], facts: Facts, relations: Relations, records: Records, names: dict[str, str]
) -> list[Gate]:
    row = facts.judgement.ticket_gates.iloc[0]
    placed = bool(facts.setting.ticket_people["placed"].iloc[0])
    told = [rule for rule in asked if placed or rule not in _OF_A_PERSON or as_answer(row[rule]) is not False]
    return [_gate(rule, as_answer(row[rule]), facts, relations, records, names) for rule in told]


def as_answer(value: object) -> bool | None:
    """Return a cell of a nullable boolean column as true, false or None."""
    return None if value is pd.NA else bool(value)


def _gate(
    rule: str,
    stands: bool | None,
    facts: Facts,
    relations: Relations,
    records: Records,
    names: dict[str, str],
) -> Gate:
    words = WORDS[rule]
    found, other = _EVIDENCE[rule](facts.setting, records)
    filled = names | {"other": other}
    said = {True: words.stands, False: words.passes, None: words.unknown}[stands]
    return Gate(
        rule=rule,
        stands=stands,
        message=said.format_map(filled),
        source=words.source,
        remedy=words.remedy.format_map(filled) if stands is not False else "",
        needs=needs_of(rule, relations) if stands is None else "",
        records=tuple(found),
    )


_OF_A_PERSON = {
    rules.SIGN_IN,
    rules.CATALOG_INTERNAL,
    rules.PACKAGE_HELD,
    rules.GROUP_MEMBER,
    rules.ASSIGNED,
    rules.REQUEST_OPEN,
}
_Found = tuple[list[Record], str]


def _plans(setting: Setting, records: Records) -> _Found:
    plans = setting.enabling_plans
    if plans is None or not len(plans):
        return [], ""
    return [records.at("subscribed_skus", int(sku)) for sku in sorted(set(plans["sku"]))], ""


def _account(setting: Setting, records: Records) -> _Found:
    person = int(setting.ticket_people["person"].iloc[0])
    if person < 0:
        return [], ""
    dataset = "deleted_users" if setting.people["is_deleted"].iloc[person] else "users"
    return list(records.of_id(dataset, str(setting.people["id"].iloc[person]))), ""


def _catalog(setting: Setting, records: Records) -> _Found:
    package = int(setting.ticket_pairs["package"].iloc[0])
    if package < 0:
        return [], ""
    code = int(setting.catalog_keys.codes(setting.access_packages.column("catalog.id"))[package])
    return [records.at("catalogs", code) if code >= 0 else records.at("access_packages", package)], ""


def _package(setting: Setting, records: Records) -> _Found:
    package = int(setting.ticket_pairs["package"].iloc[0])
    return ([records.at("access_packages", package)] if package >= 0 else []), ""


def _held(setting: Setting, records: Records) -> _Found:
    pairs = setting.ticket_shutting_packages
    if setting.active_possessions is None or not len(pairs):
        return [], "one"
    met = matching_records(pairs, setting.ticket_people, setting.active_possessions)
    packages = pairs["package"].to_numpy()[met["pair"].to_numpy()]
    held = at(setting.packages["display_name"], packages).dropna().drop_duplicates()
    return _rows(met, "assignments", records), ", ".join(f"'{name}'" for name in sorted(held)) or "one"


def _groups(setting: Setting, records: Records) -> _Found:
    met = setting.shutting_memberships
    codes = met.loc[possible(met["member"]), "group"].drop_duplicates().to_numpy()
    found = [records.at("groups", int(code)) for code in codes if code >= 0]
    names = [group_name(setting, int(code)) for code in codes]
    return found, ", ".join(sorted(names)) or "one"


def group_name(setting: Setting, code: int) -> str:
    """Return a group's name in quotes, else what can be said of it."""
    if code < 0 or setting.groups is None:
        return "a group that the export does not hold"
    name = setting.groups.table["displayName"][code].as_py() or setting.groups.table["id"][code].as_py()
    return f"the group '{name}'"


def _assignment(setting: Setting, records: Records) -> _Found:
    if setting.active_possessions is None:
        return [], ""
    met = matching_records(setting.ticket_pairs, setting.ticket_people, setting.active_possessions)
    row = _first_sure(met)
    told = "" if row is None else assignment_in_words(row, setting.policies, records)
    return _rows(met, "assignments", records), told


def _request(setting: Setting, records: Records) -> _Found:
    if setting.requests_under_way is None:
        return [], ""
    met = matching_records(setting.ticket_pairs, setting.ticket_people, setting.requests_under_way)
    row = _first_sure(met)
    told = "" if row is None else request_in_words(row, records)
    return _rows(met, "assignment_requests", records), told


def _first_sure(met: pd.DataFrame) -> int | None:
    rows = met.loc[yes(met["holds"]), "row"]
    return int(rows.min()) if len(rows) else None


def _rows(met: pd.DataFrame, dataset: str, records: Records) -> list[Record]:
    return [records.at(dataset, int(row)) for row in sorted(set(met["row"]))]


_EVIDENCE: dict[str, Callable[[Setting, Records], _Found]] = {
    rules.LICENSE: _plans,
    rules.NOT_FOUND: _account,
    rules.NO_PACKAGE: _package,
    rules.SIGN_IN: _account,
    rules.CATALOG_OFF: _catalog,
    rules.CATALOG_INTERNAL: _catalog,
    rules.NO_POLICY: _package,
    rules.PACKAGE_HELD: _held,
    rules.GROUP_MEMBER: _groups,
    rules.ASSIGNED: _assignment,
    rules.REQUEST_OPEN: _request,
}
