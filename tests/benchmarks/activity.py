"""Assignments and requests of the synthetic tenant: what people asked for and got."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tests.benchmarks import columns as col

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.columns import Flags, Ints
    from tests.benchmarks.entitlement import Entitlement

_ASSIGNMENT_STATES = ("delivered", "expired", "partiallyDelivered", "delivering", "deliveryFailed")
_STATE_SHARES = (0.62, 0.30, 0.04, 0.02, 0.02)
_REQUEST_STATES = (
    ("delivered", 0.72),
    ("denied", 0.07),
    ("deliveryFailed", 0.02),
    ("canceled", 0.03),
    ("partiallyDelivered", 0.02),
    ("submitted", 0.01),
    ("pendingApproval", 0.08),
    ("scheduled", 0.02),
    ("delivering", 0.03),
)
_REQUEST_TYPES = (
    ("userAdd", 0.6),
    ("adminAdd", 0.15),
    ("systemAdd", 0.1),
    ("userRemove", 0.05),
    ("systemRemove", 0.05),
    ("onBehalfAdd", 0.02),
    ("userUpdate", 0.03),
)


class Activity:
    """Who was assigned what; most active assignments have their memberships, a few are still missing."""

    def __init__(self, entitlement: Entitlement) -> None:
        self._entitlement, self._directory = entitlement, entitlement.directory
        self._rng, sizes = self._directory.rng, self._directory.sizes
        self._users: Ints = self._rng.integers(0, sizes.users, sizes.assignments)
        self._policies: Ints = self._rng.integers(0, sizes.policies, sizes.assignments)
        self._packages: Ints = entitlement.policy_package[self._policies]
        states = self._rng.choice(len(_ASSIGNMENT_STATES), sizes.assignments, p=_STATE_SHARES)
        self._state: Ints = states
        self._is_delivered: Flags = np.isin(states, (0, 2))
        self._package_ids = pa.array([package["id"] for package in entitlement.packages])
        self._package_names = pa.array([package["displayName"] for package in entitlement.packages])

    def memberships(self) -> Ints:
        """Return the group memberships that assignments delivered, as `group * users + user`."""
        rows = np.flatnonzero(self._is_delivered)
        grants = self._entitlement.group_grants[self._packages[rows]]
        return np.unique(grants * self._directory.sizes.users + self._users[rows][:, None])

    def app_roles(self) -> Ints:
        """Return the application roles that assignments delivered, as `application * users + user`."""
        granted = self._entitlement.grants_application[self._packages]
        rows = np.flatnonzero(self._is_delivered & granted)
        applications = self._entitlement.application_grants[self._packages[rows]]
        return np.unique(applications * self._directory.sizes.users + self._users[rows])

    def assignment_tables(self) -> Iterator[pa.Table]:
        """Yield the assignments in one table."""
        rng, count = self._rng, len(self._users)
        state = pa.array(_ASSIGNMENT_STATES).take(pa.array(self._state))
        policies = pa.array([policy["id"] for policy in self._entitlement.policies])
        names = pa.array([policy["displayName"] for policy in self._entitlement.policies])
        at = pa.array(self._policies)
        yield pa.table(
            {
                "id": col.guids(rng, count),
                "state": state,
                "status": pa.compute.utf8_capitalize(state),
                "expiredDateTime": col.kept(col.moments(rng, count, 300), self._state == 1),
                "schedule": self._schedule(count),
                "target": self._subjects(self._users, rng.random(count) < 0.0005),
                "accessPackage": self._package(self._packages),
                "assignmentPolicy": col.struct(id=policies.take(at), displayName=names.take(at)),
            }
        )

    def request_tables(self) -> Iterator[pa.Table]:
        """Yield the requests in one table; the first ones were made by the only approver of their package."""
        rng, sizes = self._rng, self._directory.sizes
        count, stuck = sizes.requests, self._entitlement.single_approvers
        users, packages = rng.integers(0, sizes.users, count), col.skewed(rng, count, sizes.packages, 0.3)
        states, kinds = _drawn(rng, _REQUEST_STATES, count), _drawn(rng, _REQUEST_TYPES, count)
        users[: len(stuck)], packages[: len(stuck)] = stuck, np.arange(len(stuck))
        kinds[: len(stuck)], states[: len(stuck)] = 0, 6
        state = pa.array([name for name, _ in _REQUEST_STATES]).take(pa.array(states))
        yield pa.table(
            {
                "id": col.guids(rng, count),
                "requestType": pa.array([name for name, _ in _REQUEST_TYPES]).take(pa.array(kinds)),
                "state": state,
                "status": pa.compute.utf8_capitalize(state),
                "createdDateTime": col.moments(rng, count, 90),
                "completedDateTime": col.kept(col.moments(rng, count, 60), states < 5),
                "justification": col.chosen(rng, count, ("I need it", 'For "Project X"', None)),
                "schedule": self._schedule(count),
                "requestor": self._subjects(users, np.zeros(count, bool)),
                "accessPackage": self._package(packages),
            }
        )

    def _package(self, rows: Ints) -> pa.Array:
        at = pa.array(rows)
        return col.struct(id=self._package_ids.take(at), displayName=self._package_names.take(at))

    def _schedule(self, count: int) -> pa.Array:
        rng = self._rng
        limited = rng.random(count) < 0.7
        kind = pa.compute.if_else(pa.array(limited), "afterDateTime", "noExpiration")
        end = col.kept(col.moments(rng, count, 100, 400), limited)
        duration = pa.nulls(count, pa.string())
        expiration = col.struct(type=kind, endDateTime=end, duration=duration)
        return col.struct(startDateTime=col.moments(rng, count, 400), expiration=expiration)

    def _subjects(self, users: Ints, is_unknown: Flags) -> pa.Array:
        """Return access package subjects; a few are deleted users, a few are not in the directory yet."""
        directory, rng, count = self._directory, self._rng, len(users)
        gone = directory.deleted.take(pa.array(rng.integers(0, len(directory.deleted), count)))
        ids = pa.compute.if_else(
            pa.array(rng.random(count) < 0.002), gone, directory.users.take(pa.array(users))
        )
        organization = directory.organization_of(users)
        ids_of_organizations = pa.array([row["id"] for row in self._entitlement.organizations])
        known = organization >= 0
        at = pa.array(np.maximum(organization, 0))
        new, numbers = pa.array(is_unknown), np.arange(count)
        mails = directory.mails.take(pa.array(users))
        invited = col.joined(col.numbered("new.person.", numbers), "@elsewhere.example")
        return col.struct(
            id=col.joined("subject-", pa.compute.if_else(new, col.numbered("new-", numbers), ids)),
            objectId=col.kept(ids, ~is_unknown),
            displayName=col.numbered("Person ", users),
            email=pa.compute.if_else(new, invited, mails),
            principalName=col.kept(directory.principal_names.take(pa.array(users)), ~is_unknown),
            subjectType=col.constant("user", count),
            subjectLifecycle=col.constant("notGoverned", count),
            connectedOrganization=col.struct(known, id=ids_of_organizations.take(at)),
        )


def _drawn(rng: np.random.Generator, shares: tuple[tuple[str, float], ...], count: int) -> Ints:
    drawn: Ints = rng.choice(len(shares), count, p=[share for _, share in shares])
    return drawn
