"""What would decide a gate that the export leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.runner import lacking
from analyzer.reasoning import ticket_gates as gates
from analyzer.reasoning import ticket_policies as rules
from analyzer.tables.relations import RELATIONS

if TYPE_CHECKING:
    from analyzer.tables.relations import Relations

_SCOPE = ("policy_targets", "targets_known", "membership_edges", "organizations")
_MADE_FROM = {
    gates.LICENSE: ("licensed",),
    gates.NOT_FOUND: ("people",),
    gates.NO_PACKAGE: ("package_keys",),
    gates.SIGN_IN: ("able_people",),
    gates.CATALOG_OFF: ("packages",),
    gates.CATALOG_INTERNAL: ("packages",),
    gates.NO_POLICY: ("policies",),
    gates.PACKAGE_HELD: ("shutting_packages_known", "assignment_facts"),
    gates.GROUP_MEMBER: ("shutting_groups_known", "membership_edges"),
    gates.ASSIGNED: ("assignment_facts",),
    gates.REQUEST_OPEN: ("request_facts",),
    rules.AUTOMATIC: ("policies",),
    rules.DIRECT_ONLY: ("policies",),
    rules.SELF_REQUEST_OFF: ("policies",),
    rules.ENDED: ("policies",),
    rules.NOT_IN_SCOPE: _SCOPE,
    rules.PERSONAL_IDENTITY: _SCOPE,
    rules.DIRECTORY: _SCOPE,
}
NESTED_COUNT = "whether Microsoft counts members of nested groups, which is not documented"
_NOT_IN_ANY_EXPORT = {
    gates.NOT_FOUND: "an id, a user principal name or a mail address by which the directory knows the person",
    gates.NO_PACKAGE: "the id of the access package",
    gates.CATALOG_INTERNAL: "a test by a guest, or the catalog's switch for external users turned on",
    gates.GROUP_MEMBER: NESTED_COUNT,
    rules.NOT_IN_SCOPE: "the members of the groups that the policy names, and whom its rule selects",
    rules.DIRECTORY: "the tenant that the person comes from, or the kind of account: an organization known "
    "by its tenant covers all verified domains of it, one known by Facebook whoever has such an account",
    rules.PERSONAL_IDENTITY: "all connected organizations, with the sources that tell their people",
}


def needs_of(rule: str, relations: Relations) -> str:
    """Say what would decide the rule: what the export lacks, else what no export shows."""
    lacks = [_need(part) for name in _MADE_FROM[rule] for part in lacking(RELATIONS[name], relations)]
    if rule == gates.NOT_FOUND and not relations["tenant"].domains_known:
        lacks.append("an export with domains")
    return "; ".join(dict.fromkeys(lacks)) or _NOT_IN_ANY_EXPORT.get(rule, "records to which others refer")


def _need(lack: str) -> str:
    """Turn what `lacking` says around, into what would be needed."""
    for beginning in ("the export has no ", "not exported: "):
        if lack.startswith(beginning):
            return f"an export with {lack.removeprefix(beginning)}"
    return f"all records, as {lack}"
