"""Waiting for what only can be asked for."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 240.0
"""Seconds that a test waits for what must come: enough for a machine that is busy with more."""


def until(done: Callable[[], bool]) -> None:
    """Ask again and again until something is so."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.2)


async def eventually(done: Callable[[], bool]) -> None:
    """Ask again and again until something is so, while other tasks run."""
    async with asyncio.timeout(PATIENCE):
        while not done():  # noqa: ASYNC110  # another process cannot set an event of ours
            await asyncio.sleep(0.05)
