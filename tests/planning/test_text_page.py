"""The page for administrators, on a plan small enough to read here."""

from __future__ import annotations

from analyzer.planning.export_plan import Plan, Step
from analyzer.planning.requests import Request
from analyzer.planning.text_page import page

LIST = Request(
    "groups", "/groups", ("Group.Read.All",), "https://learn.microsoft.com/graph", ("group_owners",)
)
USERS = Request(
    "users",
    "/users",
    ("User.Read.All", "AuditLog.Read.All"),
    "",
    extras={"signInActivity": "AuditLog.Read.All"},
)
MEMBERS = Request(
    "group_members", "/groups/{id}/members", ("GroupMember.Read.All",), "", per="groups", only_named=True
)
WHOLE = """\
What to export: 3 requests of Microsoft Graph v1.0, which only read.

Permissions to consent to

  AuditLog.Read.All  users.signInActivity
  Group.Read.All     groups, group_members
  User.Read.All      users

Whoever signs in as a person also needs a directory role that may read all of it, such as Global Reader.
The owner of a catalog sees that catalog only, and the answers do not say that the rest is missing.

Requests, in this order, every page of each

  1  users
     GET /users
     without    AuditLog.Read.All, leave out signInActivity, or Graph refuses the whole request
     save as    users/page-0001.json
     needed by  sign-in-blocked

  2  groups
     GET /groups
     brings     also group_owners, inside each record
     save as    groups/page-0001.json
     helps      sign-in-blocked

  3  group_members
     GET /groups/{id}/members
     ask        once for each of the groups whose id stands in the answers to the other requests
     save as    group_members/{id}.json
     helps      sign-in-blocked

Yours to write, for Graph has none: tickets (README.md)
"""
LACKING = """\
  1  group_members
     GET /groups/{id}/members
     ask        for these of the groups: g1, g2
     save as    group_members/{id}.json
     missing    it is not in the export
     helps      sign-in-blocked

Brought by none of the requests: users.sponsors, which requestor-is-only-approver would use

Put the folder that a script fills, as it is, into the folder of the export. Of a dataset that was incomplete,
remove the old files. Members of groups can name further groups: ask for the plan once more afterwards.

A script that makes these requests and saves the answers in this layout, for PowerShell or for Python:

  analyzer plan --for EXPORT --format powershell --out collect.ps1
  analyzer plan --for EXPORT --format python --out collect.py
"""


def test_a_plan_from_scratch() -> None:
    steps = (
        Step(USERS, ("sign-in-blocked",), ()),
        Step(LIST, (), ("sign-in-blocked",)),
        Step(MEMBERS, (), ("sign-in-blocked",)),
    )
    assert page(Plan(steps, ("tickets",))).startswith(WHOLE)


def test_what_is_missing_from_an_export() -> None:
    members = Request(
        "group_members",
        "/groups/{id}/members",
        ("GroupMember.Read.All",),
        "",
        per="groups",
        parents=("g1", "g2"),
    )
    step = Step(members, (), ("sign-in-blocked",), ("it is not in the export",))
    beyond = {"users.sponsors": ("requestor-is-only-approver",)}
    written = page(Plan((step,), (), "tenant.zip", beyond))
    assert written.startswith("What is missing from tenant.zip: 1 request of Microsoft Graph")
    assert written.endswith(LACKING.rstrip("\n"))


def test_many_parents_are_counted() -> None:
    members = Request(
        "group_members", "/groups/{id}/members", ("A",), "", per="groups", parents=tuple("abcdef")
    )
    assert "ask        for 6 of the groups; the scripts have their ids\n" in page(
        Plan((Step(members, (), ()),), (), "x")
    )


def test_an_export_that_lacks_nothing() -> None:
    assert (
        page(Plan((), (), "tenant.zip"))
        == "Nothing that Microsoft Graph has would decide more about tenant.zip.\n"
    )
