"""Valid records become typed relational tables whose references are small integers.

Importing this package makes every table known by name.
"""

from analyzer.tables import (
    assignments,
    guests,
    holdings,
    incompatibilities,
    keys,
    memberships,
    organizations,
    packages,
    people,
    policies,
    roles,
    subject_bridges,
    subject_count,
    tenant,
    terms,
    tickets,
)

__all__ = [
    "assignments",
    "guests",
    "holdings",
    "incompatibilities",
    "keys",
    "memberships",
    "organizations",
    "packages",
    "people",
    "policies",
    "roles",
    "subject_bridges",
    "subject_count",
    "tenant",
    "terms",
    "tickets",
]
