"""The end of a run in the middle of a request, and journals that cannot be written."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE, UNLIMITED, Bench

BAD_PHONE = "79000099212"
CALLBACK = "https://home.example/api/webhook/1"


@pytest.mark.parametrize("seconds", [0.0, 14.0])
async def test_when_it_stops_a_slow_send_is_awaited(bench: Bench, seconds: float) -> None:
    [message] = await bench.send_held("Fire")
    stopping = bench.spawn(bench.messenger.stop())
    await bench.advance(seconds, held=1)
    assert not stopping.done()
    await bench.release()
    assert stopping.done()
    assert message.state is State.ACCEPTED
    await bench.start(listen=False)
    await bench.advance(60)
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_when_it_stops_a_send_slower_than_15_seconds_is_left_to_the_next_run(
    bench: Bench,
) -> None:
    await bench.calibrate()
    [message] = await bench.send_held("Fire")
    stopping = bench.spawn(bench.messenger.stop())
    await bench.advance(15.1, held=1)
    await bench.settle()
    assert stopping.done()
    assert message.state is State.SENDING
    await bench.start(listen=False)
    await bench.advance(120)
    assert bench.taken()[PHONE, "Fire"] == 1
    assert bench.commands().count("send") == 2


async def test_when_it_stops_no_new_request_starts(bench: Bench) -> None:
    bench.disk.seconds = 2.0
    bench.messenger.accept(bench.drafts("Fire"))
    await bench.advance(1, held=1)
    stopping = bench.spawn(bench.messenger.stop())
    await bench.advance(1.5, held=1)
    bench.disk.seconds = 0.0
    await bench.advance(2.5, held=1)
    await bench.settle()
    assert stopping.done()
    assert "send" not in bench.commands()
    assert bench.disk.rows("messages")[0]["state"] == "queued"
    await bench.start(listen=False)
    await bench.advance(60)
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_no_action_waits_longer_than_the_run_for_what_the_next_one_sends(
    bench: Bench,
) -> None:
    await bench.send_held("Fire")
    [flood] = bench.messenger.accept(bench.drafts("Flood"))
    waiting = bench.spawn(bench.messenger.settled([flood]))
    await bench.settle(held=1)
    assert not waiting.done()
    stopping = bench.spawn(bench.messenger.stop())
    await bench.release()
    assert stopping.done()
    assert waiting.done()
    assert flood.state is State.QUEUED


async def test_what_comes_while_a_run_ends_is_for_the_next_one(bench: Bench) -> None:
    await bench.send_held("Fire")
    messenger = bench.messenger
    stopping = bench.spawn(messenger.stop())
    await bench.advance(1, held=1)
    [flood, now] = messenger.accept(
        [*bench.drafts("Flood"), *bench.drafts("Now or never", hold_for=0)]
    )
    await messenger.settled([now])
    assert bench.states([flood, now]) == [State.QUEUED, State.EXPIRED]
    await bench.release()
    assert stopping.done()
    [late] = messenger.accept(bench.drafts("Too late"))
    assert late.state is State.EXPIRED
    await bench.start(listen=False)
    await bench.advance(60)
    assert bench.taken() == {(PHONE, "Fire"): 1, (PHONE, "Flood"): 1}


async def test_an_alarm_goes_though_the_journal_cannot_be_written(bench: Bench) -> None:
    assert bench.settings is UNLIMITED
    bench.disk.unwritable = True
    [message] = await bench.send("Fire")
    assert message.state is State.ACCEPTED
    assert bench.taken() == {(PHONE, "Fire"): 1}
    assert bench.heard.problems == [(Problem.JOURNAL_UNWRITABLE, True)]
    bench.disk.unwritable = False
    await bench.send("Water")
    assert bench.heard.problems[-1] == (Problem.JOURNAL_UNWRITABLE, False)


@pytest.mark.parametrize("hold_for", [0, 3600])
async def test_an_alarm_leaves_within_ten_seconds_though_the_disk_hangs(
    bench: Bench, hold_for: float
) -> None:
    bench.disk.moves.clear()
    [message] = await bench.send("Fire", hold_for=hold_for)
    await bench.advance(9.9)
    assert bench.taken() == {}
    await bench.advance(0.1)
    assert bench.taken() == {(PHONE, "Fire"): 1}
    await bench.advance(60)
    assert message.state is State.DELIVERED
    assert bench.heard.problems == [(Problem.JOURNAL_UNWRITABLE, True)]
    bench.disk.moves.set()
    await bench.advance(60)
    assert bench.heard.problems[-1] == (Problem.JOURNAL_UNWRITABLE, False)


@pytest.mark.parametrize("taken", [False, True])
async def test_what_was_not_written_down_is_never_sent_a_second_time(
    bench: Bench, taken: bool
) -> None:
    await bench.calibrate()
    bench.disk.unwritable = True
    bench.fault("drop_after" if taken else "drop_before", "send", times=1)
    [message] = await bench.send("Fire")
    await bench.advance(600)
    assert message.state is (State.DELIVERED if taken else State.UNKNOWN)
    assert bench.commands().count("send") == 2
