"""Every hand-written case of `why`."""

from __future__ import annotations

from tests.second_opinion.why_cases_of_catalogs import CATALOG_CASES
from tests.second_opinion.why_cases_of_duties import DUTY_CASES
from tests.second_opinion.why_cases_of_gaps import GAP_CASES
from tests.second_opinion.why_cases_of_gates import GATE_CASES
from tests.second_opinion.why_cases_of_lost_targets import LOST_TARGET_CASES
from tests.second_opinion.why_cases_of_origins import ORIGIN_CASES
from tests.second_opinion.why_cases_of_people import PEOPLE_CASES
from tests.second_opinion.why_cases_of_policies import POLICY_CASES
from tests.second_opinion.why_cases_of_scopes import SCOPE_CASES
from tests.second_opinion.why_cases_of_state import STATE_CASES

CASES = [
    *GATE_CASES,
    *CATALOG_CASES,
    *POLICY_CASES,
    *SCOPE_CASES,
    *PEOPLE_CASES,
    *ORIGIN_CASES,
    *DUTY_CASES,
    *STATE_CASES,
    *GAP_CASES,
    *LOST_TARGET_CASES,
]
