"""Print what the integration costs, beside others and by size: `scripts/benchmark`."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from . import alarms, answers, client, quiet, receiving, sizes, weight
from .pictures import Figures, draw
from .table import HEAD, Row


async def _rows(figures: Figures, *, long: bool) -> AsyncIterator[Row]:
    for measured in (
        alarms.times(figures, long=long),
        alarms.bytes_written(long=long),
        client.rows(long=long),
        sizes.cpu(figures, long=long),
        sizes.at_once(long=long),
        receiving.polls(long=long),
        quiet.rows(long=long),
        weight.rows(long=long),
        answers.rows(long=long),
    ):
        async for row in measured:
            yield row


async def _main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument("--long", action="store_true", help="more rounds, and the rest")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="where to draw to")
    chosen = parser.parse_args()
    figures = Figures()
    print(HEAD, flush=True)
    async for row in _rows(figures, long=chosen.long):
        print(row, flush=True)
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f}")
    if chosen.pictures is not None:
        draw(figures, chosen.pictures)


asyncio.run(_main())
