"""Measure two ways of doing a thing side by side, and how long a loop stands still."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, thread_time
from typing import NamedTuple


class Pair(NamedTuple):
    """How long one thing took, in seconds, and how many times as long as the other."""

    seconds: float
    ratio: float


async def alternate(
    one: Callable[[], Awaitable[object]],
    other: Callable[[], Awaitable[object]],
    *,
    rounds: int,
    clock: Callable[[], float] = perf_counter,
) -> Pair:
    """Compare two coroutines: each round measures both, so that a busy machine slows both."""

    async def took(work: Callable[[], Awaitable[object]]) -> float:
        begun = clock()
        await work()
        return clock() - begun

    await one()
    await other()
    gc.collect()
    pairs = [(await took(one), await took(other)) for _ in range(rounds)]
    return Pair(
        seconds=median(one for one, _ in pairs), ratio=median(one / other for one, other in pairs)
    )


@dataclass(slots=True)
class Stall:
    """How long nothing else could run, at the most."""

    seconds: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Stall]:
    """Watch each turn of the loop within the block.

    By the time of its thread on the processors: other programs add nothing, nor do its own threads,
    one of which may keep the interpreter for five milliseconds more. All that was there before is
    kept from the garbage collector, whose full run through a Home Assistant takes a seventh of a
    second, whatever sets it off.
    """
    stall = Stall()

    async def watch() -> None:
        last = thread_time()
        while True:
            await asyncio.sleep(0)
            now = thread_time()
            stall.seconds, last = max(stall.seconds, now - last), now

    gc.collect()
    gc.freeze()
    watching = asyncio.create_task(watch())
    try:
        yield stall
    finally:
        watching.cancel()
        gc.unfreeze()
