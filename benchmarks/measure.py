"""Measure two ways of doing a thing side by side."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Pair(NamedTuple):
    """How long one thing took, in seconds, and how many times as long as the other."""

    seconds: float
    ratio: float


def alternate(
    one: Callable[[], object], other: Callable[[], object], *, rounds: int = 31, repeat: int = 50
) -> Pair:
    """Compare two functions: each round measures both, so that a busy machine slows both."""

    def took(function: Callable[[], object]) -> float:
        begun = perf_counter()
        for _ in range(repeat):
            function()
        return (perf_counter() - begun) / repeat

    one()
    other()
    gc.collect()
    return _pair([(took(one), took(other)) for _ in range(rounds)])


async def alternate_async(
    one: Callable[[], Awaitable[object]],
    other: Callable[[], Awaitable[object]],
    *,
    rounds: int = 31,
) -> Pair:
    """Compare two coroutines in the same way, once a round."""

    async def took(function: Callable[[], Awaitable[object]]) -> float:
        begun = perf_counter()
        await function()
        return perf_counter() - begun

    await one()
    await other()
    gc.collect()
    return _pair([(await took(one), await took(other)) for _ in range(rounds)])


def _pair(rounds: list[tuple[float, float]]) -> Pair:
    return Pair(
        seconds=median(one for one, _ in rounds), ratio=median(one / other for one, other in rounds)
    )
