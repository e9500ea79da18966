"""Where a simulated loss differs from what is asked of an export from which the thing was really removed.

python -m tests.access_routes.loss_differences --seeds 100
python -m tests.access_routes.loss_differences --seed 4711 --kind policy
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.access_routes.asking import opened, rows
from tests.access_routes.loss_opinion import given_by
from tests.access_routes.loss_tenants import (
    DATASETS,
    loss_tenant,
    really_put_under,
    really_without,
    subject_of,
    without_homes,
)

if TYPE_CHECKING:
    from tests.second_opinion.records import Tenant

Access = tuple[str | None, ...]
Rows = list[dict[str, Any]]
PUT_UNDER = "put-under"
KINDS = (*DATASETS, PUT_UNDER)
ACCESS = ("user_id", "user_principal_name", "resource_type", "resource_id", "resource_name", "role")


class Difference(NamedTuple):
    """One statement of the simulation that did not come true."""

    what: str
    access: Access
    simulated: object
    asked: object


class After(NamedTuple):
    """What the export says after the change: routes by access, and verdicts by user and package."""

    tenant: Tenant
    routes: dict[Access, Rows]
    verdicts: dict[tuple[str, str], dict[str, Any]]


class Case(NamedTuple):
    """A tenant and what is changed in it.

    `forgotten`: an assignment that has ended is not listed any more; else it is listed as expired.
    """

    tenant: Tenant
    kind: str
    identity: str
    package: str
    forgotten: bool


def differences(case: Case) -> list[Difference]:
    """Compare one simulated change with the changed export."""
    told, before = simulated(case)
    after = asked_anew(changed(case), told)
    return [*_of_access(before, told, after), *(each for row in told for each in _of_asking(row, after))]


def changed(case: Case) -> Tenant:
    if case.kind == PUT_UNDER:
        return really_put_under(case.tenant, case.identity, case.package)
    return really_without(case.tenant, case.kind, case.identity, forgotten=case.forgotten)


def simulated(case: Case) -> tuple[Rows, Rows]:
    """Return what the simulation says, and everybody's routes before the change."""
    with TemporaryDirectory() as folder:
        snapshot = opened(Path(folder), case.tenant)
        if case.kind == PUT_UNDER:
            report = snapshot.access_if_put_under(case.identity, case.package)
        else:
            report = snapshot.access_if_removed(case.kind, case.identity)
        return rows(report.rows), rows(snapshot.access().routes)


def asked_anew(tenant: Tenant, told: Rows) -> After:
    """Ask the changed export for everybody's access, and whether those who lose some may have any package."""
    people = sorted({user for row in told if (user := row["user_id"] or row["user_principal_name"])})
    packages = [package["id"] for package in tenant["access_packages"]]
    tickets = [{"user": user, "access_package": each} for user in people for each in packages]
    with TemporaryDirectory() as folder:
        snapshot = opened(Path(folder), {**tenant, "tickets": tickets})
        routes: dict[Access, Rows] = {}
        for row in rows(snapshot.access().routes):
            routes.setdefault(access_of(row), []).append(row)
        verdicts = rows(snapshot.why_tickets()) if tickets else []
    return After(tenant, routes, {(row["user"], row["access_package"]): row for row in verdicts})


def access_of(row: dict[str, Any]) -> Access:
    return tuple(row[name] for name in ACCESS)


def _of_access(before: Rows, told: Rows, after: After) -> list[Difference]:
    held = {access_of(row) for row in before if row["delivered_but_missing"] is not True}
    outcomes = {access_of(row): row["outcome"] for row in told}
    found = []
    for access, outcome in outcomes.items():
        left = after.routes.get(access, [])
        sure = any(row["confidence"] != "unknown" and not row["delivered_but_missing"] for row in left)
        right = {
            "lost": access in held and not left,
            "at-risk": access in held and not left,
            "kept": access in held and sure,
            "not-held": access not in held,
            "undetermined": True,
        }[outcome]
        found += [] if right else [Difference("outcome", access, outcome, [row["route"] for row in left])]
    lost = {access for access in held if access not in after.routes}
    return found + [
        Difference("not told", access, None, "lost")
        for access in sorted(lost, key=str)
        if outcomes.get(access) not in ("lost", "at-risk", "undetermined")
    ]


