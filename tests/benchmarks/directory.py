"""The directory of the synthetic tenant: users, groups, who is in what, applications, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tests.benchmarks import columns as col

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.columns import Flags, Ints
    from tests.benchmarks.sizes import Sizes

HOME = "contoso.example"
_SLICE = 100_000
_ISSUERS = (
    "ExternalAzureAD",
    "MicrosoftAccount",
    "google.com",
    "facebook.com",
    "mail",
    "https://idp.partner.example",
)
_ISSUER_WEIGHTS = (0.74, 0.06, 0.06, 0.01, 0.09, 0.04)
_PERSONAL_DOMAINS = pa.array(["", "outlook.example", "gmail.example", "gmail.example", "post.example", ""])
_DEPARTMENTS = (
    "Sales",
    "Engineering",
    "Finance",
    "Legal & Compliance",
    'Research "Nord"',
    "Operations",
    None,
)


class Directory:
    """Who and what exists; rows are numbers, ids are looked up when a table is made."""

    def __init__(self, sizes: Sizes, rng: np.random.Generator) -> None:
        self.sizes, self.rng = sizes, rng
        self.users = col.guids(rng, sizes.users)
        self.groups = col.guids(rng, sizes.groups)
        self.deleted = col.guids(rng, sizes.deleted)
        self.applications = col.guids(rng, sizes.applications)
        self.app_roles = col.guids(rng, sizes.applications)
        self.tenant = col.guids(rng, 1)[0].as_py()
        self.is_guest: Flags = rng.random(sizes.users) < sizes.guests_share
        self.guests: Ints = np.flatnonzero(self.is_guest)
        self.members: Ints = np.flatnonzero(~self.is_guest)
        self.is_enabled: Flags = rng.random(sizes.users) > 0.03
        self.issuer: Ints = rng.choice(len(_ISSUERS), sizes.users, p=_ISSUER_WEIGHTS)
        self.domain: Ints = col.skewed(rng, sizes.users, sizes.partner_domains)
        self.is_dynamic: Flags = rng.random(sizes.groups) < 0.05
        tail = np.arange(sizes.groups // 5, sizes.groups)
        self.manageable: Ints = tail[~self.is_dynamic[tail]]
        self.mails = self._mails()
        self.principal_names = self._principal_names()

    def _mails(self) -> pa.Array:
        number = np.arange(self.sizes.users)
        partner = col.numbered("partner", self.domain, ".example")
        personal = _PERSONAL_DOMAINS.take(pa.array(self.issuer))
        is_personal = personal.to_numpy(zero_copy_only=False) != ""
        domain = pa.compute.if_else(pa.array(is_personal), personal, partner)
        domain = pa.compute.if_else(pa.array(self.is_guest), domain, HOME)
        return col.joined(col.numbered("person.", number), "@", domain)

    def _principal_names(self) -> pa.Array:
        invited = col.joined(pa.compute.replace_substring(self.mails, "@", "_"), f"#EXT#@{HOME}")
        return pa.compute.if_else(pa.array(self.is_guest), invited, self.mails)

    def organization_of(self, users: Ints) -> Ints:
        """Return the number of each user's connected organization, -1 for none."""
        is_personal = np.isin(self.issuer[users], (1, 2, 3, 4))
        has_one = self.is_guest[users] & ~is_personal & (self.domain[users] < self.sizes.organizations)
        return np.where(has_one, self.domain[users], -1)

    def user_tables(self) -> Iterator[pa.Table]:
        """Yield the users, a hundred thousand at a time."""
        for start in range(0, self.sizes.users, _SLICE):
            yield self._user_table(np.arange(start, min(start + _SLICE, self.sizes.users)))

    def _user_table(self, rows: Ints) -> pa.Table:
        rng, count, at = self.rng, len(rows), pa.array(rows)
        guest = self.is_guest[rows]
        state = col.chosen(rng, count, ("Accepted", "PendingAcceptance"), (0.85, 0.15))
        changed = col.moments(rng, count, 700)
        manager = self.users.take(pa.array(col.skewed(rng, count, self.sizes.users, 0.6)))
        has_manager = rng.random(count) < np.where(guest, 0.05, 0.9)
        return pa.table(
            {
                "id": self.users.take(at),
                "displayName": col.numbered("Person ", rows),
                "givenName": col.chosen(rng, count, ("Ada", "Bo", "Chloé", "Dmitri", "Eun-ji", None)),
                "surname": col.numbered("Surname", rows % 5_000),
                "userPrincipalName": self.principal_names.take(at),
                "mail": self.mails.take(at),
                "userType": pa.compute.if_else(pa.array(guest), "Guest", "Member"),
                "accountEnabled": pa.array(self.is_enabled[rows]),
                "createdDateTime": col.moments(rng, count, 2_500),
                "creationType": col.kept(col.constant("Invitation", count), guest),
                "externalUserState": col.kept(state, guest),
                "externalUserStateChangeDateTime": col.kept(changed, guest),
                "department": col.chosen(rng, count, _DEPARTMENTS),
                "companyName": col.numbered("Company ", self.domain[rows]),
                "jobTitle": col.chosen(rng, count, ("Analyst", "Engineer", "Manager", "Assistant", None)),
                "officeLocation": col.numbered("Building ", rows % 40),
                "usageLocation": col.chosen(rng, count, ("DE", "US", "JP", "NG", "BR")),
                "employeeId": col.numbered("E", rows),
                "onPremisesSyncEnabled": pa.array(~guest & (rows % 3 > 0)),
                "identities": self._identities(rows),
                "signInActivity": self._sign_ins(count),
                "manager": col.struct(has_manager, id=manager),
            }
        )

    def _identities(self, rows: Ints) -> pa.Array:
        guest = self.is_guest[rows]
        lengths = np.where(guest, 2, 1)
        owner = np.repeat(rows, lengths)
        first = np.r_[True, owner[1:] != owner[:-1]]
        federated = self.is_guest[owner] & first
        issuer = pa.array(_ISSUERS).take(pa.array(self.issuer[owner]))
        names = self.principal_names.take(pa.array(owner))
        values = col.struct(
            signInType=pa.compute.if_else(pa.array(federated), "federated", "userPrincipalName"),
            issuer=pa.compute.if_else(pa.array(federated), issuer, HOME),
            issuerAssignedId=col.kept(names, ~federated),
        )
        return col.lists(values, lengths)

    def _sign_ins(self, count: int) -> pa.Array:
        last = col.moments(self.rng, count, 300)
        return col.struct(
            self.rng.random(count) < 0.93,
            lastSignInDateTime=last,
            lastNonInteractiveSignInDateTime=col.moments(self.rng, count, 300),
            lastSuccessfulSignInDateTime=last,
        )

    def group_tables(self) -> Iterator[pa.Table]:
        """Yield the groups in one table."""
        rng, count, dynamic = self.rng, self.sizes.groups, self.is_dynamic
        kinds = [["DynamicMembership"] if is_dynamic else [] for is_dynamic in dynamic.tolist()]
        rule = col.constant('(user.department -eq "Sales")', count)
        yield pa.table(
            {
                "id": self.groups,
                "displayName": col.numbered("Group ", np.arange(count)),
                "description": col.chosen(rng, count, ("Made by the synthetic tenant", None)),
                "mailEnabled": pa.array(rng.random(count) < 0.3),
                "securityEnabled": col.constant(True, count),
                "mail": col.kept(
                    col.numbered("group", np.arange(count), f"@{HOME}"), rng.random(count) < 0.3
                ),
                "groupTypes": pa.array(kinds, pa.list_(pa.string())),
                "membershipRule": col.kept(rule, dynamic),
                "visibility": col.chosen(rng, count, ("Private", "Public", None)),
                "isAssignableToRole": pa.array(rng.random(count) < 0.01),
                "createdDateTime": col.moments(rng, count, 2_500),
                "onPremisesSyncEnabled": pa.array(rng.random(count) < 0.3),
            }
        )

    def member_tables(self, covered: Ints) -> Iterator[pa.Table]:
        """Yield the membership edges; `covered` holds `group * users + user` for what packages delivered."""
        users, groups, rng = self.sizes.users, self.sizes.groups, self.rng
        nested = int(self.sizes.memberships * self.sizes.nested_share)
        wanted = max(self.sizes.memberships - nested - len(covered), 0)
        drawn = int(wanted * 1.15)
        keys = np.unique(col.skewed(rng, drawn, groups, 0.9) * users + rng.integers(0, users, drawn))
        surplus = rng.choice(len(keys), max(len(keys) - wanted, 0), replace=False)
        keys = np.unique(np.r_[np.delete(keys, surplus), covered])
        for start in range(0, len(keys), 10 * _SLICE):
            part = keys[start : start + 10 * _SLICE]
            yield self._edges(part // users, self.users.take(pa.array(part % users)), "user")
        parents, children = col.skewed(rng, nested, groups, 0.5), rng.integers(0, groups, nested)
        pairs = np.unique(parents * groups + children)
        pairs = pairs[pairs // groups != pairs % groups]
        yield self._edges(pairs // groups, self.groups.take(pa.array(pairs % groups)), "group")

    def _edges(self, groups: Ints, members: pa.Array, kind: str) -> pa.Table:
        ids = self.groups.take(pa.array(groups))
        return pa.table({"groupId": ids, "memberId": members, "memberType": col.constant(kind, len(ids))})

    def owner_tables(self) -> Iterator[pa.Table]:
        """Yield one owner for every group."""
        owners = self.users.take(pa.array(self.rng.choice(self.members, self.sizes.groups)))
        kind = col.constant("user", self.sizes.groups)
        yield pa.table({"groupId": self.groups, "ownerId": owners, "ownerType": kind})

    def deleted_tables(self) -> Iterator[pa.Table]:
        """Yield the users in the recycle bin."""
        count = self.sizes.deleted
        numbers = np.arange(count)
        yield pa.table(
            {
                "id": self.deleted,
                "displayName": col.numbered("Former person ", numbers),
                "userPrincipalName": col.numbered("former.", numbers, f"@{HOME}"),
                "mail": col.numbered("former.", numbers, f"@{HOME}"),
                "userType": col.constant("Member", count),
                "deletedDateTime": col.moments(self.rng, count, 30),
            }
        )
