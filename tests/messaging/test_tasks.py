"""Tasks that belong to a part of the floor."""

from __future__ import annotations

import asyncio

import pytest

from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.tasks import Tasks
from tests.messaging.bench import VirtualTime


async def test_it_is_true_while_anything_runs() -> None:
    tasks, event = Tasks(), asyncio.Event()
    assert not tasks
    tasks.spawn(event.wait())
    assert tasks
    event.set()
    await tasks.join()
    await asyncio.sleep(0)
    assert not tasks


async def test_joining_waits_for_all_and_cancels_none() -> None:
    tasks, event = Tasks(), asyncio.Event()
    await tasks.join()
    task = tasks.spawn(event.wait())
    joining = asyncio.ensure_future(tasks.join())
    await asyncio.sleep(0)
    joining.cancel()
    await asyncio.gather(joining, return_exceptions=True)
    assert not task.done()
    event.set()
    assert await task is True


async def test_cancelling_ends_all_and_waits_until_they_have_ended() -> None:
    tasks, ended = Tasks(), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    tasks.spawn(work())
    tasks.spawn(work())
    await asyncio.sleep(0)
    await tasks.cancel()
    assert ended == [True, True]


async def test_an_unexpected_end_is_told_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError("Secret")

    tasks = Tasks()
    tasks.spawn(fail())
    await tasks.join()
    await asyncio.sleep(0)
    assert caplog.messages == ["Unexpected ValueError"]


async def _steps() -> None:
    """Let whatever can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_work_that_must_not_end_goes_on_after_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, time, begun = Tasks(), VirtualTime(), 0

    async def work() -> None:
        nonlocal begun
        begun += 1
        await asyncio.sleep(0)
        if begun < 3:
            raise ValueError("Secret")

    tasks.keep_running(work, Clock(monotonic=time.monotonic, sleep=time.sleep))
    for minute in range(1, 4):
        await _steps()
        assert begun == minute
        time.move_to(60.0 * minute)
    await tasks.cancel()
    assert caplog.messages == ["Unexpected ValueError"] * 2


async def test_finishing_gives_time_and_then_ends_the_rest() -> None:
    tasks, time = Tasks(), VirtualTime()
    clock = Clock(monotonic=time.monotonic, sleep=time.sleep)
    quick = tasks.spawn(asyncio.sleep(0, "done"))
    await tasks.finish(clock, 15.0)
    assert quick.result() == "done"
    slow = tasks.spawn(asyncio.Event().wait())
    finishing = asyncio.ensure_future(tasks.finish(clock, 15.0))
    for _ in range(5):
        await asyncio.sleep(0)
    time.move_to(14.9)
    await asyncio.sleep(0)
    assert not slow.done()
    time.move_to(15.0)
    await finishing
    assert slow.cancelled()
