"""The problems as a frame: codes become ids, names and sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from analyzer.checking.templates import fill
from analyzer.reachability.problems import PROBLEMS
from analyzer.tables.dataset import STRING, as_text
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import RELATIONS, datasets_of
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, yes

if TYPE_CHECKING:
    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Codes

APPROVAL_COLUMNS = (
    "policy_id",
    "policy_name",
    "access_package_id",
    "access_package_name",
    "stage",
    "problem",
    "severity",
    "fires",
    "requestors",
    "at_least",
    "example_requestor_id",
    "example_requestor",
    "approver_id",
    "approver",
    "message",
    "remediation",
)
OUTSIDE = "somebody not in the directory"


@dataclass(frozen=True, slots=True)
class Approvals:
    """What stops approvals, as data first.

    `frame`: one row per policy, stage, problem and situation of the people who ask; columns of
    `APPROVAL_COLUMNS`: ids, names, message and remediation are string; stage, requestors, at_least Int64;
    fires boolean: true, or unknown where the export cannot tell. `requestors`: how many users are concerned,
    `<NA>` where that is not known; `at_least`: how many surely are.
    """

    frame: pd.DataFrame
    policies: int
    """How many requestable policies ask for approval, or may."""
    needs: tuple[str, ...] = ()
    """When something is undecided: datasets and properties that the export lacks and that may decide it."""

    def _repr_html_(self) -> str:
        """Render in Jupyter; pandas escapes what tenants wrote."""
        return str(self.frame.to_html(max_rows=60, notebook=True))


def approvals_of(relations: Relations) -> Approvals:
    """Judge every requestable policy.

    Raises:
        MissingDatasetError: the export lacks users, policies or access packages.
    """

    def judged(approver_problems: pd.DataFrame, policies: pd.DataFrame) -> Approvals:
        asked = policies["requestable"] & policies["approval_required"]
        return Approvals(_worded(approver_problems, relations), int(asked.fillna(value=True).sum()))

    result: Approvals = relations.call(judged)
    return result if yes(result.frame["fires"]).all() else replace(result, needs=_needs(relations))


def _needs(relations: Relations) -> tuple[str, ...]:
    problems = RELATIONS["approver_problems"]
    absent = datasets_of(problems) - relations.read_by(problems)
    return tuple(sorted(absent | relations.unexported(problems)))


def _worded(rows: pd.DataFrame, relations: Relations) -> pd.DataFrame:
    frame = _worst_first(_named(rows, relations))
    told = {
        "severity": {slug: each.severity.value for slug, each in PROBLEMS.items()},
        "remediation": {slug: each.remediation for slug, each in PROBLEMS.items()},
    }
    words = {name: frame["problem"].map(texts).astype(STRING) for name, texts in told.items()}
    return frame.assign(message=_messages(frame), **words)[[*APPROVAL_COLUMNS]]


def _worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    worst = frame["problem"].map({slug: each.severity.rank for slug, each in PROBLEMS.items()})
    order = frame.assign(worst=worst, unsure=~yes(frame["fires"]), row=range(len(frame)))
    return frame.loc[order.sort_values(["worst", "problem", "unsure", "row"]).index].reset_index(drop=True)


def _messages(frame: pd.DataFrame) -> pd.Series[str]:
    """Say what each row is about, and of an undetermined one, why it is. Rows of a problem are together."""
    cells = {name: _text(frame[name]) for name in frame.columns}
    parts = [pa.array([], pa.string())]
    for slug, group in frame.groupby("problem", sort=False):
        here = {name: cell.slice(group.index[0], len(group)) for name, cell in cells.items()}
        parts.append(fill(PROBLEMS[str(slug)].message, here, len(group)))
    message = as_text(pa.concat_arrays(parts))
    explained = frame["problem"].isin([slug for slug, each in PROBLEMS.items() if "{detail}" in each.message])
    reason = ("Undetermined, as " + frame["detail"]).mask(explained).fillna("Undetermined")
    return message.where(yes(frame["fires"]), reason + ": " + message)


def _named(rows: pd.DataFrame, relations: Relations) -> pd.DataFrame:
    """Turn codes into ids and names."""
    policies, packages, people = (relations[name] for name in ("policies", "packages", "people"))
    policy, example = codes_of(rows, "policy"), codes_of(rows, "example")
    package = codes_of(policies, "package")[policy]
    person, group = codes_of(rows, "person"), codes_of(rows, "group")
    groups = _groups(relations, group)
    return pd.DataFrame(
        {
            "policy_id": at(policies["id"], policy),
            "policy_name": at(policies["display_name"], policy),
            "access_package_id": at(packages["id"], package),
            "access_package_name": at(packages["display_name"], package),
            "stage": rows["order"],
            "problem": rows["problem"],
            "fires": rows["fires"],
            "requestors": rows["requestors"],
            "at_least": rows["at_least"],
            "example_requestor_id": at(people["id"], example),
            "example_requestor": at(people["display_name"], example).mask(example == UNKNOWN, OUTSIDE),
            "approver_id": at(people["id"], person).fillna(groups["id"]),
            "approver": at(people["display_name"], person).fillna(groups["name"]),
            "detail": rows["detail"],
        }
    )


def _groups(relations: Relations, codes: Codes) -> pd.DataFrame:
    if not (codes >= 0).any():
        return pd.DataFrame({"id": [pd.NA] * len(codes), "name": pd.NA}, dtype=STRING)
    groups = relations["groups"]
    names = groups.text("displayName").fillna(groups.text("id"))
    return pd.DataFrame({"id": at(groups.text("id"), codes), "name": at(names, codes)})


def _text(column: pd.Series) -> pa.Array:
    made = pa.Array.from_pandas(column)
    whole = made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made
    return whole.cast(pa.string())
