"""What `why` answers: data first. The page, the JSON document and the notebook are made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of the export that an answer rests on; `file` and `row` where it has a place of its own."""

    dataset: str
    id: str | None
    file: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate: does it stand in the way?

    `stands`: true, false, or None where the export cannot tell. `message` says what was found. `remedy` is
    what to do about it; for an unknown gate `needs` says what would decide.
    """

    rule: str
    stands: bool | None
    message: str
    source: str
    remedy: str = ""
    needs: str = ""
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Somebody whom a stage asks. `name` is `<NA>`-free text; `able` is None where the export cannot tell.

    `why_not` says why somebody cannot act, `via` through what he is asked.
    """

    name: str
    user_id: str | None
    able: bool | None
    why_not: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One approval stage. Times are ISO 8601 durations as exported, None where nothing was.

    `stuck`: certainly nobody whom it asks can decide.
    """

    order: int
    asked: tuple[Approver, ...]
    alternates: tuple[Approver, ...]
    escalates_after: str | None
    denied_after: str | None
    remark: str = ""
    stuck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One resource role that the package gives, and what may keep it from arriving."""

    resource: str
    role: str
    kind: str
    hazard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSteps:
    """What happens after the request under one policy."""

    approval: bool | None
    input: tuple[str, ...]
    stages: tuple[Stage, ...]
    deliveries: tuple[Delivery, ...]
    deliveries_known: bool
    ends: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAnswer:
    """What one policy says to the person. `next` is there where the policy would be offered."""

    policy_id: str
    policy_name: str
    scope: str | None
    admits: bool | None
    reasons: tuple[Gate, ...]
    tier: int | None
    offered: bool
    on_behalf: bool | None
    record: Record
    next: NextSteps | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One concrete change of one record.

    `action`: `set` (each dotted path of `values` gets its value), `add` (the record `values`) or `remove`.
    `record` names the record by its keys. `what` says it in words, `who` may do it; an edit that says nothing
    goes with the one before it. `cost`: the more it opens to others, or must be guessed, the higher.
    """

    dataset: str
    action: str
    record: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    what: str = ""
    who: str = ""
    cost: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Edits that together flip the verdict; `verdict` is what evaluating them gave."""

    edits: tuple[Edit, ...]
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The whole answer for one person and one package."""

    user: dict[str, Any]
    access_package: dict[str, Any]
    as_of: datetime
    as_of_source: str
    verdict: str
    visible: bool | None
    link: str | None
    gates: tuple[Gate, ...]
    state: tuple[Gate, ...]
    policies: tuple[PolicyAnswer, ...]
    blockers: tuple[Gate, ...]
    undetermined: tuple[Gate, ...]
    changes: tuple[Change, ...]

    @property
    def offered(self) -> tuple[PolicyAnswer, ...]:
        """Return the policies among which the person may choose."""
        return tuple(policy for policy in self.policies if policy.offered)
