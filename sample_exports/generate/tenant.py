"""A tenant under construction: named objects, their records, and the findings planted in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sample_exports.generate import access_records, directory_records
from sample_exports.generate.clock import ago
from sample_exports.generate.ids import stable_id
from sample_exports.generate.truth import Finding

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record

DATASETS = (
    "organization",
    "domains",
    "subscribed_skus",
    "users",
    "deleted_users",
    "groups",
    "group_members",
    "group_owners",
    "service_principals",
    "app_role_assignments",
    "directory_role_assignments",
    "entitlement_role_definitions",
    "entitlement_role_assignments",
    "catalogs",
    "catalog_resources",
    "access_packages",
    "resource_role_scopes",
    "incompatible_access_packages",
    "incompatible_groups",
    "assignment_policies",
    "assignments",
    "assignment_requests",
    "connected_organizations",
    "connected_organization_sponsors",
    "entitlement_settings",
    "access_reviews",
    "audit_events",
    "tickets",
)


@dataclass
class Tenant:
    """The records of every dataset, found again by the name they were added under."""

    name: str
    records: dict[str, list[Record]] = field(default_factory=lambda: {name: [] for name in DATASETS})
    named: dict[tuple[str, str], Record] = field(default_factory=dict)
    members: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    owners: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    home: dict[str, Record] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def new_id(self, kind: str, name: str) -> str:
        """The stable id of the `kind` called `name`."""
        return stable_id(self.name, kind, name)

    def add(self, dataset: str, record: Record, name: str | None = None) -> Record:
        """Keep `record`, under its display name or `name`."""
        key = (dataset, name or record.get("displayName") or record["id"])
        if key in self.named:
            raise ValueError(f"two records of {dataset} are named {key[1]}")
        self.named[key] = record
        self.records[dataset].append(record)
        return record

    def get(self, dataset: str, name: str) -> Record:
        """The record that was added under `name`."""
        return self.named[dataset, name]

    def id_of(self, dataset: str, name: str) -> str:
        """The id of the record that was added under `name`."""
        return str(self.get(dataset, name)["id"])

    def user(self, name: str) -> Record:
        """The user called `name`, deleted or not."""
        return self.named.get(("users", name)) or self.named["deleted_users", name]

    def user_id(self, name: str) -> str:
        """The id of the user called `name`, deleted or not."""
        return str(self.user(name)["id"])

    def join(self, group: str, *people: str) -> None:
        """Make users direct members of a group."""
        for person in people:
            self.members[self.id_of("groups", group)][self.user_id(person)] = "user"

    def own(self, group: str, *people: str) -> None:
        """Make users owners of a group."""
        for person in people:
            self.owners[self.id_of("groups", group)][self.user_id(person)] = "user"

    def nest(self, group: str, inner: str) -> None:
        """Make one group a member of another."""
        self.members[self.id_of("groups", group)][self.id_of("groups", inner)] = "group"

    def hold_app_role(self, app: str, role: str, dataset: str, holder: str, days: float = 300) -> None:
        """Give a user, group or service principal (`dataset` says which) a role of an application."""
        kinds = {"users": "User", "groups": "Group", "service_principals": "ServicePrincipal"}
        target = self.get("service_principals", app)
        role_id = next(entry["id"] for entry in target["appRoles"] if entry["displayName"] == role)
        principal = self.get(dataset, holder)
        record_id = self.new_id("app role assignment", f"{app}/{role}/{holder}")
        record = directory_records.app_role_assignment(
            record_id,
            role=role_id,
            principal=principal,
            kind=kinds[dataset],
            app=target,
            created=ago(days),
        )
        if ("app_role_assignments", record_id) not in self.named:
            self.add("app_role_assignments", record, record_id)

    def subject(self, name: str) -> Record:
        """The person called `name` as assignments and requests see them."""
        return access_records.subject(self.new_id("subject", name), self.user(name), self.home.get(name))

    def expect(self, check: str, subject_type: str, subject_id: str, **cells: str) -> None:
        """Declare that `check` must fire for the subject."""
        self.findings.append(Finding(check, subject_type, subject_id, **cells))

    def expect_for_user(self, check: str, name: str, **cells: str) -> None:
        """Declare that `check` must fire for the user called `name`."""
        user_id = self.user_id(name)
        self.expect(check, "user", user_id, user_id=user_id, **cells)
