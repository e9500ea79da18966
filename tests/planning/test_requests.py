"""Which requests yield which datasets, and that their answers are saved where our reader looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import datasets
from analyzer.export.recognition import Content, named_content
from analyzer.planning.requests import EACH, carrier, parent_of, requests_for

GUID = "0b55145e-8065-5c0b-b0f7-e7447447cdce"
FROM_GRAPH = [name for name in datasets.DATASETS if datasets.request(name)]


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (["users"], ["users"]),
        (["tickets"], []),
        (["resource_role_scopes"], ["access_packages"]),
        (["connected_organization_sponsors", "connected_organizations"], ["connected_organizations"]),
        (["group_members"], ["groups", "group_members"]),
        (
            ["group_members", "app_role_assignments"],
            ["groups", "service_principals", "app_role_assignments", "group_members"],
        ),
        (["incompatible_groups"], ["access_packages", "incompatible_groups"]),
        (["catalog_resources"], ["catalogs", "catalog_resources"]),
    ],
    ids=[
        "a list",
        "not from Graph",
        "inside its parent",
        "parent and what is inside",
        "per parent",
        "what names groups comes before their members",
        "per package",
        "per catalog",
    ],
)
def test_the_fewest_requests_in_the_order_to_make_them(wanted: list[str], asked: list[str]) -> None:
    assert [request.dataset for request in requests_for(wanted)] == asked


@pytest.mark.parametrize("name", FROM_GRAPH)
def test_every_dataset_can_be_got(name: str) -> None:
    """A request per parent names a parent that has a list, unless the records come inside another's."""
    (*_, request) = requests_for([name])
    assert name in (request.dataset, *request.carries)
    assert (EACH in request.path) == bool(request.per)
    assert not request.per or requests_for([name])[0].dataset == request.per


@given(st.sets(st.sampled_from(datasets.DATASETS)))
def test_whatever_is_wanted_is_brought_once_and_after_its_parents(wanted: set[str]) -> None:
    requests = requests_for(wanted)
    brought = [name for request in requests for name in (request.dataset, *request.carries)]
    assert len(brought) == len(set(brought))
    assert wanted - {"tickets"} <= set(brought)
    order = [request.dataset for request in requests]
    assert all(order.index(each.per) < order.index(each.dataset) for each in requests if each.per)


@pytest.mark.parametrize("name", FROM_GRAPH)
def test_what_is_saved_is_recognised(name: str) -> None:
    request = requests_for([name])[-1]
    first = request.saved_as.replace(EACH, GUID).removesuffix(".json")
    content = named_content(tuple(first.split("/")))
    assert content
    assert content.dataset == request.dataset
    further = f"{first}/page-0002" if request.per else f"{request.dataset}/page-0002"
    assert named_content(tuple(further.split("/"))) == content


def test_members_of_one_group_are_known_to_be_that_groups() -> None:
    request = requests_for(["group_members"])[-1]
    assert named_content(("group_members", GUID)) == Content("group_members", GUID)
    assert request.saved_as == "group_members/{id}.json"


def test_an_expansion_that_stops_silently_carries_nothing() -> None:
    """`/groups?$expand=members` would return 20 members and no more."""
    assert carrier("group_members") == ""
    assert parent_of("group_members") == "groups"
    assert parent_of("users") == ""


@pytest.mark.parametrize(
    ("name", "only_named"),
    [("group_members", True), ("app_role_assignments", True), ("catalog_resources", False)],
)
def test_of_directory_objects_only_those_that_something_names_are_asked_about(
    name: str, only_named: bool
) -> None:
    assert requests_for([name])[-1].only_named is only_named


def test_a_property_with_a_permission_of_its_own_can_be_left_out() -> None:
    (users,) = requests_for(["users"])
    assert users.extras == {"signInActivity": "AuditLog.Read.All"}
    assert users.instead == users.path.replace(",signInActivity", "")
    assert users.instead != users.path
    assert [users.taking(name) for name in users.permissions] == ["users", "users.signInActivity"]
    (groups,) = requests_for(["groups"])
    assert (groups.instead, groups.taking("Group.Read.All")) == ("", "groups")
