"""Ports for the programs of these tests."""

from __future__ import annotations

import os
from typing import Final

from demo.ports import free_port

# Some systems lend ports to clients from 16,000 on, and one lent may be wanted when it is gone.
# Browsers refuse to open a page on 10,080.
DEMOS: Final = 10_100
HOMES: Final = 12_000
GATEWAYS: Final = 14_000
_PROCESSES: Final = 190
_EACH: Final = 10


def own_port(first: int) -> int:
    """Return a free port that other runs of these tests, side by side, are not likely to want."""
    return free_port(first + _EACH * (os.getpid() % _PROCESSES))
