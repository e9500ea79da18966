"""More of the same: the checks about guests, requests, approvers and sign-in."""

from __future__ import annotations

import pytest

from analyzer.checking.contract import Verdict
from tests.degradation.answers import answers_of
from tests.degradation.test_ten_checks import WHOLE, ask, identity, is_named, without_members_of


class TestNotAnOrganizationalAccount:
    CHECK = "not-an-organizational-account"

    def test_a_mail_domain_may_belong_to_an_organization_that_is_missing(self) -> None:
        """Fern Hollis has a one-time passcode, and Wingtip Toys' mail domain lets her in."""
        for export in (
            WHOLE.without_dataset("connected_organizations"),
            WHOLE.truncated("connected_organizations"),
            WHOLE.without_rows("connected_organizations", is_named("Wingtip Toys")),
            WHOLE.without_column("connected_organizations/identitySources"),
        ):
            answer = ask(self.CHECK, export)
            assert identity("users", "Fern Hollis") not in answer.subjects

    def test_a_group_that_lets_the_guest_in_may_be_the_missing_one(self) -> None:
        groups = {
            target["groupId"]: None
            for policy in WHOLE.records("assignment_policies")
            for target in policy["specificAllowedTargets"]
            if target.get("groupId")
        }
        names = [group["displayName"] for group in WHOLE.records("groups") if group["id"] in groups]
        answer = ask(self.CHECK, without_members_of(*names))
        assert answer.verdict is Verdict.UNDETERMINED

    @pytest.mark.parametrize("column", ["identities", "identities/issuer", "identities/signInType"])
    def test_nobody_knows_how_the_guest_signs_in(self, column: str) -> None:
        answer = ask(self.CHECK, WHOLE.without_column(f"users/{column}"))
        assert answer.verdict is Verdict.UNDETERMINED


class TestDirectoryNotInPolicy:
    CHECK = "directory-not-in-policy"

    @pytest.mark.parametrize("share", [0.0, 0.5])
    def test_the_admitting_policy_may_be_on_the_next_page(self, share: float) -> None:
        answer = ask(self.CHECK, WHOLE.truncated("assignment_policies", share))
        assert answer.verdict is Verdict.UNDETERMINED

    @pytest.mark.parametrize("name", ["Gwen Parry", "Jakub Zielinski", "Lars Pedersen"])
    def test_a_requestor_without_a_record_may_be_in_the_named_group(self, name: str) -> None:
        answer = ask(self.CHECK, WHOLE.without_rows("users", is_named(name)))
        assert answer.outcome.undetermined

    @pytest.mark.parametrize("column", ["requestor", "requestor/objectId"])
    def test_a_requestor_nobody_exported_may_be_anybody(self, column: str) -> None:
        answer = ask(self.CHECK, WHOLE.without_column(f"assignment_requests/{column}"))
        assert answer.outcome.undetermined

    def test_an_outsider_may_come_from_an_organization_that_is_missing(self) -> None:
        for export in (
            WHOLE.truncated("connected_organizations"),
            WHOLE.without_rows("connected_organizations", is_named("Wingtip Toys")),
        ):
            ask(self.CHECK, export)

    def test_a_policy_may_name_any_organization_when_it_does_not_say_which(self) -> None:
        column = "assignment_policies/specificAllowedTargets/connectedOrganizationId"
        answer = ask(self.CHECK, WHOLE.without_column(column))
        assert answer.outcome.undetermined

    def test_nobody_knows_whether_the_catalog_is_for_external_users(self) -> None:
        export = WHOLE.without_dataset("catalogs").without_column("access_packages/catalog")
        assert ask(self.CHECK, export).outcome.undetermined


class TestSignInBlocked:
    CHECK = "sign-in-blocked"

    def test_a_requestor_without_a_record_may_be_deleted(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_dataset("deleted_users"))
        assert answer.outcome.undetermined >= 2

    def test_everybody_may_be_disabled(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_column("users/accountEnabled"))
        assert answer.outcome.undetermined

    def test_blocked_people_without_a_record_do_not_make_it_pass(self) -> None:
        blocked = {row["user_id"] for row in answers_of(WHOLE, self.CHECK)[self.CHECK].findings.values()}
        export = WHOLE
        for dataset in ("users", "deleted_users"):
            export = export.without_rows(dataset, lambda person: person["id"] in blocked)
        assert ask(self.CHECK, export).verdict is Verdict.UNDETERMINED


class TestRequestorIsOnlyApprover:
    CHECK = "requestor-is-only-approver"

    @pytest.mark.parametrize("part", ["", "/stages", "/stages/primaryApprovers", "/isApprovalRequiredForAdd"])
    def test_nobody_knows_who_approves(self, part: str) -> None:
        answer = ask(self.CHECK, WHOLE.without_column(f"assignment_policies/requestApprovalSettings{part}"))
        assert answer.verdict is Verdict.UNDETERMINED

    @pytest.mark.parametrize(
        "which", ["escalationApprovers", "fallbackPrimaryApprovers", "isEscalationEnabled"]
    )
    def test_alternates_that_were_not_exported_may_approve(self, which: str) -> None:
        column = f"assignment_policies/requestApprovalSettings/stages/{which}"
        assert ask(self.CHECK, WHOLE.without_column(column)).outcome.undetermined

    def test_members_of_the_approving_group_are_missing(self) -> None:
        for export in (
            without_members_of("Expense Approvers"),
            WHOLE.without_rows("groups", is_named("Expense Approvers")),
        ):
            assert ask(self.CHECK, export).outcome.undetermined

    @pytest.mark.parametrize("name", ["Farid Nassar", "Hugo Martens", "Bruno Tanaka"])
    def test_an_approver_without_a_record_is_not_acquitted(self, name: str) -> None:
        ask(self.CHECK, WHOLE.without_rows("users", is_named(name)))

    def test_two_people_without_records_are_not_the_same_person(self) -> None:
        assert ask(self.CHECK, WHOLE.truncated("users")).outcome.undetermined

    def test_a_manager_without_a_record_may_still_approve(self) -> None:
        """Lars Pedersen is only the fallback of his manager."""
        lars = WHOLE.named("users", "Lars Pedersen")
        export = WHOLE.without_rows("users", lambda user: user["id"] == lars["manager"]["id"])
        ask(self.CHECK, export)

    def test_sponsors_that_were_not_exported_may_approve(self) -> None:
        for kind in ("internalSponsors", "externalSponsors"):
            ask(self.CHECK, WHOLE.without_column(f"connected_organizations/{kind}"))


class TestSharepointUserNotProvisioned:
    CHECK = "sharepoint-user-not-provisioned"

    def test_packages_whose_roles_are_missing_may_hold_a_site(self) -> None:
        for part in ("id", "role", "scope"):
            ask(self.CHECK, WHOLE.without_column(f"access_packages/resourceRoleScopes/{part}"))

    def test_a_target_without_a_record_may_be_a_waiting_guest(self) -> None:
        answer = ask(self.CHECK, WHOLE.without_rows("users", lambda user: user["userType"] == "Guest"))
        assert answer.outcome.undetermined

    def test_an_unfinished_assignment_may_be_on_the_next_page(self) -> None:
        answer = ask(self.CHECK, WHOLE.truncated("assignments"))
        assert answer.verdict is Verdict.UNDETERMINED
