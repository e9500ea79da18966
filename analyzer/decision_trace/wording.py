"""What each gate says, in one sentence a helpdesk can read aloud, and the document it goes by.

Placeholders: {user}, {package}, {catalog}, {policy}; {other}: a package or group concerned, or what exists
already; {presence} and {account}: whole sentences about the person; {near}: whom a misspelt name may mean;
{scope} and {way_in}: whom a policy is for, and what would bring the person into it.
"""

from __future__ import annotations

from typing import NamedTuple

from analyzer.reasoning.ticket_gates import (
    ASSIGNED,
    CATALOG_INTERNAL,
    CATALOG_OFF,
    GROUP_MEMBER,
    LICENSE,
    NO_PACKAGE,
    NO_POLICY,
    NOT_FOUND,
    PACKAGE_HELD,
    REQUEST_OPEN,
    SIGN_IN,
)
from analyzer.reasoning.ticket_policies import (
    AUTOMATIC,
    DIRECT_ONLY,
    DIRECTORY,
    ENDED,
    NOT_IN_SCOPE,
    PERSONAL_IDENTITY,
    SELF_REQUEST_OFF,
)

_DOCS = "https://learn.microsoft.com/entra/id-governance/"
_TROUBLESHOOT = f"{_DOCS}entitlement-management-troubleshoot"


class Words(NamedTuple):
    """The sentences of one gate: it stands in the way, it does not, it cannot be told; and what to do."""

    stands: str
    passes: str
    unknown: str
    remedy: str
    source: str


