"""Assignments and requests, and the people behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import STRING, Dataset, as_text
from analyzer.tables.guests import domain_of
from analyzer.tables.keys import MISSING, UNKNOWN, Keys
from analyzer.tables.relations import relation
from analyzer.tables.subject_bridges import SubjectLinks, applications
from analyzer.tables.three_valued import Flags, flags, is_one_of, yes

ACTIVE_STATES = ("delivering", "partiallyDelivered", "delivered")
OPEN_STATES = ("submitted", "pendingApproval", "scheduled", "delivering")
ADDING_TYPES = ("userAdd", "onBehalfAdd")
GRANTING_TYPES = (*ADDING_TYPES, "adminAdd", "systemAdd")
"""Types of requests at the end of which somebody gets access, whoever made them."""
_NO_HOMES = pd.DataFrame({"person": np.array([], np.int32), "organization": np.array([], np.int32)})


@relation
def assignment_targets(
    assignments: Dataset, subject_links: SubjectLinks, organization_keys: Keys
) -> pd.DataFrame:
    """Whose the assignments are: the columns of `subject_columns`, one row per assignment."""
    return subject_columns(assignments, "target", subject_links, organization_keys)


@relation
def requestors(
    assignment_requests: Dataset, subject_links: SubjectLinks, organization_keys: Keys
) -> pd.DataFrame:
    """Who made the requests: the columns of `subject_columns`, one row per request."""
    return subject_columns(assignment_requests, "requestor", subject_links, organization_keys)


@relation
def assignment_facts(
    assignments: Dataset,
    assignment_targets: pd.DataFrame,
    package_keys: Keys,
    policy_keys: Keys | None = None,
) -> pd.DataFrame:
    """Assignments, one row each.

    Whether access is held follows from `state` alone: lists return expired ones too (graph.md, trap 6).

    Returns:
        columns: id, package_id, state (string); package, policy (int32 codes); active,
        awaiting_delivery (boolean); and the columns of `subject_columns` for the target.
    """
    state = assignments.text("state")
    return pd.DataFrame(
        {
            "id": assignments.text("id"),
            "package_id": assignments.text("accessPackage.id"),
            "package": package_keys.codes(assignments.column("accessPackage.id")),
            "policy": (policy_keys or Keys.of()).codes(assignments.optional("assignmentPolicy.id")),
            "state": state,
            "active": is_one_of(state, ACTIVE_STATES),
            "awaiting_delivery": is_one_of(state, ["delivering", "partiallyDelivered"]),
        }
    ).join(assignment_targets)


@relation
def request_facts(
    assignment_requests: Dataset,
    requestors: pd.DataFrame,
    subject_links: SubjectLinks,
    package_keys: Keys,
    policy_keys: Keys,
    assignments: Dataset | None = None,
) -> pd.DataFrame:
    """Requests, one row each.

    Returns:
        columns: id, package_id, state, request_type (string); package, policy, target_person (int32 codes;
        policy only where an expanded or exported assignment names it); open, pending_approval,
        adds_access, on_behalf (boolean); and the columns of `subject_columns` for the requestor.
    """
    requests = assignment_requests
    state, kind = requests.text("state"), requests.text("requestType")
    package_id = pc.coalesce(
        requests.column("accessPackage.id"), requests.optional("assignment.accessPackage.id")
    )
    policy_id = pc.coalesce(
        requests.optional("assignment.assignmentPolicy.id"), _policy_of(requests, assignments)
    )
    return pd.DataFrame(
        {
            "id": requests.text("id"),
            "package_id": as_text(package_id),
            "package": package_keys.codes(package_id),
            "policy": policy_keys.codes(policy_id),
            "state": state,
            "request_type": kind,
            "open": is_one_of(state, OPEN_STATES),
            "pending_approval": is_one_of(state, ["pendingApproval"]),
            "adds_access": is_one_of(kind, ADDING_TYPES),
            "on_behalf": _on_behalf(kind),
            "target_person": subject_links.of(requests, "assignment.target").person,
        }
    ).join(requestors)


def _on_behalf(kind: pd.Series[str]) -> Flags:
    """Tell which requests are made for somebody else.

    `unknownFutureValue` stands only for members that come after it; `onBehalfAdd` comes before.
    """
    return (kind.str.lower() == "onbehalfadd").astype("boolean")


def _policy_of(requests: Dataset, assignments: Dataset | None) -> pa.ChunkedArray:
    """Look up the policy of a request's assignment among the exported assignments."""
    wanted = requests.optional("assignment.id")
    if assignments is None:
        return pa.chunked_array([pa.nulls(len(requests), pa.string())])
    place = pc.index_in(wanted, value_set=assignments.column("id").combine_chunks())
    return assignments.column("assignmentPolicy.id").take(place)


