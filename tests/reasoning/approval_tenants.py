"""Random small tenants in which many people share few managers, sponsors and approvers, and all is told.

`problems` says in plain Python, user by user, what is wrong: a second opinion on the vectorised answer.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.second_opinion.records import Record, Tenant

_SCOPES = ("allMemberUsers", "allDirectoryUsers", "specificDirectoryUsers", "specificDirectoryUsers")
_OWN = (
    make.subject("requestorManager", managerLevel=1),
    make.subject("targetManager", managerLevel=2),
    make.subject("targetUserSponsors"),
)
_NORMAL = ("primaryApprovers", "escalationApprovers")
_FALLBACK = ("fallbackPrimaryApprovers", "fallbackEscalationApprovers")


def approval_tenant(seed: int) -> Tenant:
    """Return the tenant that this seed makes: members only, direct members only, nothing dangles."""
    random = Random(seed)  # noqa: S311  # a test, not a secret
    users = [f"user-{number:02}" for number in range(random.randint(6, 16))]
    groups = [f"group-{number}" for number in range(3)]
    return {
        "users": [_user(random, identity, users[:4]) for identity in users],
        "deleted_users": [],
        "groups": [make.group(identity) for identity in groups],
        "group_members": [
            make.edge(group, user)
            for group, size in zip(groups, (2, 5, len(users)), strict=True)
            for user in random.sample(users, random.randint(0, min(size, len(users))))
        ],
        "catalogs": [make.catalog()],
        "access_packages": [make.package()],
        "connected_organizations": [],
        "connected_organization_sponsors": [],
        "assignments": [],
        "assignment_requests": [],
        "assignment_policies": [_policy(random, f"policy-{n}", users, groups) for n in range(4)],
    }


def _user(random: Random, identity: str, bosses: list[str]) -> Record:
    manager = random.choice([*(boss for boss in bosses if boss < identity), None])  # nobody above themselves
    sponsors = random.sample(bosses, random.choice((0, 0, 1, 2)))
    return make.member(
        identity,
        accountEnabled=random.randrange(6) > 0,
        manager={"id": manager} if manager else None,
        sponsors=[{"id": each} for each in sponsors],
    )


def _policy(random: Random, identity: str, users: list[str], groups: list[str]) -> Record:
    scope = random.choice(_SCOPES)
    named = scope == "specificDirectoryUsers"
    targets = [*map(make.single, random.sample(users, 2)), make.group_of(random.choice(groups))]
    stages = tuple(_stage(random, users, groups) for _ in range(random.choice((1, 1, 2))))
    return make.policy(identity, scope, tuple(targets) if named else (), stages, "package")


def _stage(random: Random, users: list[str], groups: list[str]) -> Record:
    entries = [*map(make.single, users[3:7]), *map(make.group_of, groups[:2])]
    lists = {name: random.sample([*entries, *_OWN, *_OWN], random.randint(0, 2)) for name in _NORMAL}
    lists |= {name: random.sample(entries, random.randint(0, 1)) for name in _FALLBACK}
    return make.stage() | lists | {"isEscalationEnabled": random.random() < 0.5}


def problems(tenant: Tenant) -> Iterator[tuple[str, str, int, str]]:
    """Yield (user, policy, order of the stage, problem) for everybody whom a policy lets ask."""
    for policy in tenant["assignment_policies"]:
        for user in filter(lambda user: _may_ask(tenant, policy, user), tenant["users"]):
            for order, stage in enumerate(policy["requestApprovalSettings"]["stages"], 1):
                for problem in _problems_at(tenant, stage, user["id"]):
                    yield user["id"], policy["id"], order, problem


def _may_ask(tenant: Tenant, policy: Record, user: Record) -> bool:
    named = policy["specificAllowedTargets"]
    in_scope = policy["allowedTargetScope"] != "specificDirectoryUsers" or any(
        user["id"] in _people(tenant, entry, user["id"]) for entry in named
    )
    return in_scope and user["accountEnabled"]


def _problems_at(tenant: Tenant, stage: Record, requestor: str) -> Iterator[str]:
    enabled = {user["id"] for user in tenant["users"] if user["accountEnabled"]}
    first = _asked(tenant, stage, requestor, "primaryApprovers", "fallbackPrimaryApprovers")
    later: set[str] = set()
    if stage["isEscalationEnabled"]:
        later = _asked(tenant, stage, requestor, "escalationApprovers", "fallbackEscalationApprovers")
        yield from _nobody_stands_in(
            tenant, stage, requestor, "escalationApprovers", "fallbackEscalationApprovers"
        )
        if _asked_again(tenant, stage, requestor, enabled):
            yield "manager-asked-again"
    yield from _nobody_stands_in(tenant, stage, requestor, "primaryApprovers", "fallbackPrimaryApprovers")
    able = ((first | later) & enabled) - {requestor}
    if not able:
        yield "self-approval" if requestor in first | later else "dead-end"
    elif not (first & enabled) - {requestor}:
        yield "only-after-escalation"
    if len(able) == 1:
        yield "single-approver"


def _asked_again(tenant: Tenant, stage: Record, requestor: str, enabled: set[str]) -> bool:
    """Tell whether a manager or sponsor of theirs is asked twice, where no three others are asked first."""
    first, later = ([(each, _people(tenant, each, requestor)) for each in stage[name]] for name in _NORMAL)
    others = set[str]().union(*(people for entry, people in first if entry not in _OWN)) & enabled
    return len(others) < 3 and any(
        people & people_later
        for entry, people in first
        for entry_later, people_later in later
        if entry != entry_later and (entry in _OWN or entry_later in _OWN)
    )


def _asked(tenant: Tenant, stage: Record, requestor: str, normal: str, fallback: str) -> set[str]:
    found = [_people(tenant, entry, requestor) for entry in stage[normal]]
    lacking = any(entry in _OWN and not people for entry, people in zip(stage[normal], found, strict=True))
    stand_ins = [_people(tenant, entry, requestor) for entry in stage[fallback]] if lacking else []
    return set[str]().union(*found, *stand_ins)


def _nobody_stands_in(
    tenant: Tenant, stage: Record, requestor: str, normal: str, fallback: str
) -> Iterator[str]:
    enabled = {user["id"] for user in tenant["users"] if user["accountEnabled"]}
    if any(_people(tenant, entry, requestor) & enabled for entry in stage[fallback]):
        return
    slugs = ("manager-missing-without-fallback", "second-level-manager-missing")
    for entry in stage[normal]:
        if entry in _OWN and not _people(tenant, entry, requestor) & enabled:
            level = entry.get("managerLevel")
            yield slugs[level - 1] if level else "sponsor-missing-without-fallback"


def _people(tenant: Tenant, entry: Record, requestor: str) -> set[str]:
    """Return who stands behind a subject set."""
    users = {user["id"]: user for user in tenant["users"]}
    if "userId" in entry:
        return {entry["userId"]}
    if "groupId" in entry:
        return {edge["memberId"] for edge in tenant["group_members"] if edge["groupId"] == entry["groupId"]}
    if "managerLevel" not in entry:
        return {sponsor["id"] for sponsor in users[requestor]["sponsors"]}
    above: Any = requestor
    for _ in range(entry["managerLevel"]):
        above = ((users[above]["manager"] or {}).get("id")) if above else None
    return {above} if above else set()
