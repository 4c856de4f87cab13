"""Ports for the programs of these tests."""

from __future__ import annotations

import os

from demo.ports import free_port


def own_port(first: int) -> int:
    """Return a free port that other runs of these tests, side by side, are not likely to want."""
    return free_port(first + 10 * (os.getpid() % 1000))
