"""Every message that is open or was closed lately, and what listeners know of it."""

from __future__ import annotations

import json

import pytest

from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
QUEUED = {"id": "1", "phone": PHONE, "state": "queued", "created": 1.0, "deadline": 2.0}


async def test_each_state_is_announced_once_in_its_order(bench: Bench) -> None:
    first, second = await bench.send("Fire", PHONE, OTHER_PHONE)
    await bench.advance(MINUTE)
    await bench.restart()
    await bench.advance(MINUTE)
    assert bench.heard.announced == [
        (first.id, State.ACCEPTED),
        (second.id, State.ACCEPTED),
        (first.id, State.DELIVERED),
        (second.id, State.DELIVERED),
    ]


async def test_a_state_whose_announcement_was_not_written_down_is_announced_again(
    bench: Bench,
) -> None:
    [message] = await bench.send("Fire")
    await bench.restart()
    assert bench.heard.announced == [(message.id, State.ACCEPTED)] * 2


async def test_whom_a_forgotten_message_went_to_is_forgotten_with_it(bench: Bench) -> None:
    await bench.send("Fire", PHONE, OTHER_PHONE)
    await bench.advance(MINUTE)
    assert bench.messenger.in_touch_with(PHONE)
    await bench.advance(27 * HOUR)
    await bench.send("All is well", OTHER_PHONE)
    assert not bench.messenger.in_touch_with(PHONE)
    assert bench.messenger.in_touch_with(OTHER_PHONE)


async def test_nothing_is_announced_before_home_assistant_has_started(idle_bench: Bench) -> None:
    await idle_bench.start(announce=False)
    [message] = await idle_bench.send("Fire")
    await idle_bench.advance(MINUTE)
    assert message.state is State.DELIVERED
    assert idle_bench.heard.announced == []
    idle_bench.messenger.announce()
    assert idle_bench.heard.announced == [(message.id, State.DELIVERED)]


async def test_a_closed_message_keeps_no_text(bench: Bench) -> None:
    await bench.send("Secret")
    await bench.advance(MINUTE)
    assert "Secret" not in str(bench.disk.tables)
    assert "delivered" in str(bench.disk.tables)


