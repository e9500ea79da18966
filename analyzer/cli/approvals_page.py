"""What a person reads after `analyzer approvals`: each problem, how often, with examples, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.cli.console import counted, print_hanging
from analyzer.reachability import NEVER_KNOWN, PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.console import Console

    from analyzer.reachability import Approvals

_EXAMPLES = 3


def print_page(approvals: Approvals, console: Console) -> None:
    """Print what was found, then what the export cannot decide, the most severe first."""
    moment, frame = approvals.moment, approvals.frame
    console.print(f"As of {moment.time:%Y-%m-%d %H:%M} UTC ({moment.source})", soft_wrap=True)
    certain = frame["fires"].fillna(value=False).to_numpy(bool)
    _print_part(console, "Found", frame[certain])
    _print_part(console, "Not decided", frame[~certain])
    if approvals.needs:
        print_hanging(console, "  the export lacks: ", ", ".join(approvals.needs))
    _print_list(console, "Not looked at", approvals.not_looked_at)
    _print_list(console, "What no export can show", NEVER_KNOWN)
    policies = approvals.policies
    judged = f"{policies:,} requestable {'policy asks' if policies == 1 else 'policies ask'} for approval"
    hit = frame[certain & frame["request_id"].isna().to_numpy()]["policy_id"].nunique()
    console.print(f"{judged}; something was found in {hit:,}.", style="bold")


def _print_part(console: Console, heading: str, frame: pd.DataFrame) -> None:
    if len(frame):
        console.print(heading, style="bold")
    for slug, rows in frame.groupby("problem", sort=False):
        problem = PROBLEMS[str(slug)]
        title = f"{slug}: {problem.title}{_where(rows)}"
        print_hanging(console, f"  {problem.severity.value}  ", title)
        for message in rows["message"].head(_EXAMPLES):
            print_hanging(console, "    ", message)
        if len(rows) > _EXAMPLES:
            console.print(f"    and {len(rows) - _EXAMPLES:,} more")
        print_hanging(console, "    To do: ", problem.remediation)


def _where(rows: pd.DataFrame) -> str:
    """Say how many policies or requests a problem concerns; nothing where it is one of the tenant."""
    if requests := rows["request_id"].nunique():
        return f", in {counted(requests, 'request')}"
    policies = rows["policy_id"].nunique()
    return f", in {policies:,} {'policy' if policies == 1 else 'policies'}" if policies else ""


def _print_list(console: Console, heading: str, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if not number:
            console.print(heading, style="bold")
        print_hanging(console, "  - ", line)
