"""How much is done for a message, counted: no more for what went before, or goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE, Bench
from tests.messaging.bench.work import counted
from tests.messaging.receiving.incoming import HOUR, MINUTE, receive
from tests.messaging.test_costs import alarm, begin

LONGEST_TURN = 400_000
"""Instructions; a slow machine needs some milliseconds for so many.

There is a third more room than was counted: how many they are differs from one Python to the next.
"""
AS_MUCH = 1.25
"""Times as many instructions are as many; to look at all that is remembered takes far more."""
REMEMBERED = 870
"""Instructions of a start for each message that is remembered, with as much room."""


def phones(number: int) -> list[str]:
    """Return so many phones."""
    return [f"7908{n:07}" for n in range(number)]


async def test_an_alarm_is_no_more_work_however_much_is_remembered(
    bench: Bench, tmp_path: Path
) -> None:
    done = []
    for remembered in (0, 1_000):
        await bench.stop()
        database = await begin(bench, tmp_path, remembered)
        await alarm(bench, database, "The first one of a run")
        with counted() as work:
            for number in range(5):
                await alarm(bench, database, f"Fire {number}")
        done.append(work.done)
    await bench.stop()
    assert done[1] <= AS_MUCH * done[0]


async def test_a_start_is_little_work_for_each_message_remembered(
    bench: Bench, tmp_path: Path
) -> None:
    done = []
    for remembered in (0, 1_000):
        await bench.stop()
        await begin(bench, tmp_path, remembered)
        await bench.stop()
        with counted() as work:
            await bench.start(listen=False)
        done.append(work.done)
    await bench.stop()
    assert done[1] - done[0] <= 1_000 * REMEMBERED


async def test_a_message_is_as_much_work_however_many_go_with_it(bench: Bench) -> None:
    each = []
    for number in (10, 1_000):
        with counted() as work:
            messages = await bench.messenger.accept_all(bench.drafts("Fire", *phones(number)))
            await bench.messenger.settled(messages, 60.0)
            await bench.settle()
        assert bench.states(messages) == [State.ACCEPTED] * number
        assert work.longest <= LONGEST_TURN
        each.append(work.done / number)
        await bench.advance(HOUR)
    assert each[1] <= AS_MUCH * each[0]
    assert len(bench.parameters("send")) == 1 + 1_000 / 200


async def test_an_alarm_is_as_much_work_however_many_went_before_it(bench: Bench) -> None:
    done = []
    for number in (10, 1_000):
        await bench.send("Water", *phones(number))
        await bench.advance(HOUR)
        await bench.send(f"Smoke {number}")  # the first one makes forget what is old
        with counted() as work:
            await bench.send(f"Fire {number}")
        done.append(work.done)
    assert done[1] <= AS_MUCH * done[0]


async def test_an_action_is_as_much_work_however_many_wait_beside_it(bench: Bench) -> None:
    each = []
    for number in (10, 200):

        async def act(text: str, phone: str) -> None:
            messages = await bench.messenger.accept_all(bench.drafts(text, phone))
            await bench.messenger.settled(messages, 60.0)
            assert bench.states(messages) == [State.ACCEPTED]

        with counted() as work:
            actions = [
                bench.spawn(act(f"{number}: {n}", phone)) for n, phone in enumerate(phones(number))
            ]
            await bench.settle()
        assert all(action.done() and action.exception() is None for action in actions)
        each.append(work.done / number)
        await bench.advance(HOUR)
    assert each[1] <= 1.5 * each[0]


async def test_many_rows_that_are_known_hold_up_nobody(idle_bench: Bench) -> None:
    for number in range(2_000):
        receive(idle_bench, "Old", ago=float(2_000 - number))
    with counted() as first:
        await idle_bench.start()
    receive(idle_bench, "New")
    with counted() as poll:
        await idle_bench.advance(MINUTE)
    assert idle_bench.heard.texts() == ["New"]
    assert first.longest <= LONGEST_TURN
    assert poll.longest <= LONGEST_TURN


@pytest.mark.parametrize("known", [0, 1, 2, 5])
async def test_a_quiet_poll_is_one_request(idle_bench: Bench, known: int) -> None:
    await idle_bench.start()
    receive(idle_bench, *map(str, range(known)))
    await idle_bench.advance(20 * MINUTE)
    before = len(idle_bench.parameters("inbound"))
    await idle_bench.advance(HOUR)
    assert len(idle_bench.parameters("inbound")) - before == 60
    receive(idle_bench, "New")
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.texts() == [*map(str, range(known)), "New"]


async def test_a_message_that_is_listed_no_more_is_not_looked_for_at_each_poll(
    idle_bench: Bench,
) -> None:
    bench = idle_bench
    await bench.start()
    receive(bench, "Gone")
    await bench.advance(20 * MINUTE)
    bench.simulator.gateway.inbound.clear()
    before = len(bench.parameters("inbound"))
    await bench.advance(HOUR)
    assert len(bench.parameters("inbound")) - before == 61
    receive(bench, "New")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["Gone", "New"]


async def test_with_nothing_to_do_nothing_ever_wakes(bench: Bench) -> None:
    await bench.send("Fire")
    await bench.advance(HOUR)
    assert bench.time.next_moment() is None


async def test_a_day_of_twenty_messages_is_few_commits(bench: Bench, tmp_path: Path) -> None:
    await bench.stop()
    database = await begin(bench, tmp_path)
    bench.messenger.listen_inbound()
    await bench.advance(HOUR)
    before = database.commits
    for number in range(5):  # a quarter of a day
        [message] = await bench.send(f"Text {number}", PHONE)
        await bench.advance(72 * MINUTE)
        assert message.state is State.DELIVERED
    assert database.commits - before <= 160 / 4
    await bench.stop()
