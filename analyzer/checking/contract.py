"""What a check is: its metadata, its page, and the function that decides. Importing this costs no pandas."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE_SECTIONS = ("Why it matters", "How it is decided", "What it cannot see")


class Severity(StrEnum):
    """How bad one finding is; the order of declaration is the order of reports."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the most severe."""
        return list(Severity).index(self)


class Category(StrEnum):
    """Which part of entitlement management a check looks at."""

    ADMINISTRATION = "administration"
    RESOURCES = "resources"
    REQUESTS = "requests"
    APPROVALS = "approvals"
    DELIVERY = "delivery"
    EXTERNAL = "external"
    LIFECYCLE = "lifecycle"
    GOVERNANCE = "governance"


class Subject(StrEnum):
    """The kind of thing a finding is about (`subject_type`)."""

    ORGANIZATION = "organization"
    USER = "user"
    ACCESS_PACKAGE = "access_package"
    ASSIGNMENT_POLICY = "assignment_policy"
    ASSIGNMENT = "assignment"
    ASSIGNMENT_REQUEST = "assignment_request"
    CONNECTED_ORGANIZATION = "connected_organization"


class Verdict(StrEnum):
    """The answer of one check for one export."""

    FOUND = "found"
    UNDETERMINED = "undetermined"
    PASSED = "passed"
    NOT_EVALUATED = "not-evaluated"
    NOT_APPLICABLE = "not-applicable"
    ERRORED = "errored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One checklist item.

    `decide` takes relations by parameter name and returns a frame with one row per candidate and a column
    `fires` (boolean: yes, no, unknown). Columns `person`, `package` and `policy` hold codes; the machinery
    turns them into ids and names, and into the subject unless the frame says `subject_id` itself.

    `message` and `remediation` are templates over the frame's columns and the report's. `identity` names
    further columns that tell findings of one subject apart, `evidence` those worth keeping, `blind_spots`
    what can leave a row undetermined although nothing is missing from the export.
    """

    slug: str
    title: str
    category: Category
    severity: Severity
    subject: Subject
    message: str
    remediation: str
    reference: str
    decide: Callable[..., Any]
    identity: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    blind_spots: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the relations the check is made from."""
        return tuple(inspect.signature(self.decide).parameters)

    @property
    def page(self) -> dict[str, str]:
        """Return the check's page: heading to text, `what` first, in reading order."""
        what, *sections = re.split(r"^## (.+)$", inspect.getdoc(self.decide) or "", flags=re.MULTILINE)
        headed = dict(zip(sections[::2], (text.strip() for text in sections[1::2]), strict=True))
        return {"What": what.strip(), **headed, "How to fix": self.remediation, "Source": self.reference}


def check(**metadata: Any) -> Callable[[Callable[..., Any]], Check]:
    """Declare the decorated function as a check.

    Raises:
        ValueError: the slug is malformed, or a section of the page is missing.
    """

    def declare(decide: Callable[..., Any]) -> Check:
        made = Check(decide=decide, **metadata)
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", made.slug):
            raise ValueError(f"{made.slug}: a slug is lower-case words joined by hyphens")
        missing = [section for section in PAGE_SECTIONS if section not in made.page]
        if missing:
            raise ValueError(f"{made.slug}: its page lacks the sections {missing}")
        return made

    return declare
