"""The simulator's clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from simulator import Clock
from tests.simulator.conftest import NOON


def test_a_frozen_clock_moves_only_when_advanced() -> None:
    clock = Clock(NOON, frozen=True)
    assert clock.now() == NOON
    clock.advance(1.5)
    assert clock.now() == NOON + timedelta(seconds=1.5)


def test_advancing_does_what_falls_due_in_order_and_at_its_moment() -> None:
    clock = Clock(NOON, frozen=True)
    done = []

    def note() -> None:
        done.append(clock.now())
        if len(done) == 1:
            clock.call_at(NOON + timedelta(seconds=20), note)

    clock.call_at(NOON + timedelta(seconds=30), note)
    clock.call_at(NOON + timedelta(seconds=10), note)
    clock.call_at(NOON + timedelta(seconds=15), note).cancel()
    clock.call_at(NOON + timedelta(seconds=40), note)
    clock.advance(30)
    assert done == [NOON + timedelta(seconds=seconds) for seconds in (10, 20, 30)]


def test_a_running_clock_runs_on_from_where_it_was_set() -> None:
    clock = Clock()
    assert not clock.frozen
    clock.set(NOON - timedelta(days=400))
    assert not clock.frozen
    assert NOON - timedelta(days=400) <= clock.now() < NOON - timedelta(days=399)
    clock.freeze()
    assert clock.now() == clock.now()
    clock.run()
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(days=1)


async def test_a_clock_in_a_hurry_runs_on_from_where_it_is_and_stands_still_when_frozen() -> None:
    clock, done = Clock(NOON, frozen=True), asyncio.Event()
    clock.open()
    clock.hurry(86_400)
    assert clock.now() == NOON
    clock.run()
    assert NOON <= clock.now() < NOON + timedelta(days=3600)
    clock.call_at(clock.now() + timedelta(hours=1), done.set)
    await done.wait()
    assert clock.now() >= NOON + timedelta(hours=1)
    clock.close()


async def test_an_open_clock_does_its_jobs_without_being_asked() -> None:
    clock, done = Clock(), asyncio.Event()
    clock.open()
    clock.call_at(clock.now() + timedelta(milliseconds=5), done.set)
    await done.wait()
    clock.close()


async def test_sleeping_ends_when_the_clock_is_advanced() -> None:
    clock = Clock(NOON, frozen=True)
    await clock.sleep(0)
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    clock.advance(59)
    await asyncio.sleep(0)
    assert not sleeping.done()
    clock.advance(1)
    await sleeping


async def test_a_sleeper_that_is_cancelled_is_forgotten() -> None:
    clock = Clock(NOON, frozen=True)
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    sleeping.cancel()
    clock.advance(60)
    await asyncio.gather(sleeping, return_exceptions=True)
    assert sleeping.cancelled()
