"""Everything is a relation, asked for by name: a dataset, or a function whose parameters name relations.

`Relations` computes each once, in the order the parameters ask for. A parameter without a default is
needed; one that defaults to None is used when the export has it; one that defaults to `HINT` likewise, but
what it lacks decides nothing. The same signatures say what a check needs, so nothing has to be listed twice.
"""

from __future__ import annotations

import inspect
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from analyzer.datasets import DATASETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from analyzer.tables.dataset import Dataset

RELATIONS: dict[str, Callable[..., Any]] = {}
HINT: Any = object()
"""Default of a parameter that can only settle what would stay unknown: its gaps make no answer unsure."""
_NEEDED = inspect.Parameter.empty
_F = TypeVar("_F", bound="Callable[..., Any]")


def relation(function: _F) -> _F:
    """Register a function as the relation of its own name.

    Raises:
        ValueError: two functions claim the same name, or one takes a dataset's.
    """
    name = function.__name__
    if name in RELATIONS or name in DATASETS:
        raise ValueError(f"two relations are called {name}")
    RELATIONS[name] = function
    return function


class MissingDatasetError(Exception):
    """A needed dataset is not in the export."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


class DatasetSource(Protocol):
    """Where datasets come from: an export on disk, or records in memory."""

    def has(self, name: str) -> bool:
        """Tell whether the export holds the dataset, perhaps nested inside another."""
        ...

    def dataset(self, name: str) -> Dataset:
        """Read the dataset."""
        ...

    def view(self, name: str) -> Dataset:
        """Read the dataset; the view notes by itself what is looked for in vain (`missed`)."""
        ...


class Coverage:
    """Tells which datasets may be trusted when something is absent from them (parameter `coverage`)."""

    def __init__(self, source: DatasetSource) -> None:
        self._source = source

    def has(self, name: str) -> bool:
        """Tell whether the dataset is there."""
        return self._source.has(name)

    def complete(self, name: str) -> bool:
        """Tell whether the dataset is there and has no gaps."""
        return self._source.has(name) and self._source.dataset(name).complete

    def gaps(self, name: str) -> tuple[str, ...]:
        """Return the reasons why rows of a present dataset may be missing."""
        if not self._source.has(name):
            return ()
        dataset = self._source.dataset(name)
        return (*dataset.gaps, *dataset.unseen_parents)


class Relations:
    """The relations of one snapshot, each computed at most once."""

    def __init__(self, source: DatasetSource, as_of: Callable[[], datetime]) -> None:
        self._source = source
        self._known: dict[str, Any] = {"coverage": Coverage(source)}
        self._missing: dict[str, frozenset[str]] = {}
        self._views: dict[Callable[..., Any], dict[str, Dataset]] = {}
        self._as_of = as_of
        self._coming: dict[str, Future[Any]] = {}
        self._lock = Lock()
        self._base: Relations | None = None
        self._given: frozenset[str] = frozenset()
        self._follows: frozenset[str] = frozenset()

    def given(self, **values: Any) -> Relations:
        """Return relations in which some have these values; what does not follow from them is shared.

        What was given before stays as it was given.
        """
        other = Relations(self._source, self._as_of)
        other._base = self
        other._given = self._given.union(values)
        other._known |= values
        other._missing |= dict.fromkeys(other._given, frozenset())
        follows = frozenset(name for name in RELATIONS if _names_behind(name) & values.keys())
        other._follows = follows - self._given
        return other

    def __getitem__(self, name: str) -> Any:
        with self._lock:
            if name in self._known:
                return self._known[name]
            coming = self._coming.get(name)
            if mine := coming is None:
                coming = self._coming[name] = Future()
        if mine:
            self._fulfil(name, coming)
        return coming.result()

    def begin(self, name: str) -> None:
        """Compute a relation in another thread; whoever asks for it meanwhile waits."""
        Thread(target=self._begun, args=(name,), daemon=True).start()

    def compute_beside(self, name: str, functions: Iterable[Callable[..., Any]]) -> None:
        """Compute what functions are made from, but for what a relation that takes its time is needed for."""
        behind = {each for function in functions for each in _functions_behind(function)}
        for each, function in RELATIONS.items():
            waits = each == name or name in _names_behind(each)
            if function in behind and not waits and not self.missing(function):
                _ = self[each]

    def _begun(self, name: str) -> None:
        with suppress(Exception):  # whoever asks for it meets it
            _ = self[name]

    def _fulfil(self, name: str, coming: Future[Any]) -> None:
        """Compute a relation that other threads may be waiting for."""
        try:
            made = self._known[name] = self._make(name)
        except BaseException as error:  # noqa: BLE001  # raised by whoever asks for the result
            coming.set_exception(error)
        else:
            coming.set_result(made)
        with self._lock:
            del self._coming[name]

    def call(self, function: Callable[..., Any]) -> Any:
        """Call a function with the relations its parameters name.

        Raises:
            MissingDatasetError: the export lacks datasets that the function needs.
        """
        missing = self.missing(function)
        if missing:
            raise MissingDatasetError(missing)
        arguments = {name: self._argument(name, need) for name, need in _needs(function)}
        views = {
            name: self._source.view(name)
            for name, value in arguments.items()
            if name in DATASETS and name not in self._given and value is not None
        }
        self._views[function] = views
        return function(**arguments | views)

    def is_known(self, name: str) -> bool:
        """Tell whether a relation was computed already."""
        return name in self._known

    def missing(self, function: Callable[..., Any]) -> frozenset[str]:
        """Return the datasets that the function needs, directly or not, and the export lacks."""
        needed = (self._missing_for(name) for name, need in _needs(function) if need is _NEEDED)
        return frozenset[str]().union(*needed)

    def read_by(self, function: Callable[..., Any]) -> frozenset[str]:
        """Return the datasets in the export that the function makes use of, directly or not."""
        needed = datasets_of(function) - self._given
        return frozenset(name for name in needed if self._source.has(name))

    def needed_by(self, functions: Iterable[Callable[..., Any]]) -> frozenset[str]:
        """Return the datasets in the export that the functions which can be called make use of."""
        callable_ = (function for function in functions if not self.missing(function))
        return frozenset[str]().union(*map(self.read_by, callable_))

    def unexported(self, function: Callable[..., Any]) -> frozenset[str]:
        """Return the properties (`users.accountEnabled`) that it, or what it is made from, found absent."""
        found = frozenset(
            f"{name}.{path}"
            for each in _functions_behind(function)
            for name, view in self._views.get(each, {}).items()
            for path in view.missed
        )
        return found if self._base is None else found | self._base.unexported(function)

    def _make(self, name: str) -> Any:
        if self._base is not None and name not in self._follows:
            return self._base[name]
        if name == "as_of":
            return self._as_of()
        if name in DATASETS:
            return self._source.dataset(name)
        return self.call(RELATIONS[name])

    def _argument(self, name: str, need: Any) -> Any:
        return None if need is not _NEEDED and self._missing_for(name) else self[name]

    def _missing_for(self, name: str) -> frozenset[str]:
        if name not in self._missing:
            if name in DATASETS:
                self._missing[name] = frozenset() if self._source.has(name) else frozenset({name})
            else:
                self._missing[name] = self.missing(RELATIONS[name]) if name in RELATIONS else frozenset()
        return self._missing[name]


def datasets_of(function: Callable[..., Any], *, needed_only: bool = False) -> frozenset[str]:
    """Return every dataset that a relation or check is made from, directly or not."""

    def walk(each: Callable[..., Any]) -> Iterator[str]:
        for name, need in _needs(each):
            if need is HINT or (needed_only and need is not _NEEDED):
                continue
            if name in DATASETS:
                yield name
            elif name in RELATIONS:
                yield from walk(RELATIONS[name])

    return frozenset(walk(function))


@cache
def _functions_behind(function: Callable[..., Any]) -> frozenset[Callable[..., Any]]:
    """Return the function and every relation that it is made from, directly or not."""
    direct = (RELATIONS[name] for name, need in _needs(function) if name in RELATIONS and need is not HINT)
    return frozenset([function]).union(*map(_functions_behind, direct))


@cache
def _names_behind(name: str) -> frozenset[str]:
    """Return the names of everything a relation is made from, directly or not."""
    direct = [each for each, _ in _needs(RELATIONS[name])] if name in RELATIONS else []
    return frozenset(direct).union(*map(_names_behind, direct))


@cache
def _needs(function: Callable[..., Any]) -> tuple[tuple[str, Any], ...]:
    """Return the parameters of a relation and their defaults: `_NEEDED`, None or `HINT`."""
    parameters = inspect.signature(function).parameters.values()
    return tuple((each.name, each.default) for each in parameters)
