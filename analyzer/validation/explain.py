"""The slow road: every flaw of a record, and the record without the values that must not be believed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from analyzer.validation.decoders import members
from analyzer.validation.flaws import Flaw, broken
from analyzer.validation.judge import Judge, judge_of
from analyzer.validation.reading import REFUSALS, Reading, read, read_leniently
from analyzer.validation.rules import Rule, Rulebook, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_encode = msgspec.json.Encoder().encode
_SHORT = 64
_MOST_REMEMBERED = 1000


class Explained(NamedTuple):
    """What came of one record."""

    flaws: list[Flaw]
    text: bytes | None
    """The record in canonical spelling, unbelievable values null, as JSON; None when it is set aside."""


def explain_texts(book: Rulebook, texts: Iterable[bytes]) -> Iterator[Explained]:
    """Judge records one by one. Only the members that a typed decoder refuses reach `jsonschema`."""
    explainer = _Explainer(book)
    short = lru_cache(_MOST_REMEMBERED)(explainer.explain)  # a damaged page may hold very many times `null`
    return (short(text) if len(text) <= _SHORT else explainer.explain(text) for text in texts)


class _Explainer:
    def __init__(self, book: Rulebook) -> None:
        self._root = book.root
        self._judge: Judge = judge_of(book)
        self._decoders = members(book)

    def explain(self, text: bytes) -> Explained:
        reading = read(text)
        if isinstance(reading, Flaw):
            return Explained([reading], None)
        try:
            return self._explain(reading)
        except REFUSALS:  # a member holds what only the lenient reader takes
            reading = read_leniently(text)
            return Explained([reading], None) if isinstance(reading, Flaw) else self._explain(reading)

    def _explain(self, reading: Reading) -> Explained:
        if reading.members is None or not self._root.complete:
            flaws, record = self._whole(msgspec.json.decode(reading.text))
        else:
            flaws, record = self._by_members(reading.members)
        told = {flaw.path for flaw in reading.flaws}  # what stands in for NaN is nobody's mistake
        flaws = [*reading.flaws, *(flaw for flaw in flaws if flaw.path not in told)]
        is_lost = any(not flaw.is_warning for flaw in flaws)
        return Explained(flaws, None if is_lost else _encode(record))

    def _whole(self, record: Any) -> tuple[list[Flaw], Any]:
        if not isinstance(record, dict):  # no other keyword says anything about it
            return [broken((), "type", "object", record)], None
        flaws = self._judge.of_record(record)
        _forget(record, flaws)
        return flaws, _fitted(record, self._root)

    def _by_members(self, given: Mapping[str, msgspec.Raw]) -> tuple[list[Flaw], dict[str, Any]]:
        flaws: list[Flaw] = []
        record: dict[str, Any] = {}
        for name, decoder in self._decoders.items():
            text = given.get(name)
            if text is None:
                if name in self._root.required:
                    flaws += self._judge.of_member(name)
                continue
            try:
                record[name] = decoder.decode(text) if decoder else self._judged(name, text, flaws)
            except msgspec.ValidationError:
                record[name] = self._judged(name, text, flaws)
        return flaws, record

    def _judged(self, name: str, text: msgspec.Raw, flaws: list[Flaw]) -> Any:
        member = {name: msgspec.json.decode(text)}
        found = self._judge.of_member(name, member[name])
        flaws += found
        _forget(member, found)
        return _fitted(member[name], self._root.properties[name])


def _forget(record: dict[str, Any], flaws: list[Flaw]) -> None:
    """Set to null, in place, what a warning is about."""
    for flaw in flaws:
        if flaw.is_warning and flaw.path:
            holder: Any = record
            for step in flaw.path[:-1]:
                holder = holder[step]
            holder[flaw.path[-1]] = None


def _fitted(value: Any, rule: Rule) -> Any:
    """Keep what the dataset has a column for, in the types and spellings of the schema."""
    if isinstance(value, dict):
        return {name: _fitted(value[name], child) for name, child in rule.properties.items() if name in value}
    if isinstance(value, list) and rule.items:
        return [_fitted(item, rule.items) for item in value]
    if isinstance(value, str) and rule.spellings:
        return rule.spellings.get(folded(value), value)
    if isinstance(value, float) and rule.kind == "integer" and value.is_integer():
        return int(value)
    return value
