"""How a table of words lifts an object: what moves, which numbers are durations, what lies inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analyzer.export.dialects.losses import Losses, Object


Rewrite: TypeAlias = "Callable[[Object, Object, Losses], None]"


@dataclass(frozen=True, slots=True)
class Shape:
    """What one type of object is called in a dialect. A new word is one line in one of these tables."""

    moves: Mapping[str, str] = field(default_factory=dict)
    """Path in the dialect to path in v1.0; at most two steps each. What v1.0 has already stays."""
    durations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Whole number in the dialect to (v1.0 property, ISO 8601 duration with {} for the number)."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """v1.0 property to the dialect's words for its values, in lower case, and v1.0's."""
    members: Mapping[str, str] = field(default_factory=dict)
    """v1.0 property to the name of the shape that its object, or each object of its list, has."""
    rewrite: Rewrite | None = None
    """What tables cannot say; called with the object as given, the copy to change, and what is lost."""
    rewritten: tuple[str, ...] = ()
    """Keys of the dialect that `rewrite` deals with."""

    @property
    def foreign(self) -> frozenset[str]:
        """The keys by which the dialect is told."""
        return frozenset(path.rpartition(".")[2] for path in (*self.moves, *self.durations, *self.rewritten))


Shapes: TypeAlias = dict[str, Shape]


def lift_object(shapes: Mapping[str, Shape], name: str, given: Object, losses: Losses) -> Object:
    """Return a copy of an object as v1.0 writes it."""
    shape = shapes[name]
    lifted = dict(given)
    for source, target in shape.moves.items():
        if source in lifted or "." in source:
            _move(lifted, source, target)
    for key, (target, pattern) in shape.durations.items():
        if key in lifted:
            _put(lifted, target, "", as_duration(lifted.pop(key), pattern))
    for key, words in shape.words.items():
        word = lifted.get(key)
        if isinstance(word, str):
            lifted[key] = words.get(word.lower(), word)
    if shape.rewrite is not None:
        shape.rewrite(given, lifted, losses)
    for key, inner in shape.members.items():
        if key in lifted:
            lifted[key] = _lift_member(shapes, inner, lifted[key], losses)
    return lifted


def as_duration(number: Any, pattern: str) -> Any:
    """Return a whole number, or its digits, as an ISO 8601 duration; anything else as it is."""
    is_number = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    if is_number or (isinstance(number, str) and number.isascii() and number.isdigit()):
        return pattern.format(int(number)) if int(number) or "T" not in pattern else "PT0S"
    return number


def _lift_member(shapes: Mapping[str, Shape], name: str, value: Any, losses: Losses) -> Any:
    if isinstance(value, dict):
        return lift_object(shapes, name, value, losses)
    if isinstance(value, list):
        return [lift_object(shapes, name, one, losses) if isinstance(one, dict) else one for one in value]
    return value


def _move(lifted: Object, source: str, target: str) -> None:
    """Move one value. Objects on the way are copied first: the caller's stay as they are."""
    outer, _, key = source.rpartition(".")
    holder = lifted.get(outer) if outer else lifted
    if not isinstance(holder, dict) or key not in holder:
        return
    if outer:
        holder = lifted[outer] = dict(holder)
    value = holder.pop(key)
    first, _, second = target.partition(".")
    _put(lifted, first, second, value)


def _put(lifted: Object, first: str, second: str, value: Any) -> None:
    """Set a value where v1.0 has it, unless v1.0's own is there. Null creates no object around it."""
    if not second:
        if lifted.get(first) is None:
            lifted[first] = value
        return
    holder = lifted.get(first)
    if value is None or not (holder is None or isinstance(holder, dict)):
        return
    if holder is None or holder.get(second) is None:
        lifted[first] = {**(holder or {}), second: value}
