"""Much work in small slices, so that nobody else has to wait for its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Final

SLICE: Final = 0.001


async def in_slices[Thing, Result](
    things: Iterable[Thing], do: Callable[[Thing], Result]
) -> list[Result]:
    """Do something with each of many things; after every slice the event loop has its turn."""
    done: list[Result] = []
    until = perf_counter() + SLICE
    for thing in things:
        done.append(do(thing))
        if perf_counter() >= until:
            await asyncio.sleep(0)
            until = perf_counter() + SLICE
    return done
