"""Waiting for what only can be asked for."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def until(done: Callable[[], bool], within: float = 120) -> None:
    """Ask again and again until something is so; fail after so many seconds."""
    end = time.monotonic() + within
    while not done():
        assert time.monotonic() < end
        time.sleep(0.2)


async def eventually(done: Callable[[], bool], within: float = 120) -> None:
    """Ask again and again until something is so, while other tasks run; fail after a while."""
    async with asyncio.timeout(within):
        while not done():  # noqa: ASYNC110  # another process cannot set an event of ours
            await asyncio.sleep(0.05)
