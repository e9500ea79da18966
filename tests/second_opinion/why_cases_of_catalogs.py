"""The catalog and the package as a gate, and what can be seen of the package."""

from __future__ import annotations

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import only, users, why, without

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_ALL_EXTERNAL = only(make.policy(scope="allExternalUsers"))
_EVERYBODY = only(make.policy(scope="allDirectoryUsers"))

CATALOG_CASES = [
    # catalog-disabled
    why(
        "an unpublished catalog",
        NO,
        "catalog-disabled",
        catalogs=[make.catalog(state="unpublished")],
        cells={"visible": "false", "policies": "policy"},
    ),
    why(
        "another catalog is unpublished",
        YES,
        catalogs=[make.catalog(), make.catalog("closed", state="unpublished")],
    ),
    why(
        "the catalog was not exported",
        OPEN,
        undetermined="catalog-disabled",
        catalogs=[],
        cells={"visible": ""},
    ),
    why(
        "catalogs were not exported, but the package carries its own",
        YES,
        catalogs=None,
        access_packages=[
            {
                **make.package(),
                "catalog": {"id": "catalog", "state": "published", "isExternallyVisible": True},
            }
        ],
    ),
    why(
        "a catalog's state was not exported",
        OPEN,
        undetermined="catalog-disabled",
        catalogs=without([make.catalog()], "state"),
    ),
    why(
        "a package whose catalog was not exported",
        OPEN,
        undetermined="catalog-disabled",
        access_packages=without([make.package()], "catalog"),
    ),
    # catalog-not-enabled-for-external
    why(
        "an outsider and a catalog that is not for external users",
        NO,
        "catalog-not-enabled-for-external",
        user="kim@fabrikam.example",
        catalogs=[make.catalog(external=False)],
        assignment_policies=_ALL_EXTERNAL,
        cells={"visible": "false", "policies": "policy", "user_id": ""},
    ),
    why(
        "an outsider and a catalog that may be for external users",
        OPEN,
        undetermined="catalog-not-enabled-for-external",
        user="kim@fabrikam.example",
        catalogs=without([make.catalog()], "isExternallyVisible"),
        assignment_policies=_ALL_EXTERNAL,
        cells={"visible": ""},
    ),
    why(
        "whether a guest needs a catalog for external users is not documented",
        OPEN,
        undetermined="catalog-not-enabled-for-external",
        user="gus",
        catalogs=[make.catalog(external=False)],
        assignment_policies=_EVERYBODY,
        cells={"policies": "policy"},
    ),
    why(
        "a guest and a catalog that is",
        YES,
        user="gus",
        assignment_policies=_EVERYBODY,
        cells={"visible": "true"},
    ),
    why("members do not need it", YES, catalogs=[make.catalog(external=False)], cells={"visible": "true"}),
    why(
        "who may be a guest may need it",
        OPEN,
        undetermined="catalog-not-enabled-for-external",
        users=without(users(), "userType"),
        catalogs=[make.catalog(external=False)],
        assignment_policies=_EVERYBODY,
    ),
    # package-without-policy
    why(
        "a package without a policy",
        NO,
        "package-without-policy",
        assignment_policies=only(),
        cells={"visible": "false", "policies": ""},
    ),
    why(
        "a package with nothing but an automatic policy has one",
        NO,
        "automatic-assignment-only",
        assignment_policies=only(
            make.policy(automaticRequestSettings={"requestAccessForAllowedTargets": True}),
        ),
    ),
    why(
        "policies were not exported",
        OPEN,
        undetermined="package-without-policy",
        assignment_policies=None,
        cells={"visible": ""},
    ),
    why(
        "a policy of nobody knows which package",
        OPEN,
        undetermined="package-without-policy",
        assignment_policies=[*only(), *without([make.policy("stray")], "accessPackage")],
    ),
    # hidden
    why(
        "a hidden package can be asked for, with its link",
        YES,
        access_packages=[make.package(hidden=True)],
        cells={"visible": "false", "policies": "policy"},
    ),
    why(
        "whether it is hidden was not exported",
        YES,
        access_packages=without([make.package()], "isHidden"),
        cells={"visible": ""},
    ),
    why(
        "not hidden by what hides nothing: license, account, separation of duties",
        NO,
        "incompatible-package-held;license-missing;sign-in-blocked",
        subscribed_skus=[],
        users=users(accountEnabled=False),
        incompatible_access_packages=[
            {"accessPackageId": "package", "incompatibleAccessPackageId": "other"},
        ],
        assignments=[make.assignment("given", make.person("ada"), "other")],
        cells={"visible": "true"},
    ),
]
