"""A stage before all others: Microsoft Entra ID Protection may have risky requests approved first.

They go to Security Administrators, and are denied by themselves after 14 days at most (domain.md C57).
Whether that is turned on is in no export: where nobody could decide such a request, undetermined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, at, possible, yes

if TYPE_CHECKING:
    import pandas as pd

SECURITY_ADMINISTRATOR = "194ae4cb-b126-40b2-bd5b-6091b380977d"


@relation
def security_administrators(
    directory_roles: pd.DataFrame, able_people: Flags, coverage: Coverage
) -> bool | None:
    """Whether somebody enabled is a Security Administrator; None where a group or a stranger may be.

    Roles that somebody may activate (PIM) are in no dataset; `directory_role_assignments` holds active ones.
    """
    rows = directory_roles[(directory_roles["role_id"] == SECURITY_ADMINISTRATOR).fillna(value=False)]
    person = codes_of(rows, "person")
    able = at(able_people, person)
    if yes(able).any():
        return True
    others = (person < 0) & ~rows["neither"].to_numpy(bool)
    unsure = bool(others.any() or possible(able[person >= 0]).any())
    return None if unsure or not coverage.complete("directory_role_assignments") else False
