"""What a person reads after `analyzer approvals`: each problem, how often, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.cli.console import print_hanging
from analyzer.reachability import PROBLEMS

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from analyzer.reachability import Approvals

_EXAMPLES = 3


def print_page(approvals: Approvals, console: Console) -> None:
    """Print what was found, then what the export cannot decide, the most severe first."""
    certain = approvals.frame["fires"].fillna(value=False).to_numpy(bool)
    _print_part(console, "Found", approvals.frame[certain])
    _print_part(console, "Not decided", approvals.frame[~certain])
    if approvals.needs:
        print_hanging(console, "  the export lacks: ", ", ".join(approvals.needs))
    policies = approvals.policies
    judged = f"{policies:,} requestable {'policy asks' if policies == 1 else 'policies ask'} for approval"
    hit = approvals.frame[certain]["policy_id"].nunique()
    console.print(f"{judged}; something was found in {hit:,}.", style="bold")


def _print_part(console: Console, heading: str, frame: pd.DataFrame) -> None:
    if len(frame):
        console.print(heading, style="bold")
    for slug, rows in frame.groupby("problem", sort=False):
        problem = PROBLEMS[str(slug)]
        policies = rows["policy_id"].nunique()
        in_policies = f"{policies:,} {'policy' if policies == 1 else 'policies'}"
        console.print(
            f"  {problem.severity.value}  {slug}: {problem.title}, in {in_policies}", soft_wrap=True
        )
        for message in rows["message"].head(_EXAMPLES):
            print_hanging(console, "    ", message)
        if len(rows) > _EXAMPLES:
            console.print(f"    and {len(rows) - _EXAMPLES:,} more")
