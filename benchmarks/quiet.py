"""What a home costs when hardly anything happens: counted over hours of virtual time."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE, START, Bench, open_bench
from tests.messaging.test_costs import begin

from .table import Row, most

HOUR, DAY = 3600.0, 86400.0
_ACCOUNT_REQUESTS = 2
"""Of the account, in an hour."""


async def rows(*, long: bool) -> AsyncIterator[Row]:
    """Count requests, wake-ups, commits and bytes."""
    async with open_bench() as bench:
        yield await _quiet_polls(bench)
    async with open_bench() as bench:
        yield await _wake_ups(bench)
    async with open_bench() as bench:
        yield await _day(bench)
    async with open_bench() as bench:
        yield await _far_ahead(bench)
    async with open_bench() as bench:
        async for row in _outage(bench):
            yield row
    if long:
        async with open_bench() as bench:
            yield await _delivery(bench)


async def _quiet_polls(bench: Bench) -> Row:
    """Count the requests of an hour in which nothing comes in."""
    await bench.start()
    for text in ("One", "Two"):
        bench.simulator.receive(PHONE, text, created=START + timedelta(seconds=bench.time.now))
    await bench.advance(HOUR)
    before = len(bench.simulator.requests)
    await bench.advance(HOUR)
    asked = len(bench.simulator.requests) - before + _ACCOUNT_REQUESTS
    _expect(len(bench.heard.inbound), 2)
    return most("requests of quiet inbound polling, in an hour", asked, 62, digits=0)


async def _wake_ups(bench: Bench) -> Row:
    """Count the moments of an hour at which anything wakes, when nobody listens."""
    await bench.start(listen=False)
    [message] = await bench.send("Fire")
    await bench.advance(HOUR)
    _expect(message.state, State.DELIVERED)
    woken, end = _ACCOUNT_REQUESTS, bench.time.now + HOUR
    while (moment := bench.time.next_moment()) is not None and moment <= end:
        await bench.advance(moment - bench.time.now)
        woken += 1
    return most("wake-ups with nothing to do, in an hour", woken, 4, digits=0)


async def _day(bench: Bench) -> Row:
    """Count the commits of a day with twenty messages."""
    with tempfile.TemporaryDirectory() as folder:
        database = await begin(bench, Path(folder))
        bench.messenger.listen_inbound()
        await bench.advance(HOUR)
        before, written = database.commits, database.written()
        for number in range(20):
            [message] = await bench.send(f"Text {number}")
            await bench.advance(DAY / 20)
            _expect(message.state, State.DELIVERED)
        commits, kib = database.commits - before, (database.written() - written) / 1024
        await bench.stop()
    row = most("journal of a home with 20 messages a day, inbound on: commits a day", commits, 160)
    return row._replace(figure=f"{commits} ({kib:.0f} KiB)", goal="≤ 160")


async def _far_ahead(bench: Bench) -> Row:
    """Count what a message costs that the gateway shall send in a month."""
    await bench.start(listen=False)
    [message] = await bench.send("Later", send_at=bench.in_seconds(30 * DAY))
    await bench.advance(60.0)
    asked, saved = len(bench.simulator.requests), bench.disk.saves
    await bench.advance(29 * DAY)
    _expect(message.state, State.ACCEPTED)
    asked, saved = len(bench.simulator.requests) - asked, bench.disk.saves - saved
    name = "a message to be sent in a month: requests and commits until then"
    return Row(name, f"{asked} and {saved}")


async def _outage(bench: Bench) -> AsyncIterator[Row]:
    """Count what texts write that had to wait for the line."""
    texts = 1_000
    with tempfile.TemporaryDirectory() as folder:
        database = await begin(bench, Path(folder))
        await bench.simulator.stop()
        for number in range(texts):
            bench.messenger.accept(bench.drafts(f"Text {number}"))
        await bench.settle()
        commits, written = database.commits, database.written()
        await bench.simulator.start()
        await bench.advance(600)
        _expect(bench.taken().total(), texts)
        commits, written = database.commits - commits, database.written() - written
        await bench.stop()
    name = f"{texts:,} different texts to one number after an outage: bytes of journal"
    yield most(name, written / 2**20, 24, " MiB", 1)
    yield most("the same: commits", commits, 1_100, digits=0)


async def _delivery(bench: Bench) -> Row:
    """Count what it takes to follow a thousand messages of a day to their ends."""
    with tempfile.TemporaryDirectory() as folder:
        database = await begin(bench, Path(folder))
        asked, written = len(bench.simulator.requests), database.written()
        for number in range(1_000):
            await bench.send(f"Text {number}")
            await bench.advance(DAY / 1_000)
        _expect(len(bench.messenger.messages), 1_000)
        asked = len(bench.simulator.requests) - asked
        kib = (database.written() - written) / 1024 / 1_000
        await bench.stop()
    name = "1,000 messages over a day, each followed to its end: requests, bytes of journal"
    return Row(name, f"{asked / 1_000:.2f} and {kib:.1f} KiB for each")


def _expect(found: object, wanted: object) -> None:
    """Say so if the work was not done."""
    if found != wanted:
        raise AssertionError(f"{found} instead of {wanted}")
