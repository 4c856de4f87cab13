"""What a home pays for answers that are too much for it."""

from __future__ import annotations

import asyncio
import sys
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp

from custom_components.smspilot.api import transport
from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import OutcomeUnknownError
from custom_components.smspilot.api.models import ApiKey

from .measure import watched
from .odd_server import BODIES, MIB
from .table import Row

MOST_MEMORY, LONGEST_STALL = 20.0, 20.0
"""MiB and milliseconds."""
TIME_LIMIT = 2.0
"""Seconds in the place of ten, for the answer that drips."""


async def rows(*, long: bool) -> AsyncIterator[Row]:
    """Measure, for each kind of answer, the most memory and the longest stall."""
    transport.READ_TIMEOUT = aiohttp.ClientTimeout(total=TIME_LIMIT)
    for name in BODIES if long else ():
        async with server(name) as url, aiohttp.ClientSession() as session:
            client = SmsPilotClient(session, ApiKey(key="0" * 64), url=url)
            async with watched() as stall:
                await _ask(client)
            memory = await _most_memory(client)
        yield Row(
            f"an answer that is too much ({name}): memory, longest stall",
            f"{memory:.1f} MiB, {stall.seconds * 1e3:.0f} ms",
            f"≤ {MOST_MEMORY:g} MiB, {LONGEST_STALL:g} ms",
            memory <= MOST_MEMORY and stall.seconds * 1e3 <= LONGEST_STALL,
        )


@asynccontextmanager
async def server(name: str) -> AsyncIterator[str]:
    """Run a server whose answers are of a kind."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.odd_server", name), stdout=asyncio.subprocess.PIPE
    )
    try:
        if server.stdout is not None:
            yield (await server.stdout.readline()).decode().strip()
    finally:
        server.kill()
        await server.wait()


async def _ask(client: SmsPilotClient) -> None:
    with suppress(OutcomeUnknownError):
        await client.inbound()


async def _most_memory(client: SmsPilotClient) -> float:
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    await _ask(client)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (most - before) / MIB
