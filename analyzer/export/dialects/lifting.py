"""One record, in whatever dialect it is, as Graph v1.0 writes it. Its keys decide, never its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer.export.dialects.beta import ROOTS, SHAPES
from analyzer.export.dialects.canonical import settled
from analyzer.export.dialects.powershell import from_powershell, is_powershell
from analyzer.export.dialects.shapes import lift_object

if TYPE_CHECKING:
    from analyzer.export.dialects.losses import Loss, Losses, Object


class Lifted(NamedTuple):
    """A record in the v1.0 dialect, and what its own dialect could not say."""

    record: Object
    losses: frozenset[Loss]


def lift(dataset: str, record: Object) -> Object:
    """Return a record as v1.0 writes it. What its dialect cannot carry is absent, never guessed."""
    return lift_with_losses(dataset, record).record


def lift_with_losses(dataset: str, record: Object) -> Lifted:
    """Return a record as v1.0 writes it, and why parts of it became unknown."""
    losses: Losses = set()
    powershell = is_powershell(record)
    lifted = from_powershell(record, losses) if powershell else record
    if dataset in ROOTS:
        lifted = lift_object(SHAPES, ROOTS[dataset], lifted, losses)
    return Lifted(settled(dataset, lifted, losses, powershell=powershell), frozenset(losses))
