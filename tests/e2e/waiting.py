"""Waiting for what only can be asked for."""

from __future__ import annotations

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
