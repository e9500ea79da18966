"""What layouts cannot carry, and what becomes of the checks that need it; every other answer stays."""

from __future__ import annotations

from typing import NamedTuple

from analyzer.checking.contract import Verdict


class Less(NamedTuple):
    """The answer of one check when a layout cannot carry what it needs."""

    verdict: Verdict
    named: str
    """What the check's reason must name."""
    why: str


ABSENT, OPEN, FOUND = Verdict.NOT_EVALUATED, Verdict.UNDETERMINED, Verdict.FOUND

_REQUESTS = Less(ABSENT, "assignment_requests", "EntraExporter does not ask for requests")
_AUTOMATIC = "assignment_policies.automaticRequestSettings"
_EXPORTER = {
    "directory-not-in-policy": _REQUESTS,
    "requestor-is-only-approver": _REQUESTS,
    "sign-in-blocked": _REQUESTS,
    "not-an-organizational-account": Less(OPEN, "catalogs", "an unexported catalog may be switched off"),
}
_EXPORTER_3 = _EXPORTER | {
    slug: Less(ABSENT, "resource_role_scopes", "version 3 asks for the roles of packages in vain")
    for slug in ("resource-members-without-assignment", "sharepoint-user-not-provisioned")
}
_EXPORTER_2 = _EXPORTER | {
    "resource-members-without-assignment": Less(
        OPEN, "assignments.target.objectId", "an assignment names its subject, which is not the user"
    ),
    "sharepoint-user-not-provisioned": Less(
        OPEN, "assignments is incomplete", "a package without folder may have assignments all the same"
    ),
}
_CONTOSO = {
    "my-access-link-wrong": Less(ABSENT, "tickets", "tickets are the help desk's, not Entra's"),
    "my-access-link-required": Less(
        FOUND, "catalogs", "hidden packages are found; open ones need their catalog"
    ),
}
_ADATUM = {
    "my-access-link-required": Less(OPEN, _AUTOMATIC, "beta does not tell who gets a package without asking"),
}
_PORTAL = {
    "requestor-is-only-approver": Less(
        FOUND, "users.manager.id", "neither EntraExporter nor the portal lists managers"
    ),
    "sharepoint-user-not-provisioned": Less(
        FOUND, "", "without sign-in activity the invitation alone decides, as documented"
    ),
}

_HOLDERS = "resource-members-without-assignment"
_EMPTY_FOLDERS = "a group without members or owners has no folder, as one that could not be read"

LESS: dict[tuple[str, str], dict[str, Less]] = {
    ("contoso", "exporter_v3"): _EXPORTER_3 | _CONTOSO,
    ("contoso", "exporter_v2"): _EXPORTER_2 | _CONTOSO,
    ("contoso", "exporter_with_pages"): _PORTAL | {_HOLDERS: Less(FOUND, "", _EMPTY_FOLDERS)},
    ("contoso", "portal"): _PORTAL,
    ("adatum", "exporter_v3"): _EXPORTER_3 | _ADATUM,
    ("adatum", "exporter_v2"): _EXPORTER_2 | _ADATUM,
    ("adatum", "exporter_with_pages"): {_HOLDERS: Less(OPEN, "group_owners", _EMPTY_FOLDERS)},
}
"""By tenant and layout."""
