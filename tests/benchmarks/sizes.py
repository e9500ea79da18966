"""How large a tenant is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Numbers of records; everything else follows from them."""

    users: int
    groups: int
    memberships: int
    packages: int
    policies: int
    assignments: int
    requests: int
    guests_share: float = 0.1
    nested_share: float = 0.01

    def divided_by(self, divisor: int) -> Sizes:
        """Return the same tenant, that many times smaller."""
        return Sizes(
            users=self.users // divisor,
            groups=self.groups // divisor,
            memberships=self.memberships // divisor,
            packages=self.packages // divisor,
            policies=self.policies // divisor,
            assignments=self.assignments // divisor,
            requests=self.requests // divisor,
            guests_share=self.guests_share,
            nested_share=self.nested_share,
        )

    @property
    def catalogs(self) -> int:
        return max(6, self.packages // 20)

    @property
    def organizations(self) -> int:
        return max(8, self.users // 10_000)

    @property
    def partner_domains(self) -> int:
        return 3 * self.organizations

    @property
    def applications(self) -> int:
        return max(20, self.users // 500)

    @property
    def deleted(self) -> int:
        return max(10, self.users // 200)

    @property
    def app_roles_held(self) -> int:
        return self.users // 10


LARGE = Sizes(
    users=1_000_000,
    groups=200_000,
    memberships=10_000_000,
    packages=2_000,
    policies=5_000,
    assignments=300_000,
    requests=200_000,
)
SMALL = Sizes(
    users=5_000,
    groups=1_000,
    memberships=49_000,
    packages=60,
    policies=150,
    assignments=1_500,
    requests=1_000,
)
NAMED = {"S": SMALL, "L/20": LARGE.divided_by(20), "M": LARGE.divided_by(4), "L": LARGE}