def subject_columns(dataset: Dataset, path: str, links: SubjectLinks, organizations: Keys) -> pd.DataFrame:
    """Describe an access package subject: who it is, or what is known of a person not in the directory.

    A subject without any value is a shell: not exported. One whose `objectId` was exported and is null is
    not in the directory (graph.md, trap 7), unless another bridge leads to a person there.

    Returns:
        columns: person (int32 code), probable_person (int32 code: who it is if a name that need not be
        unique is right), bridge (category: what told it), organization (int32 code of the connected
        organization), anybody (bool: may be any person of the directory), outsider (boolean: certainly not
        in the directory), application (bool: no person at all), mail, mail_domain, subject_name (string).
    """
    link = links.of(dataset, path)
    mail = pc.coalesce(dataset.optional(f"{path}.email"), dataset.optional(f"{path}.principalName"))
    name = pc.coalesce(dataset.optional(f"{path}.displayName"), mail)
    application = applications(dataset, path)
    nobody = (link.person == MISSING) & ~application
    anybody = nobody & (np.asarray(pc.is_null(name)) | (not dataset.has(f"{path}.objectId")))
    unsure = anybody | (link.probable != MISSING)
    return pd.DataFrame(
        {
            "person": link.person,
            "probable_person": link.probable,
            "bridge": link.bridge,
            "organization": organizations.codes(dataset.optional(f"{path}.connectedOrganization.id")),
            "anybody": anybody,
            "outsider": flags(nobody & ~unsure, nobody & unsure),
            "application": application,
            "mail": as_text(mail),
            "mail_domain": as_text(domain_of(mail)),
            "subject_name": as_text(name),
        }
    )


@relation
def known_home_organizations(
    subject_links: SubjectLinks,
    organization_keys: Keys,
    assignments: Dataset | None = None,
    assignment_requests: Dataset | None = None,
) -> pd.DataFrame:
    """Where the export itself says which connected organization a person belongs to.

    Source: Graph `accessPackageSubject.connectedOrganization`, the most trusted answer (domain.md section 2).

    Returns:
        columns: person, organization (int32 codes), each pair once.
    """
    paths = [
        (assignments, "target"),
        (assignment_requests, "requestor"),
        (assignment_requests, "assignment.target"),
    ]
    found = [
        pd.DataFrame(
            {
                "person": subject_links.of(dataset, path).person,
                "organization": organization_keys.codes(dataset.optional(f"{path}.connectedOrganization.id")),
            }
        )
        for dataset, path in paths
        if dataset is not None
    ]
    every = pd.concat(found or [_NO_HOMES], ignore_index=True)
    known = every[(every["person"] >= 0) & (every["organization"] >= 0)]
    return known.drop_duplicates(ignore_index=True)


@relation
def outsider_homes(
    assignment_targets: pd.DataFrame | None = None, requestors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Where the export itself says from which organization somebody comes who is not in the directory.

    Source: as for `known_home_organizations`; nobody but the mail address tells who it is.

    Returns:
        columns: mail (string, lower case, each once), organization (int32 code; `UNKNOWN` where records
        about one person name several).
    """
    told = [each for each in (assignment_targets, requestors) if each is not None]
    if not told:
        return _NO_HOMES.rename(columns={"person": "mail"}).astype({"mail": STRING})
    every = pd.concat([each[["mail", "organization", "outsider"]] for each in told], ignore_index=True)
    known = every[yes(every["outsider"]) & (every["organization"] >= 0).to_numpy() & every["mail"].notna()]
    pairs = known.assign(mail=known["mail"].str.lower()).drop_duplicates(["mail", "organization"])
    several = pairs["mail"].duplicated(keep=False)
    homes = pairs.assign(organization=pairs["organization"].mask(several, UNKNOWN).astype(np.int32))
    return homes[["mail", "organization"]].drop_duplicates(ignore_index=True)
