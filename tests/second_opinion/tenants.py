"""Random small tenants: every scope, approver and identity kind, dangling references, missing columns.

A seed makes a tenant, so that a disagreement is one number; `differences.py` takes it apart.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from tests.second_opinion import records as make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.second_opinion.records import Record, Tenant

_T = TypeVar("_T")
_ISSUERS = (
    "ExternalAzureAD",
    "MicrosoftAccount",
    "google.com",
    "facebook.com",
    "mail",
    "https://idp.partner.example",
)
_DOMAINS = ("fabrikam.example", "tailwind.example", "mail.example")
_SCOPES = (
    "allMemberUsers",
    "specificDirectoryUsers",
    "specificDirectoryUsers",
    "specificConnectedOrganizationUsers",
    "allConfiguredConnectedOrganizationUsers",
    "notSpecified",
    "allDirectoryUsers",
    "allExternalUsers",
    "allDirectoryServicePrincipals",
)
_REQUEST_STATES = (
    "pendingApproval",
    "pendingApproval",
    "pendingApproval",
    "submitted",
    "scheduled",
    "delivering",
    "delivered",
    "denied",
    "canceled",
)
_REQUEST_TYPES = ("userAdd", "userAdd", "onBehalfAdd", "adminAdd", "userRemove", "systemAdd")
_ASSIGNMENT_STATES = ("delivered", "delivering", "partiallyDelivered", "expired", "deliveryFailed")
_DROPPABLE_COLUMNS = (
    ("users", "userType"),
    ("users", "accountEnabled"),
    ("users", "externalUserState"),
    ("users", "signInActivity"),
    ("users", "identities"),
    ("users", "manager"),
    ("users", "sponsors"),
    ("groups", "groupTypes"),
    ("catalogs", "isExternallyVisible"),
    ("catalogs", "state"),
    ("access_packages", "isHidden"),
    ("access_packages", "catalog"),
    ("connected_organizations", "state"),
    ("subscribed_skus", "capabilityStatus"),
    ("organization", "verifiedDomains"),
    ("assignment_policies", "requestorSettings"),
    ("assignment_policies", "requestApprovalSettings"),
)
_DROPPABLE_DATASETS = ("tickets", "directory_role_assignments", "connected_organization_sponsors")


def random_tenant(seed: int) -> Tenant:
    """Return the tenant that this seed makes."""
    random = Random(seed)  # noqa: S311  # a test, not a secret
    maker = _Maker(random)
    tenant = {**maker.directory(), **maker.configuration(), **maker.activity()}
    for dataset, column in random.sample(_DROPPABLE_COLUMNS, random.choice((0, 0, 0, 1, 2))):
        tenant[dataset] = [{k: v for k, v in row.items() if k != column} for row in tenant[dataset]]
    for dataset in random.sample(_DROPPABLE_DATASETS, random.choice((0, 0, 0, 0, 1))):
        del tenant[dataset]
    return tenant


class _Maker:
    """Draws one tenant piece by piece; later pieces refer to earlier ones, and sometimes to nothing."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.users = [f"user-{number}" for number in range(random.randint(2, 12))]
        self.groups = [f"group-{number}" for number in range(random.randint(1, 5))]
        self.packages = [f"package-{number}" for number in range(random.randint(1, 4))]
        self.catalogs = ["catalog-0", "catalog-1"]
        self.organizations = [f"org-{number}" for number in range(random.randint(0, 3))]
        self.deleted = [f"deleted-{number}" for number in range(random.randint(0, 2))]
        self.applications = ["app-0"]

    def directory(self) -> Tenant:
        people = [self._user(identity) for identity in self.users]
        nested = [
            make.edge(a, b, "group") for a in self.groups for b in self.groups if a != b and self._one_in(6)
        ]
        return {
            "organization": [make.organization()],
            "subscribed_skus": self._skus(),
            "users": people,
            "deleted_users": [make.deleted(identity) for identity in self.deleted],
            "groups": [make.group(identity, dynamic=self._one_in(5)) for identity in self.groups],
            "group_members": [*self._pairs(make.edge, self.groups, self.users, 4), *nested],
            "group_owners": self._pairs(make.owner_edge, self.groups, self.users, 8),
            "service_principals": [
                {"id": identity, "displayName": identity} for identity in self.applications
            ],
            "app_role_assignments": self._pairs(make.app_role, self.users, self.applications, 4),
            "entitlement_role_assignments": self._entitlement_roles(),
            "directory_role_assignments": self._pairs(make.role, self.users, [make.GLOBAL_ADMINISTRATOR], 6),
        }

    def configuration(self) -> Tenant:
        return {
            "catalogs": [self._catalog(identity) for identity in self.catalogs],
            "access_packages": [
                make.package(identity, self._pick(self.catalogs), hidden=self._one_in(6))
                for identity in self.packages
            ],
            "resource_role_scopes": [row for identity in self.packages for row in self._grants(identity)],
            "assignment_policies": [self._policy(number) for number in range(self._random.randint(1, 6))],
            "connected_organizations": [self._organization(identity) for identity in self.organizations],
            "connected_organization_sponsors": [
                make.sponsor(organization, self._pick(self.users), kind)
                for organization in self.organizations
                for kind in ("internal", "external")
                if self._one_in(2)
            ],
        }

    def activity(self) -> Tenant:
        random = self._random
        return {
            "assignments": [
                make.assignment(
                    f"assignment-{n}", self._person(), self._package(), self._pick(_ASSIGNMENT_STATES)
                )
                for n in range(random.randint(0, 6))
            ],
            "assignment_requests": [self._request(f"request-{n}") for n in range(random.randint(0, 6))],
            "tickets": [self._ticket() for _ in range(random.randint(0, 3))],
        }

    def _user(self, identity: str) -> Record:
        enabled = not self._one_in(5)
        signed_in = None if self._one_in(4) else dict(make.SIGNED_IN)
        manager = {"id": self._someone()} if self._one_in(2) else None
        sponsors = [{"id": self._pick(self.users)}] if self._one_in(4) else []
        facts = {
            "accountEnabled": enabled,
            "signInActivity": signed_in,
            "manager": manager,
            "sponsors": sponsors,
        }
        if not self._one_in(2):
            return make.member(identity, **facts)
        state = "PendingAcceptance" if self._one_in(3) else "Accepted"
        made = make.guest(
            identity, self._pick(_DOMAINS), self._pick(_ISSUERS), externalUserState=state, **facts
        )
        return {**made, "mail": None} if self._one_in(8) else made

    def _skus(self) -> list[Record]:
        status = self._pick(("Enabled", "Suspended", "Warning"))
        other = make.sku(plan="41781fb2-bc02-4b7c-bd55-b576c07bb09d")
        return (
            [other, make.sku(status, provisioning=self._pick(("Success", "Disabled")))]
            if self._one_in(2)
            else [other]
        )

    def _entitlement_roles(self) -> list[Record]:
        creators = self._some([*self.users, *self.groups], 3)
        owners = self._some([*self.users, *self.groups], 3)
        return [
            *(make.role(principal, make.CREATOR) for principal in creators),
            *(make.role(principal, make.OWNER, "/AccessPackageCatalog/catalog-0") for principal in owners),
        ]

    def _catalog(self, identity: str) -> Record:
        state = "unpublished" if self._one_in(5) else "published"
        return make.catalog(identity, state=state, external=not self._one_in(4))

    def _grants(self, package: str) -> list[Record]:
        rows = [make.membership_grant(package, group) for group in self._some(self.groups, 2)]
        if self._one_in(4):
            rows.append(make.membership_grant(package, self._pick(self.groups), "Owner"))
        if self._one_in(3):
            rows.append(make.grant(package, "AadApplication", self.applications[0], "app-role"))
        if self._one_in(2):
            rows.append(make.grant(package, "SharePointOnline", "https://contoso.example/sites/team", "4"))
        return rows

    def _policy(self, number: int) -> Record:
        scope = self._pick(_SCOPES)
        stages = tuple(self._stage() for _ in range(self._pick((0, 1, 1, 2))))
        made = make.policy(f"policy-{number}", scope, self._targets(scope), stages, self._pick(self.packages))
        if self._one_in(8):
            made["requestorSettings"] = {"enableTargetsToSelfAddAccess": False}
        if self._one_in(6):
            end = self._pick(("2026-12-31T00:00:00Z", "2026-01-01T00:00:00Z"))
            made["expiration"] = {"type": "afterDateTime", "endDateTime": end, "duration": None}
        if self._one_in(8):
            rule = make.subject("attributeRuleMembers", membershipRule='(user.department -eq "Sales")')
            automatic = {"requestAccessForAllowedTargets": True}
            made |= {"allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": [rule]}
            made["automaticRequestSettings"] = automatic
        return made

    def _targets(self, scope: str) -> tuple[Record, ...]:
        if scope == "specificDirectoryUsers":
            users = [make.single(self._someone()) for _ in range(self._pick((1, 0, 2)))]
            groups = [make.group_of(self._group()) for _ in range(self._pick((0, 1)))]
            return (*users, *groups)
        if scope == "specificConnectedOrganizationUsers":
            named = (
                "org-gone" if self._one_in(10) or not self.organizations else self._pick(self.organizations)
            )
            return (make.people_of(named),)
        return ()

    def _stage(self) -> Record:
        kind = self._pick(
            ("people", "people", "group", "manager", "requestor's manager", "sponsors", "organization")
        )
        alternate = (make.single(self._someone()),) if self._one_in(4) else ()
        fallback = (make.single(self._someone()),) if self._one_in(2) else ()
        primary: tuple[Record, ...] = tuple(
            make.single(self._someone()) for _ in range(self._pick((1, 1, 1, 2)))
        )
        if kind == "group":
            primary = (make.group_of(self._group()),)
        elif kind == "manager":
            primary = (make.subject("targetManager", managerLevel=1),)
        elif kind == "requestor's manager":
            primary = (make.subject("requestorManager", managerLevel=self._pick((1, 2))),)
        elif kind == "sponsors":
            primary = (make.subject("targetUserSponsors"),)
        elif kind == "organization":
            primary = (make.subject(self._pick(("internalSponsors", "externalSponsors"))),)
        made = make.stage(*primary, fallback=fallback, alternate=alternate)
        return {**made, "isEscalationEnabled": False} if self._one_in(4) else made

    def _organization(self, identity: str) -> Record:
        state = "proposed" if self._one_in(3) else "configured"
        if self._one_in(3):
            return make.connected(identity, state, tenant=f"tenant-of-{identity}")
        return make.connected(identity, state, domain=self._pick(_DOMAINS[:2]))

    def _person(self) -> Record:
        if self._one_in(10):
            return make.person(None, mail=f"new@{self._pick(_DOMAINS)}")
        told = self._pick(self.organizations) if self.organizations and self._one_in(6) else None
        return make.person(self._someone(), told)

    def _request(self, identity: str) -> Record:
        state, kind = self._pick(_REQUEST_STATES), self._pick(_REQUEST_TYPES)
        made = make.request(identity, self._person(), self._package(), state, kind)
        if not self._one_in(6):
            return made
        policy = "policy-gone" if self._one_in(5) else f"policy-{self._random.randint(0, 3)}"
        return made | {"assignment": {"id": f"given-{identity}", "assignmentPolicy": {"id": policy}}}

    def _ticket(self) -> Record:
        package = self._pick(self.packages)
        home = self._pick((make.HOME, make.TENANT_ID, "contoso.onmicrosoft.com", "other.example"))
        named = self._pick((package, f"The {package}"))
        url = self._pick((make.link(package, home), make.link("package-9", home), None))
        return {"user": self._pick(self.users), "access_package": named, "link": url}

    def _someone(self) -> str:
        """Return mostly one of the first users, so that askers and approvers meet."""
        if self._one_in(15):
            return self._pick(("user-gone", *self.deleted))
        return self._pick(self.users if self._one_in(2) else self.users[:2])

    def _group(self) -> str:
        return "group-gone" if self._one_in(15) else self._pick(self.groups)

    def _package(self) -> str:
        return "package-gone" if self._one_in(15) else self._pick(self.packages)

    def _pairs(self, record: Any, left: list[str], right: list[str], one_in: int) -> list[Record]:
        return [record(a, b) for a in left for b in right if self._one_in(one_in)]

    def _some(self, options: list[str], most: int) -> list[str]:
        return self._random.sample(options, min(len(options), self._random.randint(0, most)))

    def _pick(self, options: Sequence[_T]) -> _T:
        return self._random.choice(options)

    def _one_in(self, number: int) -> bool:
        return self._random.randrange(number) == 0
