"""Values as the schemas want them, whatever dialect the keys were in: words, times, and what was cut off.

* Beta and PowerShell write the members of enumerations with a capital letter (graph.md, trap 5).
* Windows PowerShell writes `/Date(milliseconds)/`, and a duration as an object with `Ticks` (graph.md 5.3).
* PowerShell has no dates without a time: it writes `2024-05-01T00:00:00`.
* `ConvertTo-Json` writes the name of a type, or joined text, for what lies deeper than its `-Depth`.
* An object whose id is null and that says nothing else is a shell: not exported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from analyzer.datasets import resolved
from analyzer.export.dialects.losses import CUT_BY_DEPTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.export.dialects.losses import Losses, Object

_CUT = re.compile(r"(?:Microsoft\.Graph\.|System\.|@\{)")
_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?Z?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS = 10_000_000
_NOTHING: Any = object()


@dataclass(frozen=True, slots=True)
class _Node:
    """What a schema says of one value, as far as this module cares."""

    members: Mapping[str, _Node] | None = None
    items: _Node | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    format: str = ""

    @property
    def is_plain(self) -> bool:
        return self.members is None and self.items is None and not self.words and not self.format


def settled(dataset: str, record: Object, losses: Losses, *, powershell: bool) -> Object:
    """Return the record with its values as the schema of the dataset writes them."""
    return _Settling(losses, powershell).members(_root(dataset), record)


class _Settling:
    def __init__(self, losses: Losses, powershell: bool) -> None:
        self._losses = losses
        self._powershell = powershell

    def members(self, node: _Node, given: Object) -> Object:
        wanted = node.members or {}
        changed: Object | None = None
        for key, value in given.items():
            member = wanted.get(key)
            if member is None or value is None:
                continue
            new = self._value(member, value)
            if new is not value:
                changed = changed if changed is not None else dict(given)
                if new is _NOTHING:
                    del changed[key]
                else:
                    changed[key] = new
        return given if changed is None else changed

    def _value(self, node: _Node, value: Any) -> Any:
        if node.members is not None:
            return self._object(node, value)
        if node.items is not None:
            return self._list(node.items, value)
        if node.words and isinstance(value, str):
            return node.words.get(value.lower(), value)
        return _time(node.format, value) if node.format else value

    def _object(self, node: _Node, value: Any) -> Any:
        if isinstance(value, dict):
            is_shell = "id" in value and all(inner is None for inner in value.values())
            return _NOTHING if is_shell else self.members(node, value)
        return self._cut() if self._is_cut(value) else value

    def _list(self, items: _Node, values: Any) -> Any:
        if not isinstance(values, list):
            return self._cut() if self._is_cut(values) else values
        nested = items.members is not None or items.items is not None
        if nested and any(map(self._is_cut, values)):
            return self._cut()
        new = [self._element(items, value) for value in values]
        return values if all(map(_same, new, values)) else new

    def _element(self, items: _Node, value: Any) -> Any:
        if items.members is not None:
            return self.members(items, value) if isinstance(value, dict) else value
        return self._value(items, value) if value is not None else None

    def _is_cut(self, value: Any) -> bool:
        """Tell whether a text stands where an object or a list belongs because it was cut off."""
        return isinstance(value, str) and (self._powershell or _CUT.match(value) is not None)

    def _cut(self) -> Any:
        self._losses.add(CUT_BY_DEPTH)
        return _NOTHING


def _same(new: Any, old: Any) -> bool:
    return new is old


def _time(kind: str, value: Any) -> Any:
    if kind == "duration":
        ticks = value.get("ticks") if isinstance(value, dict) else None
        return _iso_duration(ticks) if isinstance(ticks, int) else value
    if isinstance(value, dict):  # Windows PowerShell, for a date that carries a note about its display
        value = value.get("value", value)
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    text = _moment(found[1]) if found else None
    if kind == "date" and isinstance(value, str):
        midnight = _MIDNIGHT.fullmatch(text or value)
        return midnight[1] if midnight else value
    return text or value


def _moment(milliseconds: str) -> str | None:
    try:
        moment = _EPOCH + timedelta(milliseconds=int(milliseconds))
    except OverflowError:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _iso_duration(ticks: int) -> str:
    """Return .NET ticks (0.1 µs) as Graph writes a duration: `P14D`, `PT0S`, `P1DT2H`."""
    seconds, fraction = divmod(abs(ticks), _TICKS)
    days, rest = divmod(seconds, 86_400)
    hours, minutes = divmod(rest // 60, 60)
    last = f"{rest % 60}" + (f".{fraction:07}".rstrip("0") if fraction else "")
    clock = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if number)
    clock += f"{last}S" if last != "0" else ""
    text = ("-" if ticks < 0 else "") + "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return text if days or clock else "PT0S"


@cache
def _root(dataset: str) -> _Node:
    return _node(resolved(dataset))


def _node(schema: Mapping[str, Any]) -> _Node:
    if "properties" in schema:
        members = {name: _node(child) for name, child in schema["properties"].items()}
        return _Node({name: node for name, node in members.items() if not node.is_plain})
    if "items" in schema:
        return _Node(items=_node(schema["items"]))
    words = {word.lower(): word for word in schema.get("enum", ()) if word is not None}
    wanted = schema.get("format", "")
    return _Node(words=words, format=wanted if wanted in {"date-time", "date", "duration"} else "")
