"""The home organization of people from outside: which connected organization they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.keys import UNKNOWN
from analyzer.tables.three_valued import possible

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Mask


MARKS = ("mail_domain", "home_domain", "social_source")
"""What a subject may share with an identity source of its organization."""


def homes_of(
    subjects: pd.DataFrame,
    foreign: Mask,
    organization_domains: pd.DataFrame,
    known_homes: pd.DataFrame,
    organizations: pd.DataFrame | None,
) -> pd.DataFrame:
    """Find the connected organization of each subject that is, or may be, from outside.

    In order of trust (CONTRACT section 7): the subject's own `connectedOrganization`; else a connected
    organization with a domain source equal to the mail domain or the domain in a `#EXT#` name. Without
    either, an organizational identity may still come from an organization known by its tenant, which an
    export cannot tell: undetermined. A personal identity has no home tenant.

    Returns:
        columns: subject (row number), organization (int32 code, `UNKNOWN`: may come from some tenant),
        certain (bool).
    """
    rows = np.arange(len(subjects), dtype=np.int32)
    here = subjects.assign(subject=rows)[foreign]
    stated = pd.concat(
        [
            here.loc[here["organization"] >= 0, ["subject", "organization"]],
            here[["subject", "person"]].merge(known_homes, on="person", validate="many_to_many"),
        ]
    )[["subject", "organization"]]
    rest = here[~here["subject"].isin(stated["subject"])]
    by_domain = pd.concat([_by_domain(rest, mark, organization_domains) for mark in MARKS])
    placed = pd.concat([stated, by_domain]).drop_duplicates().assign(certain=True)
    unplaced = rest[~rest["subject"].isin(by_domain["subject"])]
    lost = unplaced[["subject"]]
    if organizations is not None:
        some_tenant = possible(organizations["tenant_source"]).any()
        lost = lost[possible(unplaced["organizational"]) & some_tenant]
    perhaps = lost.assign(organization=np.int32(UNKNOWN), certain=False)
    return pd.concat([placed, perhaps], ignore_index=True).astype({"organization": np.int32})


def _by_domain(rest: pd.DataFrame, name: str, organization_domains: pd.DataFrame) -> pd.DataFrame:
    named = rest[["subject", name]].dropna().rename(columns={name: "domain"})
    return named.merge(organization_domains, on="domain", validate="many_to_many")[
        ["subject", "organization"]
    ]
