"""For each check, the absences that would turn its answer around if absence were taken for "no"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.checking.contract import Verdict
from tests.degradation.answers import Answer, answers_of, offences, whole_answers
from tests.degradation.exports import contoso

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.degradation.exports import Export, Record

WHOLE = contoso()


def ask(check: str, export: Export) -> Answer:
    """Return the answer of one check, which must not contradict what the whole export says."""
    answers = answers_of(export, check)
    assert offences(answers, whole_answers()) == []
    return answers[check]


def identity(dataset: str, name: str) -> str:
    """Return the id of the record with this display name."""
    return str(WHOLE.named(dataset, name)["id"])


def is_named(*names: str) -> Callable[[Record], bool]:
    """Choose records by display name."""
    return lambda record: record["displayName"] in names


def without_members_of(*groups: str) -> Export:
    """Take away the member lists of some groups."""
    export = WHOLE
    for group in groups:
        export = export.without_page(f"group_members/{identity('groups', group)}.json")
    return export


def without_policies_of(package: str) -> Callable[[Record], bool]:
    """Choose the policies of a package."""
    return lambda policy: policy["accessPackage"]["displayName"] == package


class TestLicenseMissing:
    def test_the_enabling_licence_may_be_on_the_next_page(self) -> None:
        answer = ask("license-missing", WHOLE.truncated("subscribed_skus"))
        assert answer.verdict is Verdict.UNDETERMINED

    def test_the_enabling_licence_may_be_the_record_that_is_broken(self) -> None:
        def break_it(sku: Record) -> None:
            if sku["skuPartNumber"] == "EMSPREMIUM":
                sku["skuId"] = 5

        answer = ask("license-missing", WHOLE.with_records("subscribed_skus", break_it))
        assert answer.verdict is Verdict.UNDETERMINED


class TestCatalogCreatorWithoutCatalog:
    CHECK = "catalog-creator-without-catalog"

    def test_anybody_may_be_an_administrator_when_directory_roles_are_missing(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_dataset("directory_role_assignments"))
        assert answer.verdict is Verdict.UNDETERMINED

    def test_an_administrator_role_without_its_principal_may_be_anybodys(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_column("directory_role_assignments/principalId"))
        assert answer.verdict is Verdict.UNDETERMINED

    @pytest.mark.parametrize(
        ("group", "innocent"),
        [("Catalog Stewards", "Niels Aagaard"), ("Governance Administrators", "Luca Moretti")],
    )
    def test_rights_through_a_group_whose_members_or_record_are_missing(
        self, group: str, innocent: str
    ) -> None:
        for export in (without_members_of(group), WHOLE.without_rows("groups", is_named(group))):
            answer = ask(self.CHECK, export)
            assert identity("users", innocent) not in answer.subjects
            assert answer.outcome.undetermined

    def test_creators_through_a_group_whose_members_are_missing(self) -> None:
        answer = ask(self.CHECK, without_members_of("Catalog Builders"))
        assert answer.outcome.undetermined


class TestResourceMembersWithoutAssignment:
    CHECK = "resource-members-without-assignment"
    GWEN = identity("users", "Gwen Parry")

    def test_an_assignment_may_be_on_the_next_page(self) -> None:
        answer = ask(self.CHECK, WHOLE.truncated("assignments", 0.5))
        assert answer.verdict is Verdict.UNDETERMINED

    @pytest.mark.parametrize("column", ["target", "target/objectId", "state", "accessPackage"])
    def test_an_assignment_that_does_not_say_enough_may_cover_anybody(self, column: str) -> None:
        answer = ask(self.CHECK, WHOLE.without_column(f"assignments/{column}"))
        assert answer.outcome.undetermined > whole_answers()[self.CHECK].outcome.undetermined

    def test_the_package_she_has_may_grant_the_role_when_its_roles_are_missing(self) -> None:
        held = {
            each["accessPackage"]["id"]
            for each in WHOLE.records("assignments")
            if each["target"]["objectId"] == self.GWEN
        }
        roles = "access_packages/resourceRoleScopes"
        without_roles = WHOLE.without_column(roles, where=lambda package: package["id"] in held)
        without_packages = WHOLE.without_rows("access_packages", lambda package: package["id"] in held)
        for export in (without_roles, without_packages):
            assert self.GWEN not in answers_of(export, self.CHECK)[self.CHECK].subjects

    def test_roles_of_which_only_the_resource_is_known(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_column("access_packages/resourceRoleScopes/role"))
        assert answer.verdict is Verdict.UNDETERMINED

    def test_roles_without_an_id_of_their_own_are_still_several(self) -> None:
        ask(self.CHECK, WHOLE.without_column("access_packages/resourceRoleScopes/id"))

    def test_owners_of_one_group_are_missing(self) -> None:
        for export in (
            WHOLE.without_column("groups/owners", where=is_named("Expense Inbox")),
            WHOLE.without_rows("groups", is_named("Expense Inbox")),
        ):
            answer = ask(self.CHECK, export)
            assert answer.outcome.undetermined > whole_answers()[self.CHECK].outcome.undetermined


class TestMyAccessLinkRequired:
    CHECK = "my-access-link-required"

    @pytest.mark.parametrize("share", [0.0, 0.5])
    def test_the_policy_for_partners_may_be_on_the_next_page(self, share: float) -> None:
        answer = ask(self.CHECK, WHOLE.truncated("assignment_policies", share))
        assert answer.outcome.undetermined

    def test_nobody_knows_whether_the_catalog_is_published(self) -> None:
        export = WHOLE.without_dataset("catalogs").without_column("access_packages/catalog/state")
        answer = ask(self.CHECK, export)
        assert answer.outcome.undetermined

    def test_the_named_person_may_be_a_guest(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_rows("users", lambda user: user["userType"] == "Guest"))
        assert answer.outcome.undetermined


class TestMyAccessLinkWrong:
    CHECK = "my-access-link-wrong"

    def test_without_the_tenants_names_a_domain_may_be_its_own(self) -> None:
        export = WHOLE.without_dataset("organization").without_dataset("domains")
        for less in (export, export.without_dataset("subscribed_skus")):
            assert ask(self.CHECK, less).outcome.undetermined

    @pytest.mark.parametrize("dataset", ["organization", "domains"])
    def test_either_list_of_domains_may_be_cut_short(self, dataset: str) -> None:
        ask(self.CHECK, WHOLE.truncated(dataset))

    def test_a_domain_of_unknown_standing_makes_no_link_right(self) -> None:
        ask(self.CHECK, WHOLE.without_column("domains/isVerified"))

    def test_a_link_to_a_package_that_the_export_does_not_hold(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_rows("access_packages", is_named("Partner Portal")))
        assert answer.outcome.undetermined
        assert None not in answer.subjects

    def test_tickets_without_links_prove_nothing(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_column("tickets/link"))
        assert answer.verdict is not Verdict.PASSED