def _of_asking(row: dict[str, Any], after: After) -> list[Difference]:
    """Compare who could ask again with the verdicts on every package that would give the access back."""
    access = access_of(row)
    if row["outcome"] in ("kept", "not-held"):
        return [Difference("asked", access, row["can_ask_again"], None)] if row["can_ask_again"] else []
    user = row["user_id"] or row["user_principal_name"]
    if user is None:  # nobody can ask for somebody without a name
        return [Difference("nameless", access, True, None)] if row["can_ask_again"] else []
    ways = {
        package["id"]: after.verdicts[user, package["id"]] | {"gives": given[access[2], access[3], access[5]]}
        for package in after.tenant["access_packages"]
        if (access[2], access[3], access[5]) in (given := given_by(after.tenant, package["id"]))
    }
    open_ = row["outcome"] == "undetermined"
    simulated, expected = row["can_ask_again"], _expected(ways)
    if simulated != expected and not (open_ and simulated is None):
        return [Difference("can ask", access, simulated, ways)]
    through = [each for each in (row["ask_through"] or "").split("; ") if each]
    told = {each for each in through if "undetermined" not in each}
    offered = _offered(after.tenant, ways)
    if told != offered and not (open_ and told > offered):
        return [Difference("through", access, told, offered)]
    doubts = {
        rule for each in through for rule in re.findall(r"[a-z]+(?:-[a-z]+)+", each.partition("(und")[2])
    }
    left = {rule for way in ways.values() if way["verdict"] == "undetermined" for rule in _rules(way)}
    if doubts != left and not open_:
        return [Difference("doubts", access, doubts, left)]
    return [] if open_ else _of_assigning(access, row["direct_assignment"], ways)


def _expected(ways: dict[str, dict[str, Any]]) -> bool | None:
    """Somebody can ask again where one package surely gives the access to who surely can request it."""
    answers = [(way["verdict"], way["gives"]) for way in ways.values()]
    if ("can-request", True) in answers:
        return True
    return None if any(verdict in ("can-request", "undetermined") for verdict, _ in answers) else False


def _offered(tenant: Tenant, ways: dict[str, dict[str, Any]]) -> set[str]:
    names = {policy["id"]: policy["displayName"] for policy in tenant["assignment_policies"]}
    return {
        f"The {package}: {names[policy]}"
        for package, way in ways.items()
        if way["verdict"] == "can-request" and way["gives"]
        for policy in way["policies"].split(";")
    }


def _rules(way: dict[str, Any]) -> list[str]:
    return str(way["undetermined"]).split(";")


def _of_assigning(
    access: Access, assignment: str | None, ways: dict[str, dict[str, Any]]
) -> list[Difference]:
    """An assignment that prevents the loss gives the access, and nothing keeps administrators from it."""
    if assignment is None:
        return []
    package = assignment.partition(": ")[0].removeprefix("The ")
    way = ways.get(package, {"gives": False, "blockers": "", "verdict": ""})
    shut = {"incompatible-package-held", "incompatible-group-member"}
    right = (
        way["gives"] and way["verdict"] != "already-assigned" and not shut & set(way["blockers"].split(";"))
    )
    return [] if right else [Difference("assignment", access, assignment, way)]


def case_of(seed: int, kind: str, *, forgotten: bool) -> Case | None:
    """Return what a seed makes; None when there is nothing of that kind to change."""
    tenant = loss_tenant(seed)
    record = subject_of(tenant, "group" if kind == PUT_UNDER else kind, seed)
    if record is None or (kind == PUT_UNDER and record.get("groupTypes") != []):
        return None
    packages = tenant["access_packages"]
    package = packages[seed % len(packages)]["id"]
    return Case(without_homes(tenant) if forgotten else tenant, kind, record["id"], package, forgotten)


def main() -> None:
    """Compare many seeds and show every difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="compare seeds 0 to this")
    parser.add_argument("--seed", type=int, action="append", help="compare this seed only")
    parser.add_argument("--kind", choices=KINDS, action="append", help="this kind of change only")
    parser.add_argument("--forgotten", action="store_true", help="ended assignments are not listed any more")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for seed in options.seed or range(options.seeds):
        for kind in options.kind or KINDS:
            case = case_of(seed, kind, forgotten=options.forgotten)
            for each in differences(case) if case else ():
                counts[f"{kind} {each.what}"] += 1
                sys.stdout.write(
                    f"\n=== {each.what}, seed {seed}, {kind} {case and case[2:]}: {each.access}\n"
                )
                sys.stdout.write(f"    simulated: {each.simulated}\n    asked: {each.asked}\n")
    sys.stdout.write(f"{dict(counts)}\n")
    sys.exit(bool(counts))


if __name__ == "__main__":
    main()
