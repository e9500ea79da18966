"""Who is meant by a ticket, and guests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import only, users, why, without

if TYPE_CHECKING:
    from tests.second_opinion.records import Record

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_TWINS = [
    make.member("twin-a", mail="twin@contoso.example"),
    make.member("twin-b", mail="twin@contoso.example"),
]
_ALL = only(make.policy(scope="allDirectoryUsers"))
_EXTERNAL = only(make.policy(scope="allExternalUsers"))
_OFF = {"enableTargetsToSelfAddAccess": False}


def _gus(issuer: str, domain: str = "fabrikam.example", **changes: Any) -> list[Record]:
    return [make.guest("gus", domain, issuer, **changes)]


_NAME_CASES = [
    why("by id, odd case, blanks around", YES, user="  ADA ", cells={"user_id": "ada"}),
    why("the package by id, odd case, blanks around", YES, package=" Package "),
    why(
        "the package by name, blanks around",
        YES,
        package="  Sales of the North ",
        access_packages=[{**make.package(), "displayName": "Sales of the North"}, make.package("other")],
    ),
    why("by principal name, odd case", YES, user="Ada@Contoso.Example", cells={"user_id": "ada"}),
    why(
        "by mail",
        YES,
        user="a.l@contoso.example",
        users=users(mail="A.L@contoso.example"),
        cells={"user_id": "ada"},
    ),
    why(
        "a principal name comes before somebody's mail",
        YES,
        user="ada@contoso.example",
        users=users(make.member("twin", mail="ada@contoso.example"), mail=None),
        cells={"user_id": "ada"},
    ),
    why(
        "two people with that mail",
        OPEN,
        user="twin@contoso.example",
        undetermined="user-not-found",
        users=users(*_TWINS),
        cells={"user_id": "", "policies": "", "visible": ""},
    ),
    why("one of them by id", YES, user="twin-a", users=users(*_TWINS), cells={"user_id": "twin-a"}),
    why(
        "nobody of an own domain",
        NO,
        "user-not-found",
        user="nobody@contoso.example",
        cells={"user_id": "", "policies": ""},
    ),
    why("nobody of another own domain", NO, "user-not-found", user="nobody@contoso.onmicrosoft.com"),
    why("an id that nobody has", OPEN, user="nobody", undetermined="user-not-found", cells={"user_id": ""}),
    why(
        "nobody, and own domains were not exported",
        OPEN,
        user="nobody@contoso.example",
        undetermined="user-not-found",
        organization=None,
    ),
    why(
        "own domains in the other dataset",
        NO,
        "user-not-found",
        user="nobody@contoso.example",
        organization=None,
        domains=[{"id": "contoso.example", "isVerified": True, "isDefault": True, "isInitial": False}],
    ),
    why(
        "a domain that is not verified is not own",
        NO,
        "directory-not-in-policy",
        user="nobody@pending.example",
        domains=[{"id": "pending.example", "isVerified": False, "isDefault": False, "isInitial": False}],
    ),
    why(
        "gates of the package stand for an unknown id as well",
        NO,
        "catalog-disabled",
        user="nobody",
        undetermined="user-not-found",
        catalogs=[make.catalog(state="unpublished")],
        cells={"visible": "false"},
    ),
    why(
        "and for nobody of an own domain",
        NO,
        "license-missing;user-not-found",
        user="nobody@contoso.example",
        subscribed_skus=[],
    ),
    why("a package by its display name", YES, package="The package", cells={"access_package_id": "package"}),
]

_GUEST_CASES = [
    why("a guest and all members", NO, "directory-not-in-policy", user="gus"),
    why("a guest in the whole directory", YES, user="gus", assignment_policies=_ALL),
    why("a guest and all external users", YES, user="gus", assignment_policies=_EXTERNAL),
    why(
        "a guest who is named",
        YES,
        user="gus",
        assignment_policies=only(make.policy(scope="specificDirectoryUsers", targets=(make.single("gus"),))),
    ),
    why(
        "a guest who is not named",
        NO,
        "directory-not-in-policy",
        user="gus",
        assignment_policies=only(make.policy(scope="specificDirectoryUsers", targets=(make.single("ada"),))),
    ),
    why(
        "a guest and applications",
        NO,
        "directory-not-in-policy",
        user="gus",
        assignment_policies=only(make.policy(scope="allDirectoryServicePrincipals")),
    ),
    why(
        "a personal account that no policy admits",
        NO,
        "not-an-organizational-account",
        user="gus",
        users=_gus("MicrosoftAccount"),
    ),
    why(
        "a one-time passcode is personal", NO, "not-an-organizational-account", user="gus", users=_gus("mail")
    ),
    why(
        "a personal account that a policy admits",
        YES,
        user="gus",
        users=_gus("google.com"),
        assignment_policies=_EXTERNAL,
    ),
    why(
        "a federated account is organizational",
        NO,
        "directory-not-in-policy",
        user="gus",
        users=_gus("https://idp.example"),
    ),
    why(
        "an unknown account counts as the directory's",
        NO,
        "directory-not-in-policy",
        user="gus",
        users=without(_gus("google.com"), "identities"),
    ),
    why(
        "self-request off is told to a guest too",
        NO,
        "directory-not-in-policy;self-request-off",
        user="gus",
        assignment_policies=only(make.policy(requestorSettings=_OFF)),
    ),
]

PEOPLE_CASES = [*_NAME_CASES, *_GUEST_CASES]
