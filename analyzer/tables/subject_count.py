"""How many assignments were traced to a user, and by what: the number that says how far answers reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subject_bridges import CERTAIN, PROBABLE
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import yes

if TYPE_CHECKING:
    import pandas as pd

NOT_EXPORTED = "user not in the export"
APPLICATION = "application"
FROM_ORGANIZATION = "outside the directory, connected organization known"
OUTSIDE = "outside the directory"
UNKNOWN_TARGET = "unknown"


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """Assignments by what told their user; the three add up to `assignments`. What is zero is left out."""

    assignments: int
    certain: dict[str, int]
    """Traced to a user of the export, by bridge."""
    probable: dict[str, int]
    """Traced by what need not be unique: shown, but no verdict hangs on it."""
    unresolved: dict[str, int]
    """Not traced, by reason."""

    @property
    def resolved(self) -> int:
        """How many were traced with certainty."""
        return sum(self.certain.values())


@relation
def subject_count(assignment_targets: pd.DataFrame) -> SubjectCount:
    """Count the targets of all assignments by what told who they are."""
    person = codes_of(assignment_targets, "person")
    probable = codes_of(assignment_targets, "probable_person") != MISSING
    application = assignment_targets["application"].to_numpy(bool)
    outsider = yes(assignment_targets["outsider"])
    at_home = (assignment_targets["organization"] >= 0).to_numpy()
    bridges = assignment_targets["bridge"]
    lost = (person < 0) & ~probable
    reasons = {
        NOT_EXPORTED: lost & (person == UNKNOWN) & ~application,
        APPLICATION: lost & application,
        FROM_ORGANIZATION: lost & outsider & at_home,
        OUTSIDE: lost & outsider & ~at_home,
        UNKNOWN_TARGET: lost & (person == MISSING) & ~application & ~outsider,
    }
    return SubjectCount(
        assignments=len(assignment_targets),
        certain=_counted(bridges[person >= 0], CERTAIN),
        probable=_counted(bridges[probable], PROBABLE),
        unresolved={reason: int(rows.sum()) for reason, rows in reasons.items() if rows.any()},
    )


def _counted(bridges: pd.Series[str], names: tuple[str, ...]) -> dict[str, int]:
    counts = bridges.value_counts()
    return {name: int(counts[name]) for name in names if counts[name]}
