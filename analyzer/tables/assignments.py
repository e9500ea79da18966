"""Assignments and requests, and the people behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text, lower
from analyzer.tables.guests import domain_of
from analyzer.tables.keys import Keys
from analyzer.tables.relations import relation
from analyzer.tables.three_valued import Flags, flags, is_one_of

ACTIVE_STATES = ("delivering", "partiallyDelivered", "delivered")
OPEN_STATES = ("submitted", "pendingApproval", "scheduled", "delivering")
ADDING_TYPES = ("userAdd", "onBehalfAdd")
_NO_HOMES = pd.DataFrame({"person": np.array([], np.int32), "organization": np.array([], np.int32)})


@relation
def assignment_facts(
    assignments: Dataset,
    person_keys: Keys,
    package_keys: Keys,
    organization_keys: Keys,
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
    ).join(subject_columns(assignments, "target", person_keys, organization_keys))


@relation
def request_facts(
    assignment_requests: Dataset,
    person_keys: Keys,
    package_keys: Keys,
    policy_keys: Keys,
    organization_keys: Keys,
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
            "on_behalf": is_one_of(kind, ["onBehalfAdd"]),
            "target_person": person_keys.codes(requests.optional("assignment.target.objectId")),
        }
    ).join(subject_columns(requests, "requestor", person_keys, organization_keys))


def _policy_of(requests: Dataset, assignments: Dataset | None) -> pa.ChunkedArray:
    """Look up the policy of a request's assignment among the exported assignments."""
    wanted = requests.optional("assignment.id")
    if assignments is None:
        return pa.chunked_array([pa.nulls(len(requests), pa.string())])
    place = pc.index_in(wanted, value_set=assignments.column("id").combine_chunks())
    return assignments.column("assignmentPolicy.id").take(place)


def subject_columns(dataset: Dataset, path: str, people: Keys, organizations: Keys) -> pd.DataFrame:
    """Describe an access package subject: who it is, or what is known of a person not in the directory.

    `subject.id` is not the user's id; `objectId` is, and it is null for people not yet in the tenant
    (graph.md, trap 7). A subject without any value is a shell: not exported.

    Returns:
        columns: person (int32 code), organization (int32 code of the connected organization), outsider
        (boolean: certainly not in the directory), application (bool: no person at all), mail, mail_domain,
        subject_name (string).
    """
    object_id = dataset.column(f"{path}.objectId")
    mail = pc.coalesce(dataset.optional(f"{path}.email"), dataset.optional(f"{path}.principalName"))
    name = pc.coalesce(dataset.optional(f"{path}.displayName"), mail)
    kind = lower(dataset.optional(f"{path}.subjectType"))
    return pd.DataFrame(
        {
            "person": people.codes(object_id),
            "organization": organizations.codes(dataset.optional(f"{path}.connectedOrganization.id")),
            "outsider": _outsider(dataset, path, object_id, name),
            "application": np.asarray(pc.fill_null(pc.equal(kind, "serviceprincipal"), False), dtype=bool),
            "mail": as_text(mail),
            "mail_domain": as_text(domain_of(mail)),
            "subject_name": as_text(name),
        }
    )


def _outsider(dataset: Dataset, path: str, object_id: pa.ChunkedArray, name: pa.ChunkedArray) -> Flags:
    no_object = np.asarray(pc.is_null(object_id).combine_chunks())
    shell = np.asarray(pc.is_null(name).combine_chunks())
    kind = lower(dataset.optional(f"{path}.subjectType"))
    user = np.asarray(pc.fill_null(pc.not_equal(kind, "serviceprincipal"), True).combine_chunks())
    exported = dataset.has(f"{path}.objectId")
    return flags(no_object & ~shell & user & exported, no_object & user & (shell | (not exported)))


@relation
def known_home_organizations(
    person_keys: Keys,
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
                "person": person_keys.codes(dataset.optional(f"{path}.objectId")),
                "organization": organization_keys.codes(dataset.optional(f"{path}.connectedOrganization.id")),
            }
        )
        for dataset, path in paths
        if dataset is not None
    ]
    every = pd.concat(found or [_NO_HOMES], ignore_index=True)
    known = every[(every["person"] >= 0) & (every["organization"] >= 0)]
    return known.drop_duplicates(ignore_index=True)
