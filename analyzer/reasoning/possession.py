"""Does a person hold a package, or have a request for it open? For any list of (ticket, package) pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.assignments import GRANTING_TYPES
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import (
    Flags,
    any_by,
    constant,
    doubt_no,
    every,
    flags,
    is_one_of,
    possible,
    yes,
)

if TYPE_CHECKING:
    from analyzer.tables.relations import Coverage
    from analyzer.tables.three_valued import Mask


_LOST = -10
"""The code of the first package that the export does not hold; the next ones are smaller."""
_NONE_MET = pd.DataFrame(
    {"pair": np.array([], np.int32), "row": np.array([], np.int64), "holds": pd.array([], "boolean")}
)


@relation
def active_possessions(assignment_facts: pd.DataFrame) -> pd.DataFrame:
    """Assignments that are, or may be, active, in the shape that `has_record` asks for.

    Active: delivering, partially delivered, delivered (CONTRACT section 6).
    """
    return _records(assignment_facts, assignment_facts["person"], assignment_facts["active"])


@relation
def requests_under_way(request_facts: pd.DataFrame) -> pd.DataFrame:
    """Requests that are, or may be, open and give the person access, in the shape of `has_record`.

    A request on somebody's behalf gives access to its target, not to its requestor.
    """
    is_open = every(request_facts["open"], is_one_of(request_facts["request_type"], GRANTING_TYPES))
    on_behalf = yes(request_facts["on_behalf"])
    person = request_facts["person"].mask(on_behalf, request_facts["target_person"])
    untold = possible(request_facts["on_behalf"]) & (request_facts["target_person"] == MISSING).to_numpy()
    known = request_facts.assign(
        anybody=(request_facts["anybody"].to_numpy(bool) & ~on_behalf) | untold,
        outsider=request_facts["outsider"].mask(on_behalf, False),
        probable_person=request_facts["probable_person"].mask(on_behalf, MISSING),
    )
    return _records(known, person, is_open)


def _records(facts: pd.DataFrame, person: pd.Series, counts: Flags) -> pd.DataFrame:
    kept = facts.assign(person=person, counts=counts, row=np.arange(len(facts), dtype=np.int64))
    kept = kept[possible(counts) & ~facts["application"].to_numpy(bool)]
    names = [
        *("row", "package", "package_id", "person", "probable_person"),
        *("anybody", "outsider", "mail", "counts"),
    ]
    found: pd.DataFrame = kept[names].reset_index(drop=True)
    return found


def has_record(
    pairs: pd.DataFrame, ticket_people: pd.DataFrame, records: pd.DataFrame | None, complete: bool
) -> Flags:
    """Tell for each pair whether the ticket's person has a record for the package.

    Args:
        pairs: columns subject (int32: row of the ticket), package (int32 code), package_id (string: what
            tells apart packages that the export does not hold).
        ticket_people: relation of that name.
        records: columns row (position in the dataset), package, person, probable_person (int32 codes),
            package_id, mail (string), anybody (bool), outsider, counts (boolean); None when not exported.
        complete: whether absence from the records proves anything.
    """
    unplaced = ~ticket_people["placed"].to_numpy(bool)[codes_of(pairs, "subject")]
    if records is None:
        return constant(None, len(pairs)).mask(unplaced, False)
    met = matching_records(pairs, ticket_people, records)
    answer = any_by(met["holds"], codes_of(met, "pair"), len(pairs))
    unclear = ~yes(answer) & _perhaps_theirs(*_apart(pairs, records), ticket_people)
    answer = answer.mask(unclear, pd.NA)
    return (answer if complete else doubt_no(answer)).mask(unplaced, False)


def _apart(pairs: pd.DataFrame, records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give packages that the export does not hold codes of their own, by id: else two are one."""
    lost = [(frame["package"] == UNKNOWN).to_numpy() for frame in (pairs, records)]
    if not lost[0].any():  # and records are many
        return pairs, records
    ids = [frame.loc[rows, "package_id"] for frame, rows in zip((pairs, records), lost, strict=True)]
    number, _ = pd.factorize(pd.concat(ids).str.strip().str.lower())
    package = [codes_of(frame, "package").copy() for frame in (pairs, records)]
    package[0][lost[0]], package[1][lost[1]] = np.split(_LOST - number, [len(ids[0])])
    return pairs.assign(package=package[0]), records.assign(package=package[1])


