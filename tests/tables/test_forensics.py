"""What an export shows of how it was made: exports that show each symptom, and exports that almost do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from analyzer.export.notes import MISSING_PAGE
from analyzer.tables.forensics import SYMPTOMS
from analyzer.tables.forensics.meanings import MEANINGS
from tests.repository import ROOT
from tests.tables.snapshots import report_of, write

if TYPE_CHECKING:
    from pathlib import Path

Export = dict[str, Any]

TENANT, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
RULES = {symptom.rule for symptom in SYMPTOMS} | {MISSING_PAGE}


def people(count: int, **properties: Any) -> list[Export]:
    return [{"id": f"u{number}", **properties} for number in range(count)]


def assigned(*ids: str) -> list[Export]:
    return [{"id": f"a-{each}", "target": {"objectId": each}} for each in ids]


def gone(count: int) -> list[Export]:
    return assigned(*(f"gone{number}" for number in range(count)))


def package(identity: str, catalog: str = "c1", **more: Any) -> Export:
    return {"id": identity, "catalog": {"id": catalog}, **more}


def policy(identity: str, of: str) -> Export:
    return {"id": identity, "accessPackage": {"id": of}}


def syncing(answer: bool | None) -> list[Export]:
    return [{"id": TENANT, "onPremisesSyncEnabled": answer}]


def signed_in(moment: str, count: int = 20) -> list[Export]:
    return people(count, signInActivity={"lastSignInDateTime": moment})


CLOUD = {"onPremisesSyncEnabled": None}
REQUESTS = [{"id": "r", "createdDateTime": "2025-12-01T08:00:00Z"}]
IN_SEPTEMBER, IN_NOVEMBER = "2025-09-01T08:00:00Z", "2025-11-20T08:00:00Z"
INITIAL, CUSTOM = {"isInitial": True}, {"isInitial": False}

FIRES: list[tuple[str, str, Export]] = [
    ("cloud-only", "many assignees are missing", {"users": people(90, **CLOUD), "assignments": gone(10)}),
    (
        "cloud-only",
        "the tenant syncs",
        {"organization": syncing(True), "users": people(90, **CLOUD), "assignments": gone(1)},
    ),
    (
        "cloud-only",
        "groups, too",
        {
            "organization": syncing(True),
            "groups": [{"id": "g", **CLOUD}],
            "incompatible_groups": [{"accessPackageId": "p", "groupId": "gone"}],
        },
    ),
    (
        "catalog-scope",
        "a policy of a package elsewhere",
        {"access_packages": [package("p1")], "assignment_policies": [policy("x", "p2")]},
    ),
    (
        "catalog-scope",
        "a role in a catalog elsewhere",
        {
            "access_packages": [package("p1")],
            "catalogs": [{"id": "c1"}],
            "entitlement_role_assignments": [{"id": "x", "appScopeId": "/AccessPackageCatalog/c2"}],
        },
    ),
    (
        "named-files",
        "a package is missing",
        {
            "access_packages/Sales": package("p1", "c1", displayName="Sales"),
            "access_packages/R_D": package("p2", "c2", displayName="R&D"),
            "assignment_policies": [policy("x", "p3")],
        },
    ),
    (
        "overlapping-pages",
        "one record on two pages",
        {"users/page-1": {"value": people(3)}, "users/page-2": {"value": [{"id": "u2"}, {"id": "u3"}]}},
    ),
    ("mixed-tenants", "two organizations", {"organization": [{"id": TENANT}, {"id": OTHER}]}),
    (
        "mixed-tenants",
        "the licences of another tenant",
        {"organization": [{"id": TENANT}], "subscribed_skus": [{"id": f"{OTHER}_{TENANT}", "skuId": TENANT}]},
    ),
    (
        "mixed-tenants",
        "two initial domains",
        {"domains": [{"id": "a.onmicrosoft.com", **INITIAL}, {"id": "b.onmicrosoft.com", **INITIAL}]},
    ),
    (
        "mixed-dates",
        "folders with dates",
        {"2025-09-01/users": people(1), "2025-11-01/groups": [{"id": "g"}]},
    ),
    (
        "mixed-dates",
        "files with dates",
        {"users_20250901": people(1), "groups-2025.11.01": [{"id": "g"}]},
    ),
    (
        "mixed-dates",
        "the data is newer than the manifest",
        {"manifest": {"exportedAt": "2025-11-01T00:00:00Z"}, "assignment_requests": REQUESTS},
    ),
    (
        "mixed-dates",
        "nobody signed in before the requests",
        {"users": signed_in(IN_SEPTEMBER), "assignment_requests": REQUESTS},
    ),
    (
        MISSING_PAGE,
        "the second of three",
        {"users/page-0001": {"value": [{"id": "a"}]}, "users/page-0003": {"value": [{"id": "b"}]}},
    ),
]

ALMOST: list[tuple[str, Export]] = [
    ("few assignees are missing", {"users": people(90, **CLOUD), "assignments": gone(9)}),
    ("few of many users are missing", {"users": people(101, **CLOUD), "assignments": gone(10)}),
    (
        "a tenant that does not sync",
        {"organization": syncing(None), "users": people(90, **CLOUD), "assignments": gone(10)},
    ),
    (
        "somebody is synchronized",
        {
            "organization": syncing(True),
            "users": [*people(90, **CLOUD), {"id": "s", "onPremisesSyncEnabled": True}],
            "assignments": gone(10),
        },
    ),
    (
        "a tenant that syncs people but no groups",
        {
            "organization": syncing(True),
            "users": people(2, onPremisesSyncEnabled=True),
            "groups": [{"id": "g", **CLOUD}],
            "incompatible_groups": [{"accessPackageId": "p", "groupId": "gone"}],
        },
    ),
    ("synchronization was not exported", {"users": people(90), "assignments": gone(10)}),
    (
        "all of a cloud-only part is there",
        {"organization": syncing(True), "users": people(3, **CLOUD), "assignments": assigned("u1")},
    ),
    (
        "one catalog, and nothing elsewhere",
        {
            "access_packages": [package("p1")],
            "catalogs": [{"id": "c1"}, {"id": "c2"}],
            "assignment_policies": [policy("x", "p1")],
            "entitlement_role_assignments": [{"id": "x", "appScopeId": "/AccessPackageCatalog/C1"}],
        },
    ),
    (
        "a request outlives its package",
        {"access_packages": [package("p1")], "assignment_requests": [policy("x", "p2")]},
    ),
    (
        "packages of two catalogs",
        {
            "access_packages": [package("p1"), package("p2", "c2")],
            "assignment_policies": [policy("x", "p3")],
        },
    ),
    (
        "files by name, and nothing is missing",
        {
            "access_packages/Sales": package("p1", "c1", displayName="Sales"),
            "access_packages/Legal": package("p2", "c2", displayName="Legal"),
            "assignment_policies": [policy("x", "p2")],
        },
    ),
    (
        "files by id, and a package is missing",
        {
            "access_packages/p1": package("p1", "c1", displayName="Sales"),
            "access_packages/p2": package("p2", "c2", displayName="p2"),
            "assignment_policies": [policy("x", "p3")],
        },
    ),
    ("a page is there twice", {"users/a": {"value": people(3)}, "users/b": {"value": people(3)}}),
    (
        "one record in two kinds of files",
        {"users": {"value": people(3)}, "more/users": {"value": [{"id": "u2"}, {"id": "u3"}]}},
    ),
    (
        "one tenant named twice",
        {
            "organization": [
                {"id": TENANT, "verifiedDomains": [{"name": "A.onmicrosoft.com", "isInitial": True}]}
            ],
            "subscribed_skus": [{"id": f"{TENANT}_{OTHER}", "skuId": OTHER}],
            "domains": [{"id": "a.onmicrosoft.com", **INITIAL}, {"id": "a.example", **CUSTOM}],
        },
    ),
    ("folders one day apart", {"2025-10-31/users": people(1), "2025-11-01/groups": [{"id": "g"}]}),
    (
        "logs by the day",
        {"audit_events/2025-09-01": [{"id": "e"}], "audit_events/2025-11-01": [{"id": "f"}]},
    ),
    (
        "packages named after days",
        {
            f"access_packages/Fair 2025-0{month}-01": package(f"p{month}", f"c{month}")
            for month in range(1, 5)
        },
    ),
    (
        "object ids that look like dates",
        {
            "groups/20250901-1111-4111-8111-111111111111": {"id": "20250901-1111-4111-8111-111111111111"},
            "groups/20251101-1111-4111-8111-111111111111": {"id": "20251101-1111-4111-8111-111111111111"},
        },
    ),
    (
        "a manifest of the same night",
        {"manifest": {"exportedAt": "2025-11-30T20:00:00Z"}, "assignment_requests": REQUESTS},
    ),
    (
        "a review that is planned",
        {
            "manifest": {"exportedAt": "2025-11-01T00:00:00Z"},
            "access_reviews": [{"id": "r", "instances": [{"id": "i", "startDateTime": IN_NOVEMBER}]}],
        },
    ),
    ("somebody signed in", {"users": signed_in(IN_NOVEMBER), "assignment_requests": REQUESTS}),
    ("a small tenant", {"users": signed_in(IN_SEPTEMBER, 19), "assignment_requests": REQUESTS}),
    (
        "numbers that count records",
        {"users/page-0": {"value": [{"id": "a"}]}, "users/page-100": {"value": [{"id": "b"}]}},
    ),
    ("no first page", {f"users/page-{number}": {"value": people(1)} for number in (2, 3)}),
]


def signs_of(folder: Path, export: Export) -> dict[str, str]:
    report = report_of(folder, export)
    rows = {row["rule"]: row["message"] for row in report.problems.to_pylist() if row["rule"] in RULES}
    return rows | {seen.symptom.rule: seen.message for seen in report.signs}


@pytest.mark.parametrize(("rule", "why", "export"), FIRES, ids=[f"{rule}: {why}" for rule, why, _ in FIRES])
def test_an_export_that_shows_it(tmp_path: Path, rule: str, why: str, export: Export) -> None:
    del why
    assert list(signs_of(tmp_path, export)) == [rule]


@pytest.mark.parametrize(("why", "export"), ALMOST, ids=[why for why, _ in ALMOST])
def test_an_export_that_almost_shows_it(tmp_path: Path, why: str, export: Export) -> None:
    del why
    assert signs_of(tmp_path, export) == {}


def test_every_symptom_has_an_export_that_shows_it() -> None:
    assert {rule for rule, _, _ in FIRES} == RULES


def test_a_sign_says_what_was_seen_what_it_means_and_what_to_do(tmp_path: Path) -> None:
    signs = signs_of(tmp_path, {"organization": [{"id": TENANT}, {"id": OTHER}]})
    assert signs["mixed-tenants"] == (
        f"The export names 2 tenant ids: {TENANT}, {OTHER}. The files may come from several tenants: people "
        "and groups of the one are strangers to the other, and links would name the wrong domain. "
        "Keep each tenant's export in a folder of its own."
    )


def test_overlapping_pages_are_told_but_are_no_problem(tmp_path: Path) -> None:
    export = next(export for rule, _, export in FIRES if rule == "overlapping-pages")
    report = report_of(tmp_path, export)
    assert report.problems.num_rows == 0
    (users,) = report.coverage
    assert users.complete
    assert users.remarks[0].startswith(
        "overlapping-pages: 1 record of users came again, such as from users/page-1"
    )


def test_a_missing_page_makes_the_dataset_incomplete(tmp_path: Path) -> None:
    pages = {f"users/page-{number}": {"value": [{"id": str(number)}]} for number in (1, 2, 5)}
    (users,) = report_of(tmp_path, pages).coverage
    assert (users.complete, users.gaps) == (False, ("missing-page in users/page-*.json",))


def test_no_sign_changes_a_verdict(tmp_path: Path) -> None:
    """A sign is a possibility: correct exports may show it."""
    for number, (rule, _, export) in enumerate(FIRES):
        if rule != MISSING_PAGE:
            assert all(each.complete for each in report_of(tmp_path / str(number), export).coverage)


def test_the_check_command_tells_the_same(tmp_path: Path) -> None:
    export = {"2025-09-01/users": people(1), "2025-11-01/groups": [{"id": "g"}]}
    analysis = open_export(write(tmp_path, export)).check()
    assert "mixed-dates" in analysis.problems.column("rule").to_pylist()
    assert [each.dataset for each in analysis.run.coverage if each.remarks] == ["users"]


@pytest.mark.parametrize("sample", ["contoso", "fabrikam", "adatum", "partial"])
def test_the_samples_show_nothing(sample: str) -> None:
    report = open_export(ROOT / "sample_exports" / sample).validate()
    assert report.signs == ()
    assert RULES.isdisjoint(report.problems.column("rule").to_pylist())


def test_a_symptom_has_no_second_meaning() -> None:
    assert MEANINGS.keys().isdisjoint(symptom.rule for symptom in SYMPTOMS)
