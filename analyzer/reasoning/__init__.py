"""What follows from the tables. One rule, one function; checks, and later `why` and `access`, share them.

Importing this package makes every relation known by name.
"""

from analyzer.reasoning import (
    approval,
    approvers,
    audience,
    blocked,
    creators,
    delivery,
    grants,
    home,
    licensing,
    links,
    naming,
    personal_approvers,
    policy_choice,
    policy_scope,
    reach,
    requests,
    self_approval,
    sole_approvers,
    who_is_asked,
)

__all__ = [
    "approval",
    "approvers",
    "audience",
    "blocked",
    "creators",
    "delivery",
    "grants",
    "home",
    "licensing",
    "links",
    "naming",
    "personal_approvers",
    "policy_choice",
    "policy_scope",
    "reach",
    "requests",
    "self_approval",
    "sole_approvers",
    "who_is_asked",
]
