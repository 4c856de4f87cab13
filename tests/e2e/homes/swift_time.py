"""Time that passes faster, for a home and its gateway alike."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulator import Simulator

PACE: Final = 5


def begin(simulator: Simulator, pace: int) -> str:
    """Let time pass faster from now on; return what a home is configured with to go along."""
    simulator.clock.hurry(pace)
    return f"swift:\n  pace: {pace}\n  since: {time.time()}\n"
