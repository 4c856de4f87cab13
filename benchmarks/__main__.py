"""Print what the integration costs, beside others and by size: `scripts/benchmark`."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncIterator

from . import alarms, answers, client, documents, quiet, receiving, sizes, weight
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
    parser.add_argument("--docs", action="store_true", help="--long, and write it into docs/")
    chosen = parser.parse_args()
    figures, load = Figures(), os.getloadavg()[0]
    print(HEAD, flush=True)
    rows: list[Row] = []
    async for row in _rows(figures, long=chosen.long or chosen.docs):
        print(row, flush=True)
        rows.append(row)
    print(f"\nLoad of the machine before: {load:.1f}")
    if chosen.docs:
        documents.write(rows, load)
        draw(figures, documents.PICTURES)


asyncio.run(_main())