async def test_a_closed_message_is_known_for_more_than_a_day(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    await bench.advance(26 * HOUR)
    [second] = await bench.send("Water")
    assert bench.messenger.messages == (message, second)
    await bench.advance(HOUR)
    [third] = await bench.send("Open")
    assert bench.messenger.messages == (second, third)
    assert bench.messenger.find(message.id) is None
    assert bench.messenger.find(third.id) is third


async def test_a_closed_message_that_was_not_announced_is_not_forgotten(
    idle_bench: Bench,
) -> None:
    await idle_bench.start(announce=False)
    [message] = await idle_bench.send("Fire")
    await idle_bench.advance(30 * HOUR)
    await idle_bench.send("Water")
    assert message in idle_bench.messenger.messages


async def test_waiting_for_a_message_ends_when_it_is_settled_or_the_time_is_up(
    bench: Bench,
) -> None:
    messages = await bench.send_held("Fire")
    soon = bench.spawn(bench.messenger.settled(messages, 5.0))
    late = bench.spawn(bench.messenger.finished(messages, 100.0))
    await bench.advance(4.9, held=1)
    assert not soon.done()
    await bench.advance(0.1, held=1)
    assert soon.done()
    assert messages[0].waiters == 1
    await bench.release()
    assert messages[0].state is State.ACCEPTED
    assert not late.done()
    await bench.advance(10)
    assert messages[0].state is State.DELIVERED
    assert late.done()
    assert messages[0].waiters == 0
    await bench.messenger.settled(messages)


async def test_who_does_not_look_does_not_count_as_waiting(bench: Bench) -> None:
    messages = bench.messenger.accept(bench.drafts("Fire", "79000099212"))
    waiting = bench.spawn(bench.messenger.settled(messages, attended=False))
    following = bench.spawn(bench.messenger.finished(messages, 100.0, attended=False))
    await bench.settle()
    assert waiting.done()
    assert following.done()
    assert messages[0].state is State.REJECTED
    assert not messages[0].waited_for


async def test_a_held_message_is_settled_for_the_action_that_waits(bench: Bench) -> None:
    await bench.simulator.stop()
    messages = bench.messenger.accept(bench.drafts("Fire"))
    waiting = bench.spawn(bench.messenger.settled(messages))
    await bench.settle()
    assert waiting.done()
    assert messages[0].state is State.QUEUED


async def test_the_queue_counts_what_is_not_yet_with_the_gateway(bench: Bench) -> None:
    assert bench.messenger.queued == 0
    messages = await bench.send_held("Fire")
    bench.messenger.accept(bench.drafts("Water"))
    assert bench.messenger.queued == 2
    await bench.release()
    assert bench.messenger.queued == 0
    assert bench.heard.changes >= 4
    assert messages[0].state is State.ACCEPTED


async def test_a_damaged_journal_begins_an_empty_one(bench: Bench) -> None:
    await bench.send("Fire")
    await bench.kill()
    bench.disk.damaged = True
    await bench.start(listen=False)
    assert bench.messenger.messages == ()
    assert bench.heard.problems == [(Problem.JOURNAL_DAMAGED, True)]
    [message] = await bench.send("Water")
    assert message.state is State.ACCEPTED


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("messages", "Secret"),
        ("messages", None),
        ("messages", {"id": "1"}),
        ("messages", QUEUED | {"state": "lost"}),
        ("messages", QUEUED | {"deadline": "soon"}),
        ("messages", QUEUED | {"mood": "Secret"}),
        ("messages", QUEUED | {"error": {"code": None, "en": 5}} | {"price": "Secret"}),
        ("charges", [1.0, "5", "", False, []]),
        ("charges", [1.0, "five", "", False, [], ""]),
        ("charges", ["noon", "5", "", False, [], ""]),
        ("charges", [1.0, "5", "", False, ["per_week"], ""]),
        ("inbound", "1"),
        ("inbound", {"Secret": PHONE}),
        ("facts", {}),
        ("facts", {"saved_at": "long ago"}),
        ("facts", {"highest_id": None}),
        ("facts", {"prices": {"SMS": "cheap"}}),
        ("facts", {"spent_before": None}),
    ],
)
async def test_a_journal_of_another_shape_is_set_aside_without_a_word_of_it(
    bench: Bench, table: str, row: object, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.send("Fire")
    await bench.kill()
    if table == "facts" and isinstance(row, dict) and row:
        bench.disk.change_facts(**row)
    else:
        bench.disk.tables.setdefault(table, {})["facts"] = json.dumps(row)
    await bench.start(listen=False)
    assert bench.disk.times_set_aside == 1
    assert bench.messenger.messages == ()
    assert bench.heard.problems == [(Problem.JOURNAL_DAMAGED, True)]
    assert "Secret" not in caplog.text
    assert PHONE not in caplog.text


@pytest.mark.parametrize("skew", [-10 * HOUR, 10 * HOUR])
async def test_a_clock_that_jumps_in_a_run_changes_no_deadline(bench: Bench, skew: float) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire", hold_for=600)
    bench.skew = skew
    await bench.advance(599)
    assert message.state is State.QUEUED
    await bench.advance(2)
    assert message.state is State.EXPIRED


@pytest.mark.parametrize("clean", [True, False])
async def test_a_clock_set_right_in_a_run_ends_no_life_at_the_next_start(
    bench: Bench, clean: bool
) -> None:
    bench.skew = -3 * HOUR
    await bench.restart()
    await bench.simulator.stop()
    bench.skew = 0.0
    await bench.send("Fire", hold_for=600)
    await bench.restart(away=MINUTE, clean=clean)
    await bench.advance(100)
    assert bench.messenger.messages[0].state is State.QUEUED
    await bench.advance(600)
    assert bench.messenger.messages[0].state is State.EXPIRED


async def test_a_clock_set_back_between_two_runs_keeps_what_was_left_of_a_life(
    bench: Bench,
) -> None:
    await bench.calibrate()
    await bench.simulator.stop()
    await bench.send("Fire", hold_for=600)
    await bench.kill()
    bench.skew = -10 * HOUR
    await bench.start(listen=False)
    await bench.advance(599)
    assert bench.messenger.messages[-1].state is State.QUEUED
    await bench.advance(MINUTE + 1)
    assert bench.messenger.messages[-1].state is State.EXPIRED


async def test_a_clock_set_back_makes_no_message_live_for_ever(bench: Bench) -> None:
    [accepted] = await bench.send("Fire")
    bench.simulator.set_status(accepted.server_id or 0, 1)
    await bench.kill()
    bench.skew = -1000 * HOUR
    await bench.start(listen=False)
    await bench.advance(73 * HOUR)
    assert bench.messenger.messages[0].state is State.UNCONFIRMED


async def test_a_clock_set_forward_while_away_counts_as_time(bench: Bench) -> None:
    await bench.simulator.stop()
    await bench.send("Fire", hold_for=600)
    await bench.kill()
    bench.skew = 10 * HOUR
    await bench.start(listen=False)
    assert bench.messenger.messages[0].state is State.EXPIRED
