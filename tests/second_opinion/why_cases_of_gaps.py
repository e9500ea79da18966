"""What an export leaves out, spells strangely or tells in another place."""

from __future__ import annotations

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import only, users, why, without

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_KIM = "kim@fabrikam.example"
_EXTERNAL = only(make.policy(scope="allExternalUsers"))


_NAME_CASES = [
    *(
        why(
            f"nobody has the name {user}, and no {name} was exported",
            OPEN,
            user=user,
            undetermined="user-not-found",
            users=without(users(), name),
            assignment_policies=_EXTERNAL,
        )
        for name in ("mail", "userPrincipalName")
        for user in (_KIM, "nobody@contoso.example")
    ),
    why("by the principal name alone", YES, user="ada@contoso.example", users=without(users(), "mail")),
]

_LICENSE_CASES = [
    why(
        "a status of the license that nobody knows",
        OPEN,
        undetermined="license-missing",
        subscribed_skus=[make.sku("Paused")],
    ),
    why(
        "a plan that is being switched on",
        OPEN,
        undetermined="license-missing",
        subscribed_skus=[make.sku(provisioning="PendingActivation")],
    ),
    why("a plan in error", NO, "license-missing", subscribed_skus=[make.sku(provisioning="Error")]),
    why("a license locked out", NO, "license-missing", subscribed_skus=[make.sku("LockedOut")]),
    why(
        "the plans of a license were not exported",
        OPEN,
        undetermined="license-missing",
        subscribed_skus=without([make.sku()], "servicePlans"),
    ),
]

_SUBJECT_CASES = [
    why(
        "an application holds what shuts out",
        YES,
        incompatible_access_packages=[
            {"accessPackageId": "package", "incompatibleAccessPackageId": "other"},
        ],
        assignments=[
            make.assignment(
                "given", {**make.person(None, mail="robot"), "subjectType": "servicePrincipal"}, "other"
            )
        ],
    ),
    why(
        "a subject known by principal name alone",
        "already-assigned",
        assignments=[
            make.assignment("given", {**make.person(None), "principalName": "ADA@contoso.example", "id": "s"})
        ],
    ),
    why(
        "an outsider known by principal name alone",
        "already-assigned",
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=[make.assignment("given", {**make.person(None), "principalName": _KIM, "id": "s"})],
    ),
    why(
        "an outsider's mail on a subject of the directory",
        YES,
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=[make.assignment("given", make.person("gone", mail=_KIM))],
    ),
    why(
        "the package of a request stands in its assignment",
        "request-open",
        assignment_requests=[
            {
                **make.request("asked", make.person("ada")),
                "accessPackage": None,
                "assignment": {"id": "given", "accessPackage": {"id": "package"}},
            }
        ],
    ),
    why(
        "the package of a request was not exported",
        OPEN,
        undetermined="request-open",
        assignment_requests=without([make.request("asked", make.person("ada"))], "accessPackage"),
    ),
    why(
        "an outsider's assignment of a package that was not exported",
        OPEN,
        undetermined="already-assigned",
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=without([make.assignment("given", make.person(None, mail=_KIM))], "accessPackage"),
    ),
    why(
        "a package that the export does not hold is another one",
        YES,
        assignments=[make.assignment("given", make.person("ada"), "gone")],
        assignment_requests=[make.request("asked", make.person("ada"), "gone")],
    ),
    why(
        "nobody knows who asked on behalf of bo",
        YES,
        assignment_requests=[
            {
                **make.request("asked", {"id": None, "objectId": None}, kind="onBehalfAdd"),
                "assignment": {"id": "given", "target": make.person("bo")},
            }
        ],
    ),
    why(
        "a kind of request that was not exported may be on behalf of anybody",
        OPEN,
        undetermined="request-open",
        assignment_requests=without([make.request("asked", make.person("bo"))], "requestType"),
    ),
    why(
        "who asked was not exported",
        OPEN,
        undetermined="request-open",
        assignment_requests=without([make.request("asked", make.person("ada"))], "requestor"),
    ),
]

_LINK = make.link("package")
_OWN_DOMAIN = [{"id": make.HOME, "isVerified": True, "isDefault": True, "isInitial": False}]
_LINK_CASES = [
    why("a blank link is none", YES, link="  ", cells={"link": _LINK, "link_verdict": ""}),
    why("blanks around a link", YES, link=f" {_LINK} ", cells={"link_verdict": "right"}),
    why(
        "the default domain from the other dataset",
        YES,
        link=_LINK,
        organization=None,
        domains=_OWN_DOMAIN,
        cells={"link": _LINK, "link_verdict": "right"},
    ),
    why(
        "the tenant's id from a license",
        YES,
        link=make.link("package", make.TENANT_ID),
        organization=None,
        domains=_OWN_DOMAIN,
        cells={"link": _LINK, "link_verdict": "right"},
    ),
    why(
        "perhaps the tenant's id, which was not exported",
        OPEN,
        undetermined="license-missing",
        link=make.link("package", make.TENANT_ID),
        organization=None,
        subscribed_skus=None,
        domains=_OWN_DOMAIN,
        cells={"link": _LINK, "link_verdict": "unknown"},
    ),
    why(
        "surely no id",
        OPEN,
        undetermined="license-missing",
        link=make.link("package", "other.example"),
        organization=None,
        subscribed_skus=None,
        domains=_OWN_DOMAIN,
        cells={"link_verdict": "wrong"},
    ),
    why(
        "no name of the tenant at all",
        OPEN,
        undetermined="license-missing",
        link=_LINK,
        organization=None,
        subscribed_skus=None,
        cells={"link": "", "link_verdict": "unknown"},
    ),
    why(
        "no name of the tenant, but another site",
        YES,
        link=_LINK.replace("myaccess", "yourexcess"),
        organization=None,
        cells={"link": make.link("package", make.TENANT_ID), "link_verdict": "wrong"},
    ),
]

_PEOPLE_CASES = [
    why(
        "two deleted people with that mail",
        OPEN,
        undetermined="user-not-found",
        user="twin@contoso.example",
        deleted_users=[{**make.deleted(f"twin-{n}"), "mail": "twin@contoso.example"} for n in range(2)],
    ),
    why(
        "a living person comes before a deleted one",
        YES,
        user="dee@contoso.example",
        users=users(make.member("new", userPrincipalName="dee@contoso.example")),
        cells={"user_id": "new"},
    ),
]

GAP_CASES = [
    *_NAME_CASES,
    *_LICENSE_CASES,
    *_SUBJECT_CASES,
    *_LINK_CASES,
    *_PEOPLE_CASES,
]
