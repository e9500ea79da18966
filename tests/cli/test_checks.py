"""`analyzer checks`: the list and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]

LIST = """\
license-missing             critical  administration  Title of license-missing
sign-in-blocked             high      requests        Title of sign-in-blocked
my-access-link-wrong        low       requests        Title of my-access-link-wrong
requestor-is-only-approver  medium    approvals       Title of requestor-is-only-approver
"""
PAGE = """\
Title of sign-in-blocked
sign-in-blocked · high · requests

What
  A blocked user cannot use what the user asks for.

Why it matters
  The request waits forever.

  - the approver does not know
  - nobody is told

How it is decided
  By the account's state.

What it cannot see
  Sign-in policies.

How to fix
  Enable the account.

Source
  https://learn.microsoft.com/entra
"""


def test_the_list(run: Run) -> None:
    result = run("checks")
    assert (result.exit_code, result.stdout, result.stderr) == (0, LIST, "")


@pytest.mark.parametrize("slug", ["sign-in-blocked", "Sign-In-Blocked "])
def test_the_page(run: Run, slug: str) -> None:
    result = run("checks", slug)
    assert (result.exit_code, result.stdout, result.stderr) == (0, PAGE, "")
