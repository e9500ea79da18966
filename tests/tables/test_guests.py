"""Guests: what kind of identity they sign in with, and the mail domain they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

EXTERNAL_NAME = "gus_litware.com#EXT#@contoso.onmicrosoft.com"


def identity(issuer: str | None, sign_in_type: str | None = "federated") -> dict[str, str | None]:
    return {"signInType": sign_in_type, "issuer": issuer, "issuerAssignedId": None}


OWN = identity("contoso.onmicrosoft.com", "userPrincipalName")


def guest_of(folder: Path, **properties: Any) -> dict[str, Any]:
    """Return the one guest of an export, unknown values as None."""
    user = {"id": "gus", "userType": "Guest", "userPrincipalName": EXTERNAL_NAME, **properties}
    (row,) = relations_of(folder, {"users": [user]})["guests"].to_dict("records")
    return {name: None if value is pd.NA else value for name, value in row.items()}


@pytest.mark.parametrize(
    "issuer", ["MicrosoftAccount", "live.com", "google.com", "facebook.com", "mail", "GOOGLE.com"]
)
def test_an_account_at_a_consumer_service_is_personal(tmp_path: Path, issuer: str) -> None:
    assert guest_of(tmp_path, identities=[OWN, identity(issuer)])["organizational"] is False


@pytest.mark.parametrize("issuer", ["ExternalAzureAD", "https://sts.litware.com/adfs", "litware.com"])
def test_an_account_of_another_tenant_or_provider_is_organizational(tmp_path: Path, issuer: str) -> None:
    assert guest_of(tmp_path, identities=[OWN, identity(issuer)])["organizational"] is True


@pytest.mark.parametrize("identities", [[OWN], [], None, [identity(None)]])
def test_a_guest_without_an_identity_from_outside_is_unknown(tmp_path: Path, identities: object) -> None:
    assert guest_of(tmp_path, identities=identities)["organizational"] is None


def test_a_guest_who_was_not_invited_signs_in_to_our_own_directory(tmp_path: Path) -> None:
    guest = guest_of(tmp_path, identities=[OWN], userPrincipalName="gus@contoso.com")
    assert guest["organizational"] is True


def test_identities_that_were_not_exported_are_unknown(tmp_path: Path) -> None:
    assert guest_of(tmp_path)["organizational"] is None


@pytest.mark.parametrize(
    ("mail", "domain"),
    [
        ("gus@Litware.com", "litware.com"),
        ('"a@b"@litware.com', "litware.com"),
        ("gus", None),
        ("", None),
        (None, None),
    ],
)
def test_the_mail_domain_stands_behind_the_last_at(
    tmp_path: Path, mail: str | None, domain: str | None
) -> None:
    assert guest_of(tmp_path, mail=mail)["mail_domain"] == domain


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("gus_litware.com#EXT#@contoso.onmicrosoft.com", "litware.com"),
        ("gus_van_pelt_Litware.com#ext#@contoso.onmicrosoft.com", "litware.com"),
        ("gus@contoso.com", None),
        ("gus#EXT#@contoso.com", None),
        (None, None),
    ],
)
def test_the_home_domain_hides_in_the_principal_name(
    tmp_path: Path, name: str | None, domain: str | None
) -> None:
    assert guest_of(tmp_path, userPrincipalName=name)["home_domain"] == domain


def test_members_and_deleted_guests_are_left_out(tmp_path: Path) -> None:
    export = {
        "users": [{"id": "ann", "userType": "Member"}, {"id": "gus", "userType": "Guest"}],
        "deleted_users": [{"id": "dora", "userType": "Guest"}],
    }
    assert relations_of(tmp_path, export)["guests"]["person"].tolist() == [1]


def test_an_old_account_without_a_type_is_a_member(tmp_path: Path) -> None:
    export = {"users": [{"id": "old", "userType": None}, {"id": "gus", "userType": "Guest"}]}
    assert relations_of(tmp_path, export)["guests"]["person"].tolist() == [1]


def test_where_types_were_not_exported_anybody_may_be_a_guest(tmp_path: Path) -> None:
    guests = relations_of(tmp_path, {"users": [{"id": "ann"}, {"id": "gus"}]})["guests"]
    assert guests["person"].tolist() == [0, 1]
    assert guests["is_guest"].isna().all()
