"""The tenant and the account as gates, and several gates at once."""

from __future__ import annotations

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import only, users, why, without

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_GUID = "dddddddd-0000-4000-8000-000000000001"
P1 = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"
GOVERNANCE = "e866a266-3cff-43a3-acca-0c90a7e00c8b"

GATE_CASES = [
    why("nothing stands in the way", YES, cells={"visible": "true", "policies": "policy", "user_id": "ada"}),
    # license-missing
    why("no plan at all", NO, "license-missing", subscribed_skus=[]),
    why("a plan that is not enough", NO, "license-missing", subscribed_skus=[make.sku(plan=P1)]),
    why("the other enabling plan is enough", YES, subscribed_skus=[make.sku(plan=GOVERNANCE)]),
    why("a suspended license", NO, "license-missing", subscribed_skus=[make.sku("Suspended")]),
    why("a license in its grace period is alive", YES, subscribed_skus=[make.sku("Warning")]),
    why(
        "a plan that is switched off",
        NO,
        "license-missing",
        subscribed_skus=[make.sku(provisioning="Disabled")],
    ),
    why(
        "one live plan among dead ones is enough",
        YES,
        subscribed_skus=[make.sku("Deleted"), make.sku(plan=P1), make.sku(plan=GOVERNANCE)],
    ),
    why("licenses were not exported", OPEN, undetermined="license-missing", subscribed_skus=None),
    why(
        "the status of the license was not exported",
        OPEN,
        undetermined="license-missing",
        subscribed_skus=without([make.sku()], "capabilityStatus"),
    ),
    # sign-in-blocked
    why(
        "a disabled account",
        NO,
        "sign-in-blocked",
        users=users(accountEnabled=False),
        cells={"visible": "true", "policies": "policy"},
    ),
    why(
        "an account that may be disabled",
        OPEN,
        undetermined="sign-in-blocked",
        users=without(users(), "accountEnabled"),
    ),
    why("a deleted member", NO, "sign-in-blocked", user="dee", cells={"user_id": "dee"}),
    why(
        "a deleted user, by the name from before Graph put the id in front",
        NO,
        "sign-in-blocked",
        user="dee@contoso.example",
        deleted_users=[
            {
                **make.deleted(_GUID),
                "userPrincipalName": f"{_GUID.replace('-', '')}dee@contoso.example",
                "mail": None,
            }
        ],
        cells={"user_id": _GUID},
    ),
    why(
        "restored, but still in an older list of deleted users",
        YES,
        deleted_users=[make.deleted("ada")],
        cells={"user_id": "ada"},
    ),
    why(
        "a deleted guest is refused by scope as well",
        NO,
        "directory-not-in-policy;sign-in-blocked",
        user="dee",
        deleted_users=[{**make.deleted("dee"), "userType": "Guest"}],
    ),
    # several at once; none is skipped
    why(
        "every gate shut at once",
        NO,
        "catalog-disabled;incompatible-group-member;license-missing;not-in-policy-scope;policy-ended;"
        "self-request-off;sign-in-blocked",
        subscribed_skus=[],
        users=users(accountEnabled=False),
        catalogs=[make.catalog(state="unpublished")],
        group_members=[make.edge("group", "ada")],
        incompatible_groups=[{"accessPackageId": "package", "groupId": "group"}],
        assignment_policies=only(
            make.policy(
                scope="specificDirectoryUsers",
                targets=(make.single("bo"),),
                requestorSettings={"enableTargetsToSelfAddAccess": False},
                expiration={"type": "afterDateTime", "endDateTime": "2026-01-01T00:00:00Z"},
            )
        ),
    ),
    why(
        "a sure blocker beats what is undetermined, which is still told",
        NO,
        "sign-in-blocked",
        undetermined="license-missing",
        users=users(accountEnabled=False),
        subscribed_skus=None,
    ),
]
