"""my-access-link-required: the package is reached by its own link only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="my-access-link-required",
    title="People can reach the package only by its My Access link",
    category=Category.REQUESTS,
    severity=Severity.INFO,
    subject=Subject.ACCESS_PACKAGE,
    message="'{access_package_name}' must be shared by its link: {link}",
    remediation="Send the link to the people who may request the package.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-settings",
    evidence=("link", "hidden"),
    blind_spots="guests among the members of groups that were not exported",
)
def my_access_link_required(
    packages: DataFrame,
    open_to_other_directories: Series[bool],
    opening_policy: Series[int],
    package_links: Series[str],
) -> DataFrame:
    """Fires for a package that is hidden, or open to users of other directories.

    ## Why it matters
    A hidden package is listed nowhere, and somebody from another directory is shown the packages of their
    own directory. Both need the package's own link.

    ## How it is decided
    The package is hidden; or a requestable policy has a scope for external users, is for all directory
    users including guests, or names a guest.

    ## What it cannot see
    Which address a person really used, and whether in a private browser window.
    """
    return packages.assign(
        package=packages.index,
        policy=opening_policy,
        fires=packages["hidden"] | open_to_other_directories,
        link=package_links,
    )
