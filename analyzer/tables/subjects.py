"""Subject sets: who a policy names, who may approve. One flat shape for every list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import as_text, flatten, last_segment

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys
    from analyzer.tables.three_valued import Codes, Mask

SINGLE_USER = "singleuser"
GROUP_MEMBERS = "groupmembers"
ORGANIZATION_MEMBERS = "connectedorganizationmembers"
RULE_MEMBERS = "attributerulemembers"
REQUESTOR_MANAGER = ("requestormanager", "targetmanager")
USER_SPONSORS = "targetusersponsors"
INTERNAL_SPONSORS = "internalsponsors"
EXTERNAL_SPONSORS = "externalsponsors"


def flatten_subjects(
    column: pa.ChunkedArray | pa.Array, people: Keys, groups: Keys, organizations: Keys
) -> pd.DataFrame:
    """Flatten a list of subject sets.

    Returns:
        columns: row (position of the list), kind (string: last segment of `@odata.type`, lower case, `<NA>`
        where it was lost), person, group, organization (int32 codes), level (Int64: manager level).
    """
    owner, subject = flatten(column)
    level = pc.struct_field(subject, "managerLevel").cast(pa.int64())
    return pd.DataFrame(
        {
            "row": np.asarray(owner, dtype=np.int64),
            "kind": as_text(last_segment(pc.struct_field(subject, "@odata.type"))),
            "person": people.codes(pc.struct_field(subject, "userId")),
            "group": groups.codes(pc.struct_field(subject, "groupId")),
            "organization": organizations.codes(pc.struct_field(subject, "connectedOrganizationId")),
            "level": pd.Series(pd.array(level.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get))),
        }
    )


def lists_known(column: pa.ChunkedArray | pa.Array) -> Mask:
    """Tell for each list whether it was exported (an empty list was; null was not)."""
    return np.asarray(pc.is_valid(column))


def of_kind(subjects: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """Choose the subjects of the given kinds."""
    return subjects[subjects["kind"].isin(kinds)]


def codes_of(frame: pd.DataFrame, name: str) -> Codes:
    """Return a code column as int32."""
    return frame[name].to_numpy(dtype=np.int32)