def matching_records(pairs: pd.DataFrame, ticket_people: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Join pairs with the records of their person and package.

    Returns:
        columns: pair (int32: row of `pairs`), row (position in the dataset), holds (boolean; never false).
    """
    pairs, records = _apart(pairs, records)
    subject = codes_of(pairs, "subject")
    asked = pairs[["package"]].assign(
        pair=np.arange(len(pairs), dtype=np.int32),
        person=codes_of(ticket_people, "person")[subject],
        mail=ticket_people["mail"].take(subject).array,
    )
    near = records[records["package"].isin(asked["package"])]
    if not len(near):
        return _NONE_MET
    lower = near.assign(mail=near["mail"].str.lower())
    inside, outside = asked[asked["person"] >= 0], asked[asked["mail"].notna()]
    by_code = [
        _joined(inside, lower.drop(columns=["person", "mail"]).assign(person=lower[name]), "person", certain)
        for name, certain in (("person", True), ("probable_person", False))
    ]
    strangers = lower[possible(lower["outsider"])]
    by_mail = _joined(outside, strangers.drop(columns="person"), "mail", yes(strangers["outsider"]))
    return pd.concat([*by_code, by_mail], ignore_index=True).astype({"holds": "boolean"})


def _joined(asked: pd.DataFrame, records: pd.DataFrame, by: str, certain: Mask | bool) -> pd.DataFrame:
    sure = records.assign(certain=certain)
    names = ["row", "package", by, "counts", "certain"]
    met = asked[["pair", "package", by]].merge(sure[names], on=["package", by], validate="many_to_many")
    known = met["certain"].to_numpy(bool)
    return met[["pair", "row"]].assign(holds=every(met["counts"], flags(known, ~known)).array)


def _perhaps_theirs(pairs: pd.DataFrame, records: pd.DataFrame, ticket_people: pd.DataFrame) -> Mask:
    """Tell for which pairs a record exists that may be the person's, or for the package, but does not say.

    Who is not in the directory can only stand behind a record without an address.
    """
    anybody, nowhere = records["anybody"].to_numpy(bool), (records["package"] == MISSING).to_numpy()
    nameless = possible(records["outsider"]) & records["mail"].isna().to_numpy()
    package = codes_of(pairs, "package")
    person = codes_of(ticket_people, "person")[codes_of(pairs, "subject")]
    mail = ticket_people["mail"].take(codes_of(pairs, "subject"))
    of_person = np.isin(person, codes_of(records[nowhere], "person")) & (person >= 0)
    of_mail = mail.isin(records.loc[nowhere, "mail"].str.lower().dropna()).to_numpy(bool)
    inside, outside = (
        np.isin(package, codes_of(records[mask], "package")) | bool((nowhere & mask).any())
        for mask in (anybody, nameless)
    )
    return np.where(person >= 0, inside, outside) | of_person | of_mail


@relation
def ticket_pairs(ticket_facts: pd.DataFrame) -> pd.DataFrame:
    """Tickets as pairs: subject (int32: row of the ticket), package (int32 code), package_id (string)."""
    return pd.DataFrame(
        {
            "subject": np.arange(len(ticket_facts), dtype=np.int32),
            "package": codes_of(ticket_facts, "package"),
            "package_id": ticket_facts["package_text"],
        }
    )


@relation
def already_assigned(
    ticket_pairs: pd.DataFrame,
    ticket_people: pd.DataFrame,
    coverage: Coverage,
    active_possessions: pd.DataFrame | None = None,
) -> Flags:
    """Whether the person holds an active assignment of the package, one answer per ticket."""
    return has_record(ticket_pairs, ticket_people, active_possessions, coverage.complete("assignments"))


@relation
def request_open(
    ticket_pairs: pd.DataFrame,
    ticket_people: pd.DataFrame,
    coverage: Coverage,
    requests_under_way: pd.DataFrame | None = None,
) -> Flags:
    """Whether a request that gives the person the package is open, one answer per ticket."""
    return has_record(
        ticket_pairs, ticket_people, requests_under_way, coverage.complete("assignment_requests")
    )
