"""What a home pays for answers that are too much for it."""

from __future__ import annotations

import asyncio
import sys
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import perf_counter

import aiohttp

from custom_components.smspilot.api import transport
from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import OutcomeUnknownError
from custom_components.smspilot.api.models import ApiKey

from .odd_server import BODIES, MIB

TIME_LIMIT = 2.0
"""Seconds in the place of ten, for the answer that drips."""


async def costs() -> AsyncIterator[tuple[str, float, float]]:
    """Yield, for each kind of answer, the most memory in MiB and the longest stall in seconds."""
    transport.READ_TIMEOUT = aiohttp.ClientTimeout(total=TIME_LIMIT)
    for name in BODIES:
        async with _server(name) as url, aiohttp.ClientSession() as session:
            client = SmsPilotClient(session, ApiKey(key="0" * 64), url=url)
            stall = await _longest_stall(client)
            yield name, await _most_memory(client), stall


@asynccontextmanager
async def _server(name: str) -> AsyncIterator[str]:
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


async def _longest_stall(client: SmsPilotClient) -> float:
    asking = asyncio.create_task(_ask(client))
    longest, last = 0.0, perf_counter()
    while not asking.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, perf_counter() - last - 0.001), perf_counter()
    return longest
