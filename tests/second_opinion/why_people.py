"""Whom a ticket is about, where they come from, and with what kind of account they sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.second_opinion.why_logic import Truth, at, exports, folded, kind_of

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant

PERSONAL = {"microsoftaccount", "live.com", "google.com", "facebook.com", "mail"}


@dataclass(frozen=True, slots=True)
class Person:
    """`known`: somebody in the directory, or `outsider`: surely not there. Else nothing is known of them.

    `missing`: no, surely nobody has that name. `is_guest` is about the directory: an outsider is no guest.
    """

    text: str
    known: bool = False
    outsider: bool = False
    missing: bool = False
    deleted: bool = False
    is_guest: Truth = None
    record: Record = field(default_factory=dict)

    @property
    def id(self) -> str | None:
        return self.record.get("id")

    @property
    def external(self) -> Truth:
        return True if self.outsider else self.is_guest

    @property
    def domains(self) -> set[str]:
        """The domain of the mail address, and the one inside `ann_fabrikam.com#EXT#@...`."""
        if self.outsider:
            return {self.text.rpartition("@")[2]}
        mail, name = (folded(self.record.get(key)) or "" for key in ("mail", "userPrincipalName"))
        own = mail.rpartition("@")[2] if "@" in mail else ""
        home = name.partition("#ext#")[0].rpartition("_")[2] if "#ext#" in name else ""
        return {own, home} - {""}

    @property
    def is_organizational(self) -> bool:
        """Tell whether an account of an organization is among the exported ones."""
        return any(
            folded(entry.get("signInType")) == "federated" and folded(entry.get("issuer")) not in PERSONAL
            for entry in self.record.get("identities") or []
        )

    @property
    def is_personal(self) -> bool:
        """Tell whether the person surely signs in with a personal account, and with no other from outside."""
        entries = self.record.get("identities") or []
        issuers = {folded(entry.get("issuer")) for entry in entries}
        elsewhere = {
            folded(entry.get("issuer")) for entry in entries if folded(entry.get("signInType")) == "federated"
        }
        return bool(issuers & PERSONAL) and not elsewhere - PERSONAL - {None}


def find_person(tenant: Tenant, text: str) -> Person:
    """Match the text of a ticket: id, else principal name, else mail address."""
    wanted = folded(text) or ""
    living = {record["id"] for record in tenant.get("users", [])}
    gone = [record for record in tenant.get("deleted_users", []) if record["id"] not in living]
    for dataset, records in {"users": tenant.get("users", []), "deleted_users": gone}.items():
        for names in (_ids, _principal_names if dataset == "users" else _former_names, _mails):
            found = [record for record in records if wanted in names(record)]
            if len(found) == 1:
                return Person(
                    wanted,
                    known=True,
                    deleted=dataset == "deleted_users",
                    is_guest=_is_guest(tenant, dataset, found[0]),
                    record=found[0],
                )
            if found:
                return Person(wanted)
    ours = own_domains(tenant)
    named = all(exports(tenant, "users", name) for name in ("userPrincipalName", "mail"))
    if "@" not in wanted or ours is None or "users" not in tenant or not named:
        return Person(wanted)
    is_ours = wanted.rpartition("@")[2] in ours
    return Person(wanted, missing=is_ours, outsider=not is_ours)


def own_domains(tenant: Tenant) -> set[str] | None:
    """Return the tenant's verified domains; None where the export has none of them."""
    listed = [
        domain.get("name")
        for record in tenant.get("organization", [])
        for domain in record.get("verifiedDomains") or []
    ]
    listed += [record.get("id") for record in tenant.get("domains", []) if record.get("isVerified")]
    return {name.lower() for name in listed if name} or None


def homes(tenant: Tenant, person: Person) -> set[str]:
    """Return the connected organizations that the person certainly belongs to."""
    known = {record["id"] for record in tenant.get("connected_organizations", [])}
    stated = {
        at(subject, "connectedOrganization", "id")
        for subject in _subjects(tenant)
        if _is_about(subject, person)
    }
    if stated & known:
        return stated & known
    return {
        record["id"]
        for record in tenant.get("connected_organizations", [])
        if any(_covers(source, person) for source in record.get("identitySources") or [])
    }


def _is_about(subject: Record, person: Person) -> bool:
    """Who is not in the directory has no id: the mail address alone tells whom a record is about."""
    if person.outsider:
        nobody = "objectId" in subject and subject["objectId"] is None
        return nobody and folded(subject.get("email") or subject.get("principalName")) == person.text
    return person.id is not None and at(subject, "objectId") == person.id


def may_come_from(tenant: Tenant, person: Person, organization: Record) -> bool:
    """Tell whether somebody without a certain home may belong to this organization after all."""
    sources = organization.get("identitySources")
    if sources is None or any(_is_vague(source) for source in sources):
        return True
    if person.is_personal:
        return False
    by_account = any(kind_of(source) == "socialidentitysource" for source in sources)
    if by_account and not person.is_organizational:
        return True
    if not person.domains:
        return True
    by_tenant = any("azureactivedirectorytenant" in (kind_of(source) or "") for source in sources)
    ours = bool(person.domains) and person.domains <= (own_domains(tenant) or set())
    return by_tenant and not ours


def _covers(source: Record, person: Person) -> bool:
    if kind_of(source) in {"domainidentitysource", "externaldomainfederation"}:
        return folded(source.get("domainName")) in person.domains
    issuers = {folded(entry.get("issuer")) for entry in person.record.get("identities") or []}
    return folded(source.get("socialIdentitySourceType")) == "facebook" and "facebook.com" in issuers


def _is_vague(source: Record) -> bool:
    kind = kind_of(source)
    by_domain = kind in {"domainidentitysource", "externaldomainfederation"}
    return kind is None or (by_domain and not source.get("domainName"))


def _subjects(tenant: Tenant) -> list[Record]:
    held = [record.get("target") for record in tenant.get("assignments", [])]
    asked = tenant.get("assignment_requests", [])
    every = [
        *held,
        *(record.get("requestor") for record in asked),
        *(at(record, "assignment", "target") for record in asked),
    ]
    return [subject for subject in every if subject]


def _ids(record: Record) -> set[str | None]:
    return {folded(record.get("id"))}


def _principal_names(record: Record) -> set[str | None]:
    return {folded(record.get("userPrincipalName"))}


def _former_names(record: Record) -> set[str | None]:
    """Graph puts the id, without hyphens, in front of a deleted user's name."""
    name, prefix = folded(record.get("userPrincipalName")), (folded(record.get("id")) or "").replace("-", "")
    return {name, (name or "").removeprefix(prefix)}


def _mails(record: Record) -> set[str | None]:
    return {folded(record.get("mail"))}


def _is_guest(tenant: Tenant, dataset: str, record: Record) -> Truth:
    """An exported `userType` without a value is an old synchronised member."""
    if not exports(tenant, dataset, "userType"):
        return None
    return folded(record.get("userType")) == "guest"
