"""Export forensics: what an export shows of how it was made, where no single record is wrong.

Each symptom is one function that looks at what was read anyway and yields signs. A sign is a possibility
and is worded as one: it changes no verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.tables.forensics.evidence import Evidence, Seen, Symptom
from analyzer.tables.forensics.mixtures import MIXED_DATES, MIXED_TENANTS
from analyzer.tables.forensics.omissions import CATALOG_SCOPE, CLOUD_ONLY, NAMED_FILES, OVERLAPPING_PAGES

if TYPE_CHECKING:
    from analyzer.tables.source import ExportSource

SYMPTOMS = (CLOUD_ONLY, CATALOG_SCOPE, NAMED_FILES, OVERLAPPING_PAGES, MIXED_TENANTS, MIXED_DATES)


def examine(source: ExportSource) -> tuple[Seen, ...]:
    """Return every sign in what was read so far; those that are problems become problem rows too.

    Call it after `report_dangling`: ids that lead nowhere are evidence.
    """
    evidence = Evidence(source)
    signs = tuple(seen for symptom in SYMPTOMS for seen in symptom.look(evidence))
    source.journal.problems_found(
        [
            (seen.dataset, seen.file, None, "", seen.symptom.rule, seen.message, seen.value)
            for seen in signs
            if seen.symptom.is_problem
        ]
    )
    return signs


__all__ = ["SYMPTOMS", "Seen", "Symptom", "examine"]