WORDS = {
    LICENSE: Words(
        "The tenant has no active license for entitlement management, so requests are not processed.",
        "The tenant has a license that enables entitlement management.",
        "Whether the tenant has a license that enables entitlement management is not known.",
        "Buy or renew Microsoft Entra ID P2 or ID Governance; it can take eight hours to be noticed.",
        f"{_DOCS}licensing-fundamentals",
    ),
    NOT_FOUND: Words(
        "'{user}' is an address of this tenant, and nobody in the directory has it.",
        "{presence}",
        "Nobody in the export answers to '{user}', which does not prove that there is nobody.",
        "Check the spelling; if it is right, the account has to be created.{near}",
        f"{_DOCS}entitlement-management-request-access",
    ),
    NO_PACKAGE: Words(
        "There is no access package '{package}'.",
        "The access package exists.",
        "No access package, or more than one, is called '{package}'.",
        "Give the id of the access package.",
        f"{_DOCS}entitlement-management-access-package-create",
    ),
    SIGN_IN: Words(
        "The account of {user} is blocked from sign-in{cause}.",
        "{account}",
        "Whether the account of {user} is enabled is not known.",
        "Enable the account, or restore it if it was deleted less than 30 days ago.",
        _TROUBLESHOOT,
    ),
    CATALOG_OFF: Words(
        "The catalog '{catalog}' is not enabled, so nobody can request what is in it.",
        "The catalog '{catalog}' is enabled.",
        "Whether the catalog '{catalog}' is enabled is not known.",
        "Enable the catalog.",
        f"{_DOCS}entitlement-management-catalog-create",
    ),
    CATALOG_INTERNAL: Words(
        "The catalog '{catalog}' is not enabled for external users, and {user} is not in the directory.",
        "The catalog's switch for external users does not keep {user} out.",
        "The catalog '{catalog}' is, or may be, not enabled for external users. The documents say two things "
        "of a guest who is already in the directory: that external users cannot request, and that whoever is "
        "in the directory counts as internal.",
        "Enable the catalog for external users.",
        f"{_DOCS}entitlement-management-catalog-create",
    ),
    NO_POLICY: Words(
        "The access package has no policy, so nobody can be assigned to it.",
        "The access package has a policy.",
        "Whether the access package has a policy is not known.",
        "Add a policy that lets {user} request.",
        f"{_DOCS}entitlement-management-access-package-request-policy",
    ),
    PACKAGE_HELD: Words(
        "{user} holds {other}, which is incompatible with this access package.",
        "{user} holds no incompatible access package.",
        "Whether {user} holds an incompatible access package is not known.",
        "End the other assignment first; an administrator cannot override this either.",
        f"{_DOCS}entitlement-management-access-package-incompatible",
    ),
    GROUP_MEMBER: Words(
        "{user} is a member of {other}, which is incompatible with this access package.",
        "{user} is in no incompatible group.",
        "Whether {user} counts as a member of an incompatible group ({other}) is not known. Whether members "
        "of nested groups count is not documented: if they do, they are shut out; if only direct members "
        "do, they are not.",
        "Leave the group first, or take it off the list of incompatible groups.",
        f"{_DOCS}entitlement-management-access-package-incompatible",
    ),
    AUTOMATIC: Words(
        "The policy '{policy}' assigns by a rule; nobody can request under it.",
        "",
        "Whether the policy '{policy}' assigns by a rule is not known.",
        "Add a policy for requests, or change the attributes that the rule asks for.",
        f"{_DOCS}entitlement-management-access-package-auto-assignment-policy",
    ),
    DIRECT_ONLY: Words(
        "The policy '{policy}' is for direct assignment by administrators only.",
        "",
        "Whom the policy '{policy}' is for is not known.",
        "Ask an administrator for a direct assignment, or add a policy for requests.",
        f"{_DOCS}entitlement-management-access-package-request-policy",
    ),
    SELF_REQUEST_OFF: Words(
        "The policy '{policy}' does not let people request for themselves.",
        "",
        "Whether the policy '{policy}' lets people request for themselves is not known.",
        "Turn on self requests in the policy{on_behalf}.",
        f"{_DOCS}entitlement-management-access-package-request-policy",
    ),
    ENDED: Words(
        "The end date of the policy '{policy}' has passed.",
        "",
        "Whether the end date of the policy '{policy}' has passed is not known.",
        "Set a later end date in the policy.",
        f"{_DOCS}entitlement-management-access-package-lifecycle-policy",
    ),
    NOT_IN_SCOPE: Words(
        "The policy '{policy}' is for {scope}; {user} is not among them.",
        "",
        "Whether {user} is in the scope of the policy '{policy}' is not known.",
        "{way_in}",
        f"{_DOCS}entitlement-management-access-package-request-policy",
    ),
    PERSONAL_IDENTITY: Words(
        "The policy '{policy}' is for {scope}; {user} signs in with a personal account, not an "
        "organizational one, and is not among them.",
        "",
        "Whether {user} is in the scope of the policy '{policy}' is not known.",
        "Sign in with an organizational account. Or: {way_in}",
        _TROUBLESHOOT,
    ),
    DIRECTORY: Words(
        "The policy '{policy}' is for {scope}; {user} comes from another directory and is not among them.",
        "",
        "Whether the directory that {user} comes from is in the scope of the policy '{policy}' is not known.",
        "{way_in}",
        _TROUBLESHOOT,
    ),
    ASSIGNED: Words(
        "{user} has this access package already{other}.",
        "{user} does not have this access package yet.",
        "Whether {user} has this access package already is not known.",
        "Nothing to request: extend or remove the assignment in My Access.",
        f"{_DOCS}entitlement-management-process",
    ),
    REQUEST_OPEN: Words(
        "A request of {user} for this access package is under way{other}.",
        "No request of {user} for this access package is under way.",
        "Whether a request of {user} for this access package is under way is not known.",
        "Wait for it, or cancel it in My Access > Request history.",
        f"{_DOCS}entitlement-management-process",
    ),
}

NESTED_IN_SCOPE = (
    "{user} is in {nested}, but only through another group. Whether members of nested groups count is not "
    "documented: if they do, the policy '{policy}' is for {user}; if only direct members do, it is not."
)

NEVER_KNOWN = (
    "which link or browser was used, and what error was shown",
    "whether Conditional Access or Identity Protection stops the sign-in",
    "whom an approver has delegated to, and at which stage a request waits",
    "whether the home tenant of an external person blocks the account",
    "what a Logic App decides, and whether SharePoint has provisioned the person",
)
"""What no export shows (domain.md section 7)."""
