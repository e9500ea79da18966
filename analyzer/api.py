"""START HERE. The whole pipeline in one screen: an export goes in, an analysis comes out.

    export ─▶ validation ─▶ tables ─▶ reasoning ─▶ checks ─▶ analysis

`open_export(path)` lists the files. Everything else happens on demand: a check asks for relations, a relation
for datasets, a dataset is read, validated and turned into columns, once.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import analyzer.reasoning
import analyzer.tables  # noqa: F401  # these two make every relation known by name
from analyzer.analysis import Analysis, RunFacts, ValidationReport, decide
from analyzer.checking.catalogue import choose
from analyzer.datasets import DATASETS
from analyzer.decision_trace.moments import moment_for
from analyzer.errors import ExportError
from analyzer.export.inventory import take_inventory
from analyzer.export.tickets import require_tickets, ticket_problems, with_tickets
from analyzer.tables.accounting import Digests
from analyzer.tables.completeness import absent, extents
from analyzer.tables.forensics import examine
from analyzer.tables.moment import Moment, choose_moment
from analyzer.tables.references import report_dangling
from analyzer.tables.relations import RELATIONS, MissingDatasetError, Relations
from analyzer.tables.source import STREAMED, ExportSource
from analyzer.tables.tickets import stand_ins

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    import pandas as pd

    from analyzer.export.progress import Progress
    from analyzer.planning.export_plan import Plan
    from analyzer.reachability import Approvals
    from analyzer.reports.access_report import AccessReport
    from analyzer.reports.loss_report import LossReport
    from analyzer.reports.why_report import WhyReport
    from analyzer.tables.forensics import Seen

_TARGETS = "assignment_targets"
_HOW_TO_EXPORT = "`analyzer plan --for EXPORT` says how to export it."


def open_export(
    path: str | Path,
    *,
    as_of: datetime | None = None,
    tickets: str | Path | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Open an export: a folder or a single file.

    Args:
        path: the export.
        as_of: the moment it speaks about; default: what its manifest says, else its newest timestamp.
        tickets: a file of complaints (columns user, access_package, link) that is not in the export.
        progress: told about the reading.

    Raises:
        UsageError: a path does not exist.
        ExportError: nothing in it is recognised.
    """
    inventory = take_inventory(Path(path))
    if tickets is not None:
        inventory = with_tickets(inventory, Path(tickets))
    return Snapshot(ExportSource(inventory, progress), as_of)


