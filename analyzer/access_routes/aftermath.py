"""What becomes of guests who lose their last assignment: they may be blocked, and cannot ask again then.

Entitlement management blocks the sign-in of a governed guest without any assignment, and may delete the
account later, as the tenant's settings say (domain.md section 2.2, step 7; C95, C96). The rules of `why` look
at the account as it was exported, so this is told beside what they answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyzer.tables.relations import RELATIONS
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import any_by, every, is_one_of, possible, unknown, yes

if TYPE_CHECKING:
    from analyzer.access_routes.scenarios import Scenario
    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Flags

_ACTIONS = {"blocksignin": "", "blocksigninanddelete": ", and the account deleted later"}
_SETTINGS = "entitlement_settings"


def aftermath(relations: Relations, scenario: Scenario) -> tuple[str, ...]:
    """Say how many guests are blocked, or may be, once the change has ended their last assignment."""
    if relations.missing(RELATIONS["assignment_facts"]):
        return ()
    guests = _without_any(relations, scenario)
    sure, perhaps = int(yes(guests).sum()), int(unknown(guests).sum())
    action = _action(relations)
    if not sure + perhaps or action == "none":
        return ()
    if action not in _ACTIONS:
        lack = "an export with entitlement_settings"
        return (
            f"{_guests(sure + perhaps)} would lose the last assignment; what then: it would take {lack}.",
        )
    then = f"the sign-in is blocked{_ACTIONS[action]}, so that nobody asks again before it is unblocked"
    told = [
        f"{_guests(sure)} would lose the last assignment: {then}." if sure else "",
        f"{_guests(perhaps)} would lose the last assignment; if governed, {then}." if perhaps else "",
    ]
    return tuple(filter(None, told))


def _without_any(relations: Relations, scenario: Scenario) -> Flags:
    """Whether somebody is a governed guest whose last active assignment ends, by person code."""
    facts, left = relations["assignment_facts"], scenario.certain["assignment_facts"]
    people, person = relations["people"], codes_of(facts, "person")
    size = len(people)
    before, after = (any_by(each["active"], person, size) for each in (facts, left))
    governed = is_one_of(relations["assignments"].text("target.subjectLifecycle"), ["governed"])
    mine = np.where(possible(facts["active"]), person, -1).astype(np.int32)
    return every(before, ~after, people["is_guest"], any_by(governed, mine, size))


def _action(relations: Relations) -> str:
    """Return the tenant's choice in lower case, `none` where guests are left alone."""
    if not relations["coverage"].has(_SETTINGS):
        return ""
    chosen = relations[_SETTINGS].text("externalUserLifecycleAction").dropna()
    return str(chosen.iloc[0]).lower() if len(chosen) else ""


def _guests(count: int) -> str:
    return f"{count:,} guest{'' if count == 1 else 's'}"
