"""Work on a stream in a few threads; results come, or are used, in the order of the items."""

from __future__ import annotations

import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SHORT_WAIT = 0.0005
"""Seconds. Opening a small file gives the interpreter away; to wait 5 ms for it each time costs a third."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Patience:
    """Lets threads hand over sooner while any stream is worked on; the last one to end restores what was."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._streams = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._streams:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(self._usual, _SHORT_WAIT))
            self._streams += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._streams -= 1
            if not self._streams:
                sys.setswitchinterval(self._usual)


_PATIENCE = _Patience()


def ordered_parallel(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int = 3,
    ahead: int = 3,
    *,
    eager: bool = False,
) -> Iterator[Result]:
    """Yield `work(item)` for each item, in order.

    Items are drawn in the caller's thread, at most `workers + ahead` before their results are taken, so
    memory stays bounded. One item gets no thread, for which the first waits for the second unless `eager`.
    An error in `work` or in `items` is raised where the result would have been.
    """
    source = iter(items)
    first = list(islice(source, 1 if eager else 2))
    if len(first) < 2 and not eager:  # a thread would cost more than it saves
        yield from map(work, first)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        with _PATIENCE:
            for item in chain(first, source):
                waiting.append(pool.submit(work, item))
                if len(waiting) >= workers + ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def parallel_in_turn(
    work: Callable[[Item], Result],
    then: Callable[[Result], object],
    items: Iterable[Item],
    workers: int = 2,
    ahead: int = 64,
) -> None:
    """Call `then(work(item))` for each item; `then` is called in the order of the items, once at a time.

    The thread that made a result uses it as well, while it is still near the processor. Only items wait.
    """

    def steps() -> Iterator[tuple[Item, Future[None], Future[None]]]:
        before: Future[None] = Future()
        before.set_result(None)
        for item in items:
            done: Future[None] = Future()
            yield item, before, done
            before = done

    def both(step: tuple[Item, Future[None], Future[None]]) -> None:
        item, before, done = step
        try:
            result = work(item)
            before.result()
            then(result)
        except BaseException as error:
            done.set_exception(error)
            raise
        done.set_result(None)

    for _ in ordered_parallel(both, steps(), workers, ahead):
        pass
