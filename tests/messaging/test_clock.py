"""The time that messages go by."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

from custom_components.smspilot.messaging.clock import Clock
from tests.messaging.bench import VirtualTime

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp()


class Watch:
    """A clock whose sources a test sets."""

    def __init__(self, zone: timezone = UTC) -> None:
        """Begin at noon."""
        self.wall = NOON
        self.time = VirtualTime()
        self.clock = Clock(
            wall=lambda: self.wall,
            monotonic=self.time.monotonic,
            sleep=self.time.sleep,
            zone=zone,
        )


async def test_steady_time_begins_with_the_wall_and_does_not_jump_with_it() -> None:
    watch = Watch()
    assert watch.clock.steady() == NOON
    watch.wall += 86400.0
    watch.time.move_to(10.0)
    assert watch.clock.steady() == NOON + 10
    assert watch.clock.wall() == NOON + 86400


async def test_real_time_is_the_default() -> None:
    clock = Clock()
    first = clock.steady()
    assert abs(clock.wall() - first) < 3600
    await clock.sleep(0)
    assert clock.steady() >= first


async def test_a_day_begins_at_the_homes_midnight() -> None:
    watch = Watch()
    assert watch.clock.midnight() == NOON - 12 * 3600
    east = Watch(timezone(timedelta(hours=13)))
    assert east.clock.midnight() == NOON - 3600
    watch.time.move_to(10.0)
    watch.wall += 1800.0  # set forward: the day began as long ago by the wall
    assert watch.clock.midnight() == NOON + 10 - 12 * 3600 - 1800


async def test_it_sleeps_until_a_steady_moment_and_not_into_the_past() -> None:
    watch = Watch()
    sleeping = asyncio.ensure_future(watch.clock.sleep_until(NOON + 5))
    await asyncio.sleep(0)
    assert watch.time.next_moment() == 5.0
    watch.time.move_to(5.0)
    await sleeping
    await watch.clock.sleep_until(NOON)
    await watch.clock.sleep(-1.0)


async def test_it_waits_for_an_event_or_until_the_time_is_up() -> None:
    watch = Watch()
    event = asyncio.Event()
    waiting = asyncio.ensure_future(watch.clock.wait(event, 5.0))
    await asyncio.sleep(0)
    event.set()
    assert await waiting is True
    event.clear()
    waiting = asyncio.ensure_future(watch.clock.wait(event, 5.0))
    for _ in range(3):
        await asyncio.sleep(0)
    watch.time.move_to(5.0)
    assert await waiting is False


async def test_a_cancelled_wait_leaves_nothing_behind() -> None:
    watch = Watch()
    waiting = asyncio.ensure_future(watch.clock.wait(asyncio.Event(), 5.0))
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.sleep(0)
    assert watch.time.next_moment() is None
