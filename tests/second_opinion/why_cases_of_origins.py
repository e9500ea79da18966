"""Where guests and people from outside come from, and which policies are for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import only, why, without

if TYPE_CHECKING:
    from tests.second_opinion.records import Record

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_ALL = only(make.policy(scope="allDirectoryUsers"))
_EXTERNAL = only(make.policy(scope="allExternalUsers"))
_CONFIGURED = only(make.policy(scope="allConfiguredConnectedOrganizationUsers"))


def _organizations(*named: str) -> list[Record]:
    targets = tuple(make.people_of(each) for each in named)
    return only(make.policy(scope="specificConnectedOrganizationUsers", targets=targets))


def _elsewhere(named: str) -> list[Record]:
    """Make a policy of some other package that names an organization."""
    return [
        {**policy, "id": "elsewhere", "accessPackage": {"id": "other"}} for policy in _organizations(named)
    ]


def _gus(issuer: str, domain: str = "fabrikam.example", **changes: Any) -> list[Record]:
    return [make.guest("gus", domain, issuer, **changes)]


_HOME_CASES = [
    why("a guest of a named organization", YES, user="gus", assignment_policies=_organizations("partner")),
    why(
        "a guest of a named organization that is only proposed",
        YES,
        user="gus",
        connected_organizations=[make.connected("partner", "proposed", domain="fabrikam.example")],
        assignment_policies=_organizations("partner"),
    ),
    why(
        "a guest of another organization",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=[
            make.connected("partner", domain="fabrikam.example"),
            make.connected("rival", domain="tailwind.example"),
        ],
        assignment_policies=_organizations("rival"),
    ),
    why("a guest of a configured organization", YES, user="gus", assignment_policies=_CONFIGURED),
    why(
        "a guest of a proposed organization",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=[make.connected("partner", "proposed", domain="fabrikam.example")],
        assignment_policies=_CONFIGURED,
    ),
    why(
        "a guest of an organization in a state not exported",
        OPEN,
        user="gus",
        undetermined="directory-not-in-policy",
        connected_organizations=without([make.connected("partner", domain="fabrikam.example")], "state"),
        assignment_policies=_CONFIGURED,
    ),
    why(
        "a guest who may belong to a tenant",
        OPEN,
        user="gus",
        undetermined="directory-not-in-policy",
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_organizations("partner"),
    ),
    why(
        "a tenant that is not named does not matter",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=[
            make.connected("partner", tenant="tenant-of-partner"),
            make.connected("rival", domain="tailwind.example"),
        ],
        assignment_policies=_organizations("rival"),
    ),
    why(
        "a personal account belongs to no tenant",
        NO,
        "not-an-organizational-account",
        user="gus",
        users=_gus("google.com"),
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_organizations("partner"),
    ),
    why(
        "a personal account belongs to an organization by its domain",
        YES,
        user="gus",
        users=_gus("google.com"),
        assignment_policies=_organizations("partner"),
    ),
    why(
        "an assignment says where the guest comes from",
        YES,
        user="gus",
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_organizations("partner"),
        assignments=[make.assignment("old", make.person("gus", "partner"), "other", "expired")],
    ),
    why(
        "and that outranks the mail address",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=[
            make.connected("partner", domain="fabrikam.example"),
            make.connected("rival", tenant="tenant-of-rival"),
        ],
        assignment_policies=_organizations("partner"),
        assignment_requests=[make.request("old", make.person("gus", "rival"), "other", "denied")],
    ),
    why(
        "organizations were not exported",
        OPEN,
        user="gus",
        undetermined="directory-not-in-policy",
        connected_organizations=None,
        assignment_policies=_organizations("partner"),
    ),
    why(
        "a named organization that the export lacks",
        OPEN,
        user="gus",
        undetermined="directory-not-in-policy",
        connected_organizations=[],
        assignment_policies=_organizations("gone"),
    ),
    why(
        "an organization that the export lacks is no reason to doubt one that it describes",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=[make.connected("rival", domain="tailwind.example")],
        assignment_policies=[
            *_organizations("rival"),
            *_elsewhere("gone"),
        ],
    ),
    why(
        "but it may be one of the configured",
        OPEN,
        user="gus",
        undetermined="directory-not-in-policy",
        connected_organizations=[make.connected("rival", domain="tailwind.example")],
        assignment_policies=[
            *_CONFIGURED,
            *_elsewhere("gone"),
        ],
    ),
    why(
        "an organization that does not tell its people is no reason to doubt another",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=[
            make.connected("rival", domain="tailwind.example"),
            {**make.connected("vague"), "identitySources": None},
        ],
        assignment_policies=_organizations("rival"),
    ),
    why(
        "but it may be the home of anybody whom no other has recognised",
        OPEN,
        user="gus",
        undetermined="directory-not-in-policy",
        connected_organizations=[
            make.connected("rival", domain="tailwind.example"),
            {**make.connected("vague"), "identitySources": None},
        ],
        assignment_policies=_organizations("vague"),
    ),
    why(
        "without mail, the name tells the domain",
        YES,
        user="gus",
        users=_gus("ExternalAzureAD", mail=None),
        assignment_policies=_organizations("partner"),
    ),
]

_OUTSIDER_CASES = [
    why("an outsider and all members", NO, "directory-not-in-policy", user="kim@fabrikam.example"),
    why(
        "an outsider is not in the directory",
        NO,
        "directory-not-in-policy",
        user="kim@fabrikam.example",
        assignment_policies=_ALL,
    ),
    why(
        "an outsider is nobody's single user",
        NO,
        "directory-not-in-policy",
        user="kim@fabrikam.example",
        assignment_policies=only(
            make.policy(scope="specificDirectoryUsers", targets=(make.group_of("gone"),))
        ),
    ),
    why(
        "an outsider and all external users",
        YES,
        user="Kim@Fabrikam.example",
        assignment_policies=_EXTERNAL,
        cells={"user_id": "", "visible": "true", "policies": "policy"},
    ),
    why(
        "an outsider of a tenant that covers who knows which domains",
        OPEN,
        user="kim@fabrikam.example",
        undetermined="directory-not-in-policy",
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_organizations("partner"),
    ),
    why(
        "an old request says where the outsider comes from",
        YES,
        user="kim@fabrikam.example",
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_organizations("partner"),
        assignment_requests=[
            make.request("old", make.person(None, "partner", "Kim@Fabrikam.example"), "other", "denied")
        ],
    ),
    why(
        "an old assignment says that it is another organization than the mail address suggests",
        NO,
        "directory-not-in-policy",
        user="kim@fabrikam.example",
        connected_organizations=[
            make.connected("partner", domain="fabrikam.example"),
            make.connected("rival", tenant="tenant-of-rival"),
        ],
        assignment_policies=_organizations("partner"),
        assignments=[
            make.assignment("old", make.person(None, "rival", "kim@fabrikam.example"), "other", "expired")
        ],
    ),
    why(
        "what a request says of somebody else of the same domain is not about the outsider",
        OPEN,
        user="kim@fabrikam.example",
        undetermined="directory-not-in-policy",
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_organizations("partner"),
        assignment_requests=[
            make.request("old", make.person(None, "partner", "lou@fabrikam.example"), "other", "denied")
        ],
    ),
    why(
        "an outsider of an unknown domain and all external users",
        YES,
        user="kim@nowhere.example",
        assignment_policies=_EXTERNAL,
    ),
    why(
        "an outsider of a named organization",
        YES,
        user="kim@fabrikam.example",
        assignment_policies=_organizations("partner"),
    ),
    why(
        "an outsider of no organization",
        NO,
        "directory-not-in-policy",
        user="kim@nowhere.example",
        assignment_policies=_organizations("partner"),
    ),
    why(
        "an outsider of a configured organization",
        YES,
        user="kim@fabrikam.example",
        assignment_policies=_CONFIGURED,
    ),
    why(
        "an outsider of a proposed organization",
        NO,
        "directory-not-in-policy",
        user="kim@fabrikam.example",
        connected_organizations=[make.connected("partner", "proposed", domain="fabrikam.example")],
        assignment_policies=_CONFIGURED,
    ),
    why(
        "an outsider who may belong to a tenant",
        OPEN,
        user="kim@nowhere.example",
        undetermined="directory-not-in-policy",
        connected_organizations=[make.connected("partner", tenant="tenant-of-partner")],
        assignment_policies=_CONFIGURED,
    ),
    why(
        "a proposed tenant is not meant",
        NO,
        "directory-not-in-policy",
        user="kim@nowhere.example",
        connected_organizations=[make.connected("partner", "proposed", tenant="tenant-of-partner")],
        assignment_policies=_CONFIGURED,
    ),
    why(
        "an outsider of tier 1 and 4",
        YES,
        user="kim@fabrikam.example",
        assignment_policies=[*_organizations("partner"), make.policy("p4", "allExternalUsers")],
        cells={"policies": "policy"},
    ),
    why(
        "tier 4 has two kinds",
        YES,
        user="kim@fabrikam.example",
        assignment_policies=[*_CONFIGURED, make.policy("p4", "allExternalUsers")],
        cells={"policies": "p4;policy"},
    ),
    why(
        "somebody who could be a guest, whose organization is named",
        OPEN,
        user="gus",
        undetermined="not-in-policy-scope",
        users=without([make.guest("gus")], "userType"),
        assignment_policies=_organizations("partner"),
    ),
]

ORIGIN_CASES = [*_HOME_CASES, *_OUTSIDER_CASES]
