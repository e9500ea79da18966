"""The page in a notebook: the same lines, as HTML. Tenant text is escaped, whatever it holds."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from analyzer.reports.cells import safe_terminal
from analyzer.reports.why_page import page

if TYPE_CHECKING:
    from analyzer.decision_trace.answer import Why


def html_page(answer: Why) -> str:
    """Return the page as HTML: a headline, then sections; it needs no style sheet and no network."""
    headline, *lines = map(safe_terminal, page(answer))
    parts = [f"<h3>{escape(headline)}</h3>"]
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if line.startswith(" "):
            indent = (len(line) - len(line.lstrip())) / 2
            parts.append(f'<div style="margin-left:{indent:g}em">{escape(text)}</div>')
        else:
            parts.append(f"<p><b>{escape(text)}</b></p>" if line.endswith(":") else f"<p>{escape(text)}</p>")
    return "".join(parts)
