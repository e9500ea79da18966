"""What `snapshot.why` returns: the answer as data, which shows itself as a page."""

from __future__ import annotations

from dataclasses import dataclass, fields

from analyzer.decision_trace.answer import Why
from analyzer.reports.cells import safe_terminal
from analyzer.reports.why_html import html_page
from analyzer.reports.why_page import page


@dataclass(frozen=True, kw_only=True, repr=False)
class WhyReport(Why):
    """An answer that renders itself: as text when printed, as HTML in a notebook."""

    @classmethod
    def of(cls, answer: Why) -> WhyReport:
        """Return the same answer, able to show itself."""
        return cls(**{field.name: getattr(answer, field.name) for field in fields(answer)})

    def __str__(self) -> str:
        return "\n".join(safe_terminal(line) for line in page(self))

    def __repr__(self) -> str:
        return safe_terminal(
            f"<{self.user['display_name']}, {self.access_package['display_name']}: {self.verdict}>"
        )

    def _repr_html_(self) -> str:
        return html_page(self)
