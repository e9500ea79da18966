"""Threads change nothing but the time it takes."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.export.parallel import ordered_parallel, parallel_in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator


@given(items=st.lists(st.integers(), max_size=30), workers=st.integers(1, 4), ahead=st.integers(0, 4))
def test_results_come_in_order(items: list[int], workers: int, ahead: int) -> None:
    assert list(ordered_parallel(lambda item: item * 2, items, workers, ahead)) == [
        item * 2 for item in items
    ]


def test_slow_items_do_not_change_the_order() -> None:
    def work(item: int) -> int:
        time.sleep(0.02 if item == 0 else 0)
        return item

    assert list(ordered_parallel(work, range(5))) == [0, 1, 2, 3, 4]


def test_few_items_are_drawn_ahead() -> None:
    drawn = []

    def items() -> Iterator[int]:
        for item in range(100):
            drawn.append(item)
            yield item

    results = ordered_parallel(lambda item: item, items(), workers=2, ahead=3)
    next(results)
    assert len(drawn) == 5
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 10])
def test_an_error_comes_where_its_result_would_have_been(count: int) -> None:
    def work(item: int) -> int:
        if item == count - 1:
            raise ValueError(str(item))
        return item

    results = ordered_parallel(work, range(count))
    assert [next(results) for _ in range(count - 1)] == list(range(count - 1))
    with pytest.raises(ValueError, match=str(count - 1)):
        next(results)


def test_a_single_item_needs_no_thread() -> None:
    here = threading.current_thread()
    assert list(ordered_parallel(lambda _: threading.current_thread(), [1])) == [here]


def test_streams_that_overlap_leave_the_interpreter_as_it_was() -> None:
    usual = sys.getswitchinterval()
    first, second = (ordered_parallel(str, range(100)) for _ in range(2))
    next(first), next(second)
    assert sys.getswitchinterval() < usual
    first.close()  # type: ignore[attr-defined]
    second.close()  # type: ignore[attr-defined]
    assert sys.getswitchinterval() == usual


@given(items=st.lists(st.integers(), max_size=30), workers=st.integers(1, 4), ahead=st.integers(0, 4))
def test_results_are_used_in_order(items: list[int], workers: int, ahead: int) -> None:
    used: list[int] = []
    parallel_in_turn(lambda item: item * 2, used.append, items, workers, ahead)
    assert used == [item * 2 for item in items]


def test_a_result_that_is_late_is_waited_for() -> None:
    used: list[int] = []

    def work(item: int) -> int:
        time.sleep(0.02 if item == 0 else 0)
        return item

    parallel_in_turn(work, used.append, range(5), workers=3)
    assert used == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("part", ["work", "then", "items"])
def test_after_an_error_nothing_more_is_used(part: str) -> None:
    used: list[int] = []

    def fail_at_three(item: int, where: str) -> int:
        if item == 3 and where == part:
            raise ValueError(where)
        return item

    with pytest.raises(ValueError, match=part):
        parallel_in_turn(
            lambda item: fail_at_three(item, "work"),
            lambda item: used.append(fail_at_three(item, "then")),
            (fail_at_three(item, "items") for item in range(100)),
            ahead=0,
        )
    assert used in ([], [0], [0, 1], [0, 1, 2]) if part == "items" else used == [0, 1, 2]
