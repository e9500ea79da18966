"""The home organization of people from outside: which connected organization they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.organizations import OURS
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
    organizations_settled: bool,
) -> pd.DataFrame:
    """Find the connected organization of each subject that is, or may be, from outside.

    In order of trust (CONTRACT section 7): the subject's own `connectedOrganization`; else a connected
    organization with a domain source equal to the mail domain or the domain in a `#EXT#` name. Without
    either, an organizational identity may still come from an organization known by its tenant, which an
    export cannot tell: undetermined. A personal identity has no home tenant, and a domain of our own is no
    other tenant's. Somebody whose identities were not exported may have a social account. Where nothing is
    known of where the subject comes from, it may come from any organization. Where not all organizations and
    identity sources are known, it may come from one that the export lacks or does not describe, but from no
    other: those that it does describe have not recognised it.

    Returns:
        columns: subject (row number), organization (int32 code; `UNKNOWN`: may come from some tenant,
        `MISSING`: from an organization of which the export says nothing), certain (bool), anywhere (bool:
        may come from any organization), some_tenant (bool: may come from one that is known by its tenant),
        some_account (bool: may have an account, such as one of Facebook, by which one knows its people).
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
    met = _by_domain(rest, organization_domains)
    by_domain = met[met["organization"] != OURS]
    placed = pd.concat([stated, by_domain]).drop_duplicates()
    unplaced = rest[~rest["subject"].isin(by_domain["subject"])]
    some_tenant = organizations is None or possible(organizations["tenant_source"]).any()
    nowhere = unplaced[[*MARKS]].isna().all(axis=1).to_numpy(bool) & possible(unplaced["organizational"])
    anywhere = (unplaced["organization"] == UNKNOWN).to_numpy() | nowhere
    stranger = anywhere | (not organizations_settled)
    from_tenant = possible(unplaced["organizational"]) & bool(some_tenant) & ~_of_ours(unplaced, met)
    social = organizations is None or possible(organizations["social_source"]).any()
    faceless = unplaced["organizational"].isna().to_numpy(bool) & bool(social)
    lost = unplaced[["subject"]].assign(
        organization=np.where(stranger, MISSING, UNKNOWN),
        certain=False,
        anywhere=anywhere,
        some_tenant=from_tenant,
        some_account=faceless,
    )
    perhaps = lost[stranger | from_tenant | faceless]
    sure = placed.assign(certain=True, anywhere=False, some_tenant=False, some_account=False)
    return pd.concat([sure, perhaps], ignore_index=True).astype({"organization": np.int32})


def _of_ours(subjects: pd.DataFrame, met: pd.DataFrame) -> Mask:
    """Tell who has domains of our own tenant and no other, which are no other tenant's."""
    marks = subjects[[*MARKS]].notna().sum(axis=1).to_numpy()
    ours = met.loc[met["organization"] == OURS, "subject"].value_counts()
    own = ours.reindex(subjects["subject"], fill_value=0).to_numpy()
    found: Mask = (own > 0) & (own == marks)
    return found


def _by_domain(rest: pd.DataFrame, organization_domains: pd.DataFrame) -> pd.DataFrame:
    marked = rest[["subject", *MARKS]].melt("subject", value_name="domain").dropna(subset="domain")
    met = marked[["subject", "domain"]].merge(organization_domains, on="domain", validate="many_to_many")
    return met[["subject", "organization"]]
