"""Understands who asks for which access package, before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.spelling import nearest
from analyzer.tables.identities import SEVERAL

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 5


def require_package(ticket_facts: pd.DataFrame, packages: pd.DataFrame) -> None:
    """Refuse a package that is not in the export, or whose name several share.

    Raises:
        UsageError: the hint lists the nearest names, or the ids of those that share it.
    """
    ticket = ticket_facts.iloc[0]
    if ticket["package"] >= 0:
        return
    wanted = str(ticket["package_text"]).strip()
    if ticket["package"] == SEVERAL:
        ids = packages.loc[packages["display_name"].str.strip() == wanted, "id"].sort_values().tolist()
        raise UsageError(f"{len(ids)} access packages are called '{wanted}'.", f"Give the id: {_some(ids)}.")
    near = _nearest(wanted, packages["display_name"].dropna().unique().tolist())
    hint = f"Did you mean {near}?" if near else f"The export has {len(packages):,}: give an id or exact name."
    raise UsageError(f"The export has no access package '{wanted}'.", hint)


def require_one_person(ticket_facts: pd.DataFrame, people: pd.DataFrame) -> None:
    """Refuse a name that several people share.

    Raises:
        UsageError: the hint lists their principal names.
    """
    ticket = ticket_facts.iloc[0]
    if ticket["person"] != SEVERAL:
        return
    wanted = str(ticket["user"]).strip().lower()
    same = (people["mail"].str.lower() == wanted) | (people["user_principal_name"].str.lower() == wanted)
    names = people.loc[same.fillna(value=False).to_numpy(bool), "id"].sort_values().tolist()
    raise UsageError(f"Several people answer to '{ticket['user']}'.", f"Give the id: {_some(names)}.")


def _nearest(wanted: str, names: list[str]) -> str:
    folded = {name.lower(): name for name in names}
    return " or ".join(f"'{folded[name]}'" for name in nearest(wanted.lower(), folded))


def _some(ids: list[str]) -> str:
    more = len(ids) - _SHOWN
    return ", ".join(ids[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
