"""What `why_tenants.py` adds to a random tenant, so that every rule of `why` has something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tests.second_opinion import records as make
from tests.second_opinion.why_policies import SCOPES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.second_opinion.records import Record, Tenant

_T = TypeVar("_T")
GOVERNANCE = "e866a266-3cff-43a3-acca-0c90a7e00c8b"
OUTSIDERS = ("new@fabrikam.example", "new@tailwind.example", "new@mail.example", "new@nowhere.example")
_SCOPES = (
    "notSpecified",
    "specificDirectoryUsers",
    "specificDirectoryUsers",
    "specificConnectedOrganizationUsers",
    "specificConnectedOrganizationUsers",
    "allMemberUsers",
    "allMemberUsers",
    "allDirectoryUsers",
    "allConfiguredConnectedOrganizationUsers",
    "allExternalUsers",
    "specificDirectoryServicePrincipals",
    "allDirectoryServicePrincipals",
    "allDirectoryAgentIdentities",
    "allDirectoryRobots",
)
_REQUEST_STATES = (
    "submitted",
    "pendingApproval",
    "scheduled",
    "delivering",
    "delivered",
    "denied",
    "waiting",
)
_REQUEST_TYPES = (
    "userAdd",
    "userAdd",
    "adminAdd",
    "systemAdd",
    "onBehalfAdd",
    "userRemove",
    "userUpdate",
    "approverRemove",
)
_ASSIGNMENT_STATES = (
    "delivered",
    "delivering",
    "partiallyDelivered",
    "expired",
    "deliveryFailed",
    "postponed",
)
assert {scope.lower() for scope in _SCOPES} >= SCOPES


class More:
    """Adds to one tenant, in place."""

    def __init__(self, random: Random, tenant: Tenant) -> None:
        self._random = random
        self._tenant = tenant
        self._users = [record["id"] for record in tenant["users"]]
        self._packages = [record["id"] for record in tenant["access_packages"]]
        self._groups = [record["id"] for record in tenant["groups"]]
        self._organizations = [record["id"] for record in tenant["connected_organizations"]]

    def add_everything(self) -> None:
        """Add all that can be added, in the order that a seed stands for."""
        self.add_people()
        self.add_policies()
        self.add_organizations()
        self.add_duties()
        self.add_activity()

    def add_people(self) -> None:
        """Twins who share a mail address, an old member, names that differ, deleted people."""
        users = self._tenant["users"]
        names = {name for record in users for name in record}
        more: list[Record] = []
        if self._one_in(2):
            more += [make.member(f"twin-{n}", mail="twins@contoso.example") for n in range(2)]
        if self._one_in(2):
            more.append(make.member("old", userType=None, mail="The.Old.One@contoso.onmicrosoft.com"))
        users += [{name: value for name, value in record.items() if name in names} for record in more]
        self._delete_people()

    def _delete_people(self) -> None:
        """Guests too, and people who were restored; Graph puts the id in front of their names."""
        deleted = self._tenant["deleted_users"]
        names = list(deleted[0]) if deleted else ["id", "userPrincipalName", "mail", "userType"]
        if self._one_in(2):
            made = make.guest(
                "dddddddd-0000-4000-8000-000000000001", self._pick(("fabrikam.example", "mail.example"))
            )
            deleted.append({name: made[name] for name in names})
        if self._one_in(3):
            restored = self._pick(self._tenant["users"])
            deleted.append({name: restored.get(name) for name in names})
        if self._one_in(3):
            deleted.append(make.deleted("dddddddd-0000-4000-8000-000000000002"))
        for record in deleted:
            if self._one_in(2) and len(record["id"]) == 36:
                record["userPrincipalName"] = record["id"].replace("-", "") + record["userPrincipalName"]
            if self._one_in(3):
                record["mail"] = None

    def add_policies(self) -> None:
        """Crowd one package, so that tiers and reasons meet; let most tenants have a license."""
        crowded = self._pick(self._packages)
        policies = self._tenant["assignment_policies"]
        policies += [self._policy(f"more-{n}", crowded) for n in range(self._random.randint(1, 5))]
        if not self._one_in(6):
            self._tenant["subscribed_skus"].append(
                make.sku(self._pick(("Enabled", "Enabled", "Enabled", "Warning", "Odd")), GOVERNANCE)
            )
        if self._one_in(3):
            self._tenant["domains"] = [
                {"id": make.HOME, "isVerified": True, "isDefault": True, "isInitial": False},
                {"id": "pending.example", "isVerified": False, "isDefault": False, "isInitial": False},
            ]

    def add_organizations(self) -> None:
        more = [
            make.connected("more-configured", domain="tailwind.example"),
            make.connected("more-proposed", "proposed", domain="fabrikam.example"),
            make.connected("more-tenant", tenant="tenant-of-more"),
            make.connected("more-odd", "paused", domain="odd.example"),
        ]
        self._tenant["connected_organizations"] += [each for each in more if self._one_in(5)]

    def add_duties(self) -> None:
        """Packages and groups that shut people out, as tables or inside the packages."""
        pairs = [(a, b) for a in self._packages for b in self._packages if a != b and self._one_in(4)]
        groups = [(a, b) for a in self._packages for b in [*self._groups, "group-gone"] if self._one_in(6)]
        if self._one_in(4):
            for record in self._tenant["access_packages"]:
                mine = [b for a, b in pairs if a == record["id"]]
                record["incompatibleAccessPackages"] = [{"id": each} for each in mine]
        else:
            self._tenant["incompatible_access_packages"] = [
                {"accessPackageId": a, "incompatibleAccessPackageId": b} for a, b in pairs
            ]
        self._tenant["incompatible_groups"] = [{"accessPackageId": a, "groupId": b} for a, b in groups]

    def add_activity(self) -> None:
        self._tenant["assignments"] += [
            make.assignment(
                f"more-held-{n}",
                self._subject(),
                self._pick(self._packages),
                self._pick(_ASSIGNMENT_STATES[: self._pick((3, 5, 5, 6))]),
            )
            for n in range(self._random.randint(0, 6))
        ]
        self._tenant["assignment_requests"] += [
            self._request(f"more-asked-{n}") for n in range(self._random.randint(0, 5))
        ]

    def _policy(self, identity: str, package: str) -> Record:
        scope = self._pick(_SCOPES)
        made = make.policy(identity, scope, self._targets(scope), package_id=package)
        if self._one_in(5):
            made["requestorSettings"] = {"enableTargetsToSelfAddAccess": self._pick((False, False, None))}
        if self._one_in(5):
            end = self._pick((make.AS_OF, "2026-06-01T00:00:01Z", "2026-01-01T00:00:00Z", None))
            made["expiration"] = {"type": self._pick(("afterDateTime", "afterDuration")), "endDateTime": end}
        if self._one_in(8):
            wanted = self._pick((True, True, False))
            made["automaticRequestSettings"] = {"requestAccessForAllowedTargets": wanted}
        if self._one_in(12):
            del made["allowedTargetScope"]
        return made

    def _targets(self, scope: str) -> tuple[Record, ...]:
        if scope == "specificDirectoryUsers":
            people = [make.single(each) for each in self._some(self._users, 3)]
            return (*people, *(make.group_of(each) for each in self._some(self._groups, 1)))
        if scope == "specificConnectedOrganizationUsers":
            return tuple(make.people_of(each) for each in self._some(self._organizations, 2))
        return ()

    def _request(self, identity: str) -> Record:
        kind, state = self._pick(_REQUEST_TYPES[: self._pick((5, 8, 9))]), self._pick(_REQUEST_STATES)
        made = make.request(identity, self._subject(), self._pick(self._packages), state, kind)
        if kind == "onBehalfAdd" and not self._one_in(3):
            made["assignment"] = {"id": f"for-{identity}", "target": make.person(self._pick(self._users))}
        return made

    def _subject(self) -> Record:
        """Mostly somebody of the directory; sometimes an outsider, rarely a shell."""
        if self._one_in(5):
            mail = self._pick(OUTSIDERS)
            return make.person(None, mail=self._pick((mail, mail.upper())))
        if self._one_in(25):
            return {"id": None, "objectId": None, "email": None}
        return make.person(self._pick([*self._users, *self._deleted()]))

    def _deleted(self) -> list[str]:
        return [record["id"] for record in self._tenant["deleted_users"]]

    def _some(self, options: list[Any], most: int) -> list[Any]:
        return self._random.sample(options, min(len(options), self._random.randint(0, most)))

    def _pick(self, options: Sequence[_T]) -> _T:
        return self._random.choice(options)

    def _one_in(self, number: int) -> bool:
        return self._random.randrange(number) == 0
