"""The problems as a frame: codes become ids, names and sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.checking.templates import fill
from analyzer.reachability.problems import NO_SECURITY_ADMINISTRATOR, PROBLEMS
from analyzer.tables.dataset import STRING, as_text
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import RELATIONS, datasets_of
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, constant, yes

if TYPE_CHECKING:
    from analyzer.tables.moment import Moment
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
    "request_id",
)
OUTSIDE = "somebody not in the directory"
PARTS = ("approver_problems", "waiting_requests", "denied_requests", "security_administrators")
"""Relations that the answer is made of; all but the first may be missing."""
_BESIDES = {
    "assignment_requests": "requests that wait for approval or were denied",
    "directory_role_assignments": "who could decide what ID Protection sends to approval",
    "users.mail": "approvers without a mail address",
    "assignment_policies.notificationSettings.isAssignmentNotificationDisabled": "mails that are turned off",
}
"""What is not looked at without some data."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """What stops approvals, as data first.

    `frame`: one row per policy, stage, problem and situation of the people who ask, or per request; columns
    of `APPROVAL_COLUMNS`: ids, names, message and remediation are string; stage, requestors, at_least Int64;
    fires boolean: true, or unknown where the export cannot tell. `requestors`: how many users are concerned,
    `<NA>` where that is not known; `at_least`: how many surely are.
    """

    frame: pd.DataFrame
    policies: int
    """How many requestable policies ask for approval, or may."""
    moment: Moment
    """As of when, which matters to requests that wait."""
    needs: tuple[str, ...] = ()
    """When something is undecided: datasets and properties that the export lacks and that may decide it."""
    not_looked_at: tuple[str, ...] = ()
    """What the export lacks, and what was not looked at for that."""

    def _repr_html_(self) -> str:
        """Render in Jupyter; pandas escapes what tenants wrote."""
        return str(self.frame.to_html(max_rows=60, notebook=True))


def approvals_of(relations: Relations, moment: Moment) -> Approvals:
    """Judge every requestable policy, and the requests that wait for approval or were denied.

    Raises:
        MissingDatasetError: the export lacks users, policies or access packages.
    """
    policies = relations["policies"]
    asked = policies["requestable"] & policies["approval_required"]
    problems = relations["approver_problems"]
    parts = [problems, *_of_requests(relations), *_of_the_tenant(relations, policies)]
    frame = _worded(pd.concat(parts, ignore_index=True), relations)
    return Approvals(
        frame,
        int(asked.fillna(value=True).sum()),
        moment,
        () if yes(frame["fires"]).all() else _needs(relations),
        tuple(
            f"{what} (the export has no {name})" for name, what in _BESIDES.items() if _lacks(relations, name)
        ),
    )


def _of_requests(relations: Relations) -> list[pd.DataFrame]:
    """Return the problems of requests in the columns of `approver_problems`; and package, request, name."""
    names = [name for name in PARTS[1:3] if not relations.missing(RELATIONS[name])]
    return [
        relations[name]
        .rename(columns={"person": "example"})
        .assign(order=pd.NA, requestors=1, at_least=1, person=MISSING, group=MISSING)
        for name in names
    ]


def _of_the_tenant(relations: Relations, policies: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the one problem that concerns every policy, where it may be there."""
    if relations.missing(RELATIONS[PARTS[3]]) or relations[PARTS[3]] or not len(policies):
        return []
    row = pd.DataFrame({"problem": [NO_SECURITY_ADMINISTRATOR]}).assign(fires=constant(None, 1))
    return [row]


def _lacks(relations: Relations, name: str) -> bool:
    dataset, _, path = name.partition(".")
    if not relations["coverage"].has(dataset):
        return True
    return bool(path) and name in relations.unexported(RELATIONS["mail_problems"])


def _needs(relations: Relations) -> tuple[str, ...]:
    parts = [RELATIONS[name] for name in PARTS]
    absent = frozenset[str]().union(*(datasets_of(part) - relations.read_by(part) for part in parts))
    unexported = frozenset[str]().union(*(relations.unexported(part) for part in parts))
    return tuple(sorted((absent | unexported) - set(_BESIDES)))


def _worded(rows: pd.DataFrame, relations: Relations) -> pd.DataFrame:
    codes = ("policy", "package", "example", "person", "group")
    whole = rows.reindex(columns=[*rows.columns.union(["package", "request", "name"])])
    whole = whole.fillna(dict.fromkeys(codes, MISSING)).astype(
        dict.fromkeys(codes, np.int32)
        | dict.fromkeys(("order", "requestors", "at_least"), "Int64")
        | dict.fromkeys(("request", "name", "detail", "problem"), STRING)
        | {"fires": "boolean"}
    )
    frame = _worst_first(_named(whole, relations))
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
    package = codes_of(rows, "package").copy()
    package[policy >= 0] = codes_of(policies, "package")[policy[policy >= 0]]
    person, group = codes_of(rows, "person"), codes_of(rows, "group")
    groups = _groups(relations, group)
    asking = at(people["display_name"], example).fillna(rows["name"])
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
            "example_requestor": asking.mask((example == UNKNOWN) & asking.isna().to_numpy(), OUTSIDE),
            "approver_id": at(people["id"], person).fillna(groups["id"]),
            "approver": at(people["display_name"], person).fillna(groups["name"]),
            "detail": rows["detail"],
            "request_id": rows["request"],
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
