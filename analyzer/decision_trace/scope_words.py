"""What a policy's scope is called, and what would bring somebody into it.

Source: Graph `allowedTargetScope`; domain.md section 2, step 5.
"""

from __future__ import annotations

SCOPES = {
    "notspecified": "nobody (direct assignment only)",
    "specificdirectoryusers": "specific users and groups",
    "specificconnectedorganizationusers": "specific connected organizations",
    "specificdirectoryserviceprincipals": "specific service principals",
    "allmemberusers": "all members, without guests",
    "alldirectoryusers": "everybody in the directory, guests too",
    "alldirectoryserviceprincipals": "all service principals",
    "allconfiguredconnectedorganizationusers": "all configured connected organizations",
    "allexternalusers": "all external users",
    "alldirectoryagentidentities": "all agents",
}
"""What a policy's scope says in the portal's words, by `allowedTargetScope` in lower case."""

_NAME = "Name {user} in the policy, or add {user} to a group that it names."
_OTHER_POLICY = "Add a policy for {user}: this one is not for people of this directory."
_NOBODY = "Add a policy for {user}: this one is not for people."
_INVITE = "Invite {user} as a guest first, or add a policy for the organization of {user}."
_NOT_FOR_PEOPLE = frozenset(
    ("specificdirectoryserviceprincipals", "alldirectoryserviceprincipals", "alldirectoryagentidentities")
)
_BY_ORGANIZATION = frozenset(
    ("specificconnectedorganizationusers", "allconfiguredconnectedorganizationusers")
)
_INSIDE = {"specificdirectoryusers": _NAME}
_GUEST = {
    "specificdirectoryusers": _NAME,
    "specificconnectedorganizationusers": "Name the organization of {user} in the policy, or add a policy "
    "for it.",
    "allconfiguredconnectedorganizationusers": "Make the organization of {user} a configured connected "
    "organization, or add a policy for {user}.",
    "allmemberusers": "Open the policy to guests too, or add a policy for {user}.",
}
_OUTSIDE = _GUEST | dict.fromkeys(("specificdirectoryusers", "alldirectoryusers", "allmemberusers"), _INVITE)


def way_into(scope: str, *, external: bool, in_directory: bool, personal: bool) -> str:
    """Say how somebody whom a scope leaves out would come into it; the placeholder is {user}.

    A personal account is of no organization that could be named.
    """
    if scope in _NOT_FOR_PEOPLE:
        return _NOBODY
    if personal and scope in _BY_ORGANIZATION:
        return "Add a policy for {user}."
    if not external:
        return _INSIDE.get(scope, _OTHER_POLICY)
    return (_GUEST if in_directory else _OUTSIDE).get(scope, "Add a policy for {user}.")
