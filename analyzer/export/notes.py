"""What is wrong with a file as a whole: said once, in one sentence, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

UNFOLLOWED_NEXT_LINK = "unfollowed-next-link"
MISSING_PAGE = "missing-page"
FAILED_REQUEST = "failed-request"
FEWER_THAN_STATED = "fewer-than-stated"
STATED_COUNT = "stated-count"
"""No problem: what a page says of how many records there are. Compared with what came, once all is read."""
UNREADABLE_MANIFEST = "unreadable-manifest"
ERROR_BODY = "error-body"
CUT_FILE = "cut-file"
NOT_JSON = "not-json"
NOT_PARQUET = "not-parquet"
NOT_CSV = "not-csv"
RAGGED = "ragged-row"
CSV_COLUMNS = "csv-columns"
NO_IDENTITY = "no-identity"
ENCODING = "encoding"
UNREADABLE = "unreadable"
ARCHIVE = "archive"
ARCHIVE_MEMBER = "archive-member"
KNOWN_EXPORTER_DEFECT = "known-exporter-defect"
TYPE = "type"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A defect met inside one file, before it is known which file and dataset that is."""

    rule: str
    message: str
    """Continues the file's name: "ends in the middle of a record"."""
    after: int | None = None
    """Records of the file read before the defect; None when it concerns the whole file."""
    pointer: str = ""
    value: str = ""
    incomplete: bool = True

    def moved(self, records: int) -> Flaw:
        """Return the flaw as it is when so many records of the file come before."""
        return self if self.after is None else replace(self, after=self.after + records)


@dataclass(frozen=True, slots=True)
class Note:
    """A problem row about a file, a page or a column. `row` is 1-based; None means the whole file."""

    dataset: str
    file: str
    row: int | None
    pointer: str
    rule: str
    message: str
    value: str
    incomplete: bool
    """Records are missing: that something is not in this dataset proves nothing."""


def note(flaw: Flaw, dataset: str, file: str) -> Note:
    """Return the flaw with its place: `file` as the user sees it."""
    row = None if flaw.after is None else flaw.after + 1
    message = f"{file} {flaw.message}"
    return Note(dataset, file, row, flaw.pointer, flaw.rule, message, flaw.value, flaw.incomplete)