class Snapshot:
    """An export after reading. Its datasets are attributes: `snapshot.users` is a DataFrame."""

    def __init__(self, source: ExportSource, as_of: datetime | None = None) -> None:
        self._source = source
        self._asked_as_of = as_of
        self._moment: Moment | None = None
        self._dated: Moment | None = None
        self._relations = Relations(source, lambda: (self._dated or self.moment).time)
        self._digests = Digests(source.inventory)

    def check(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Analysis:
        """Run the chosen checks (slugs or categories; default: all) and account for every file.

        Raises:
            UsageError: a name is neither a check nor a category.
        """
        selected = tuple(select)
        checks = choose(selected, ignore)
        self._digests.start()
        self._source.read_ahead(self._relations.needed_by([check.decide for check in checks]))
        outcomes, findings = decide(checks, self._relations)
        if selected:
            self._settle_moment()
        else:
            self._read_everything()
            self._trace_subjects()
        report_dangling(self._source)
        signs = examine(self._source)
        problems = self._source.journal.problems()
        return Analysis(outcomes=outcomes, findings=findings, problems=problems, run=self._run_facts(signs))

    def validate(self) -> ValidationReport:
        """Read everything and report every problem."""
        self._read_everything()
        report_dangling(self._source)
        signs = examine(self._source)
        rows = {name: self._source.rows_read(name) for name in DATASETS if self._source.has(name)}
        journal = self._source.journal
        return ValidationReport(
            problems=journal.problems(),
            datasets=rows,
            duplicates=dict(journal.duplicates),
            coverage=extents(self._source, signs),
            absent=absent(self._source),
            signs=signs,
        )

    def why(self, user: str, access_package: str) -> WhyReport:
        """Say why a person can or cannot get an access package, and what happens after the request.

        Args:
            user: an id, a user principal name or a mail address.
            access_package: an id or a display name.

        Raises:
            UsageError: no package, or several, answer to that name; or several people do.
            ExportError: the export lacks what every answer needs.
        """
        from analyzer.decision_trace import facts, trace  # noqa: PLC0415  # few runs ask for it
        from analyzer.reports.why_report import WhyReport  # noqa: PLC0415

        if not self._source.has("access_packages"):
            raise ExportError("The export has no access_packages.", _HOW_TO_EXPORT)
        ticket = facts.one_ticket(user, access_package)
        relations = self._relations.given(tickets=ticket, **stand_ins(self._source.has))
        with self._ready(relations, facts.QUESTIONS) as moment:
            relations.call(facts.require_known)
            return WhyReport.of(trace.trace(self._source, relations, moment))

    def why_tickets(self) -> pd.DataFrame:
        """Answer every ticket: may this person request this package, and what stands in the way.

        Returns:
            the columns of `analyzer why --tickets` (CONTRACT section 4), one row per ticket.

        Raises:
            UsageError: not one ticket could be read, and something is wrong with their file.
            ExportError: the export lacks what every answer needs.
        """
        from analyzer.decision_trace.ticket_table import ticket_answers  # noqa: PLC0415

        missing = stand_ins(self._source.has)
        relations = self._relations.given(**missing) if missing else self._relations
        with self._ready(relations, [ticket_answers]):
            answers: pd.DataFrame = relations.call(ticket_answers)
        if not len(answers):
            require_tickets(self._source.journal.problems())
        return answers

    def ticket_problems(self) -> list[str]:
        """Say, after `why_tickets`, what was wrong in the file of tickets; a row named here has no answer."""
        return ticket_problems(self._source.journal.problems())

    @contextmanager
    def _ready(self, relations: Relations, questions: Collection[Callable[..., Any]]) -> Iterator[Moment]:
        """Date the export by no more of it than the questions need, and explain what they lack."""
        needed = relations.needed_by(questions)
        self._source.read_ahead(needed)
        self._begin_memberships(needed)
        moment = (
            self._dated or self._moment or moment_for(self._source, self._asked_as_of, needed, self._newest)
        )
        self._dated = moment
        try:
            relations.compute_beside("membership_edges", questions)
            yield moment
        except MissingDatasetError as missing:
            names = ", ".join(sorted(missing.names))
            message = f"The export has no {names}; without that nothing can be said."
            raise ExportError(message, _HOW_TO_EXPORT) from missing

    def _begin_memberships(self, needed: frozenset[str]) -> None:
        """Read memberships while the rules already look at the people."""
        if {STREAMED, "users"} <= needed:
            _ = self._relations["person_keys"], self._relations["group_keys"]
            self._relations.begin("membership_edges")

    def approvals(self) -> Approvals:
        """Judge whether somebody can approve, for every requestable policy and everybody whom it lets ask.

        Requests that wait for approval, and how requests were denied, are told as well.

        Raises:
            ExportError: the export has no users, access packages or policies.
        """
        from analyzer.reachability import PARTS, approvals_of  # noqa: PLC0415  # few runs ask for it

        self._dated = self.moment  # how long requests have waited depends on the true one
        with self._ready(self._relations, [RELATIONS[name] for name in PARTS]) as moment:
            return approvals_of(self._relations, moment)

    def plan(self, name: str = "the export") -> Plan:
        """Say what is missing from the export, and which checks each request for it would decide."""
        from analyzer.planning.shortfall import plan_to_complete  # noqa: PLC0415  # few runs ask for it

        return plan_to_complete(self._source, self._relations, name)

    def access(
        self, user: str | None = None, resource: str | None = None, access_package: str | None = None
    ) -> AccessReport:
        """Tell by which routes access is held: of a user, to a resource, through a package, or all there is.

        Raises:
            UsageError: the export has no such user, resource or access package, or several.
            ExportError: the export has no users.
        """
        from analyzer.reports.access_report import AccessReport  # noqa: PLC0415  # few runs ask for it

        return AccessReport.of(self._source, self._relations, user, resource, access_package)

    def access_if_removed(self, kind: str, name: str) -> LossReport:
        """Tell who would lose what without an assignment, a policy, a package or a group.

        Raises:
            UsageError: there is no such object, or the export lacks what would answer.
            ExportError: the export has no users.
        """
        from analyzer.reports.loss_report import LossReport  # noqa: PLC0415  # few runs ask for it

        return LossReport.if_removed(self._source, self._relations, kind, name)

    def access_if_put_under(self, group: str, access_package: str) -> LossReport:
        """Tell who could lose membership of a group once a package grants it.

        Raises:
            UsageError: there is no such group or package, or a rule decides who is in the group.
            ExportError: the export has no users.
        """
        from analyzer.reports.loss_report import LossReport  # noqa: PLC0415  # few runs ask for it

        return LossReport.if_put_under(self._source, self._relations, group, access_package)

    @property
    def moment(self) -> Moment:
        """The as-of time and where it came from; may read the whole export to find the newest timestamp."""
        if self._moment is None:
            self._moment = choose_moment(self._asked_as_of, self._source.inventory.manifest, self._newest)
        return self._moment

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in DATASETS or not self._source.has(name):
            raise AttributeError(f"the export has no {name}")
        return ExportSource(self._source.inventory, keep_all=True).frame(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name for name in DATASETS if self._source.has(name))]

    def _newest(self) -> tuple[datetime, str] | None:
        self._source.read_all(but=STREAMED)
        return self._source.journal.newest

    def _settle_moment(self) -> None:
        """Date a run that no rule asked to date by what it has read anyway."""
        if self._moment is None:
            manifest = self._source.inventory.manifest
            self._moment = choose_moment(self._asked_as_of, manifest, lambda: self._source.journal.newest)

    def _read_everything(self) -> None:
        """Read what no check asked for, so that every problem is known."""
        self._source.read_all(but=STREAMED)
        if self._source.has(STREAMED) and self._source.has("users"):
            _ = self._relations["membership_edges"]
        elif self._source.has(STREAMED):  # nobody can be looked up: only the records themselves are judged
            for _ in self._source.dataset(STREAMED).batches():
                pass

    def _trace_subjects(self) -> None:
        """Say whose the assignments are, also where no check could be asked."""
        if self._source.has("assignments") and not self._relations.missing(RELATIONS[_TARGETS]):
            _ = self._relations[_TARGETS]

    def _run_facts(self, signs: tuple[Seen, ...]) -> RunFacts:
        return RunFacts(
            tenant_id=self._relations["tenant"].id,
            as_of=self.moment.time,
            as_of_source=self.moment.source,
            files=self._digests.input_files(self._source.journal, self._source.read_names),
            unrecognised=self._source.inventory.unrecognised,
            duplicates=dict(self._source.journal.duplicates),
            subjects=self._relations["subject_count"] if self._relations.is_known(_TARGETS) else None,
            coverage=extents(self._source, signs),
            absent=absent(self._source),
        )
