"""What the hand-written cases of `why` are made of: a sound tenant, one change, one ticket, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make
from tests.second_opinion.cases import sound

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant
    from tests.second_opinion.why_opinion import Answer


@dataclass(frozen=True, slots=True)
class WhyCase:
    """`expected`: the cells that the case is about, as `why --tickets` writes them."""

    name: str
    tenant: Tenant
    ticket: Record
    expected: dict[str, str]

    def __str__(self) -> str:
        return self.name


def base() -> Tenant:
    """Return a tenant in which ada may ask for the package; gus is a guest from the organization `partner`.

    No policy is for gus. `group` holds bo; `inner`, which is in `group`, holds cy.
    """
    people = [make.member("ada"), make.member("bo"), make.member("cy"), make.guest("gus")]
    return {
        **sound(),
        "users": people,
        "deleted_users": [make.deleted("dee")],
        "group_members": [
            make.edge("group", "bo"),
            make.edge("group", "inner", "group"),
            make.edge("inner", "cy"),
        ],
        "access_packages": [make.package(), make.package("other")],
        "assignment_policies": [make.policy(), make.policy("policy-other", package_id="other")],
        "connected_organizations": [make.connected("partner", domain="fabrikam.example")],
        "incompatible_access_packages": [],
        "incompatible_groups": [],
    }


def why(
    name: str,
    verdict: str,
    blockers: str = "",
    *,
    user: str = "ada",
    package: str = "package",
    link: str | None = None,
    undetermined: str = "",
    cells: dict[str, str] | None = None,
    **changes: list[Record] | None,
) -> WhyCase:
    """Make a case; a change is a dataset's records instead of the base's, or None: it was not exported."""
    changed = {**base(), **changes}
    tenant = {dataset: records for dataset, records in changed.items() if records is not None}
    told = {"verdict": verdict, "blockers": blockers, "undetermined": undetermined}
    ticket = {"user": user, "access_package": package, "link": link}
    return WhyCase(name, tenant, ticket, {**told, **(cells or {})})


def only(*policies: Record) -> list[Record]:
    """Return the policies of `package` together with the one of `other`."""
    return [*policies, make.policy("policy-other", package_id="other")]


def without(records: list[Record], *names: str) -> list[Record]:
    """Return the records as an export without these properties has them."""
    return [{key: value for key, value in record.items() if key not in names} for record in records]


def users(*more: Record, **changes: Any) -> list[Record]:
    """Return the base's users, ada changed, and more of them."""
    ada, *others = base()["users"]
    return [{**ada, **changes}, *others, *more]


def cells_of(answer: Answer) -> dict[str, str]:
    """Write an answer as the cells of `why --tickets`."""
    visible = {True: "true", False: "false", None: ""}[answer.visible]
    return {
        "user_id": answer.user_id,
        "access_package_id": answer.access_package_id,
        "verdict": answer.verdict,
        "visible": visible,
        "blockers": ";".join(sorted(answer.blockers)),
        "undetermined": ";".join(sorted(answer.undetermined)),
        "link": answer.link,
        "link_verdict": answer.link_verdict,
        "policies": ";".join(sorted(answer.policies)),
    }
