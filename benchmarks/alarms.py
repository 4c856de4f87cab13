"""One alarm to ten people: how long it takes, what it writes, and what others need for it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from itertools import count
from statistics import median
from unittest.mock import patch

import aiohttp

from custom_components.smspilot.api import transport

from .gateway import Address, gateway
from .home import Home, home
from .measure import alternate
from .pictures import Figures
from .table import Row, growth, most

DELAY = 0.1
"""Seconds that the gateway is away."""
TEN = [f"7908000{number:04}" for number in range(10)]
_NUMBER = count()


async def bare_post(session: aiohttp.ClientSession, address: Address) -> None:
    """Send a text to ten numbers with nothing but aiohttp and json."""
    form = {"send": f"Bare {next(_NUMBER)}", "to": ",".join(TEN), "apikey": address.key}
    async with session.post(address.url, data={**form, "format": "json"}) as response:
        answer = json.loads(await response.read())
    if len(answer["send"]) != len(TEN):
        raise AssertionError(answer)


async def times(figures: Figures, *, long: bool) -> AsyncIterator[Row]:
    """Compare an alarm with one bare request, however much is remembered, and with others."""
    rounds = 15 if long else 7
    async with gateway(DELAY) as address, aiohttp.ClientSession() as session:
        for remembered in (0, 2_000, 5_000):
            async with home(address, remembered=remembered) as running:
                pair = await alternate(
                    lambda: running.alarm(f"Fire {next(_NUMBER)}"),
                    lambda: bare_post(session, address),
                    rounds=rounds,
                )
                running.expect(remembered + (1 + rounds) * len(TEN))
                figures.requests["smspilot"] = await _requests(running)
            name = "alarm to 10, gateway 100 ms away: until the last is accepted / one bare POST"
            yield most(f"{name}; {remembered:,} remembered", pair.ratio, 1.1)
        found = await _peers(address, rounds)
    for other in ("sms_pilot_py", "twilio_sms", "clicksend"):
        ratio, requests = found.get(other, (0.0, 0))
        if requests:
            figures.requests[other] = requests
        yield Row(f"the same by {other}", f"{ratio:.2f}" if requests else "could not be had")


async def _requests(running: Home) -> int:
    """Return how many requests an alarm makes."""
    exchange = transport.exchange
    with patch.object(transport, "exchange", side_effect=exchange) as counted:
        await running.alarm(f"Fire {next(_NUMBER)}")
    return counted.call_count


async def _peers(address: Address, rounds: int) -> dict[str, tuple[float, int]]:
    """Return what others need for ten numbers: time in bare requests, and requests."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.peers", address.others, str(rounds)),
        stdout=asyncio.subprocess.PIPE,
    )
    found, _ = await process.communicate()
    answer: dict[str, tuple[float, int]] = json.loads(found)
    return answer


async def bytes_written(*, long: bool) -> AsyncIterator[Row]:
    """Count what alarms write, however much is remembered."""
    sizes = (0, 2_000, 20_000)
    written: dict[int, float] = {}
    async with gateway() as address:
        for remembered in sizes:
            async with home(address, remembered=remembered) as running:
                written[remembered] = await _bytes_of_alarm(running, remembered)
    tenfold = growth({size: written[size] for size in sizes[1:]})
    names = " / ".join(f"{size:,}" for size in sizes)
    figures = " / ".join(f"{written[size] / 1024:.1f}" for size in sizes)
    yield Row(
        f"journal bytes of that alarm, {names} remembered",
        f"{figures} KiB; × {tenfold:.2f} per tenfold",
        "≤ 32 KiB",
        max(written.values()) <= 32 * 1024,
    )


async def _bytes_of_alarm(running: Home, remembered: int) -> float:
    """Return how many bytes an alarm adds to the journal's log."""
    costs = []
    await running.alarm(f"Fire {next(_NUMBER)}")
    for _ in range(5):
        before = running.log.stat().st_size
        await running.alarm(f"Fire {next(_NUMBER)}")
        costs.append(running.log.stat().st_size - before)
    running.expect(remembered + (1 + len(costs)) * len(TEN))
    return median(costs)
