"""Chains over restarts, crashes and restored backups."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from custom_components.smspilot.messaging.escalation.chain import Chain
from custom_components.smspilot.messaging.record.draft import Draft, Step
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import PHONE, Bench

from .ways import (
    HOUR,
    MINUTE,
    SMS,
    SWITCHED_OFF,
    VIBER,
    VOICE,
    WAIT,
    WITHOUT_VIBER,
    deliver,
    halt,
    send,
    send_into_dead_line,
    send_slow,
    ways,
)

moments = st.floats(0.0, 4e9)
drafts = st.builds(
    Draft,
    phone=st.from_regex(r"7[0-9]{10}", fullmatch=True),
    text=st.text(),
    sender=st.none() | st.text(min_size=1),
    recipient=st.none() | st.text(min_size=1),
    send_at=st.none()
    | st.integers(1, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    time_to_live=st.none() | st.integers(1, 1440),
    test=st.booleans(),
    hold_for=moments,
    ignore_limits=st.booleans(),
    question=st.booleans(),
    answer=st.booleans(),
    steps=st.lists(st.builds(Step, st.none() | st.text(), moments)).map(tuple),
)
chains = st.builds(
    Chain,
    draft=drafts,
    ids=st.lists(st.text(min_size=1), min_size=1),
    until=moments,
    begun=st.integers(0, 4_000_000_000),
    step=st.integers(1, 9),
    again=st.booleans(),
    since=moments,
)


@given(chains)
def test_the_journal_gives_a_chain_back_as_it_was(chain: Chain) -> None:
    stored = json.loads(json.dumps(chain.as_dict()))
    again = Chain.from_dict(stored)
    for name in Chain.__slots__:
        assert getattr(again, name) == getattr(chain, name), name
    assert json.loads(json.dumps(again.as_dict())) == stored


@given(chains, st.floats(-1e6, 1e6))
def test_moments_move_together_to_the_clock_of_the_next_run(chain: Chain, by: float) -> None:
    until, since = chain.until, chain.since
    chain.move_by(by)
    assert chain.until == until + by
    assert chain.since == (since + by if since else 0.0)


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("away", [0.0, MINUTE, 20 * MINUTE])
async def test_after_a_restart_a_chain_goes_on_where_it_stood(
    bench: Bench, clean: bool, away: float
) -> None:
    await bench.calibrate()
    await send_slow(bench)
    await bench.advance(WAIT + 1)
    assert ways(bench)[1:] == [VIBER, SMS]
    halt(bench, bench.messenger.messages[-1])
    await bench.advance(30)
    await bench.restart(away=away, clean=clean)
    if away < WAIT:
        await bench.advance(WAIT - 30 - away - 10)
        assert ways(bench)[1:] == [VIBER, SMS]
    await bench.advance(MINUTE)
    assert ways(bench)[1:] == [VIBER, SMS, VOICE]
    await bench.advance(HOUR)
    assert ways(bench)[1:] == [VIBER, SMS, VOICE]
    assert bench.disk.rows("chains") == []
    await bench.restart()
    first = next(each for each in bench.messenger.messages if each.sender == VIBER)
    assert [step.step for step in bench.messenger.steps(first)] == [1, 2, 3]


async def test_a_clock_set_back_keeps_no_chain_alive(bench: Bench) -> None:
    await send_slow(bench, hold_for=HOUR)
    await bench.simulator.stop()
    bench.skew = -24 * HOUR
    await bench.restart()
    await bench.advance(3 * HOUR)
    await bench.simulator.start()
    await bench.advance(HOUR)
    assert [message.sender for message in bench.messenger.messages] == [VIBER]


async def test_a_step_that_nobody_wants_any_more_is_cancelled_at_the_start(bench: Bench) -> None:
    await send_into_dead_line(bench, await send_slow(bench))
    await bench.kill()
    bench.disk.tables["chains"].clear()
    await bench.start(listen=False)
    step = bench.messenger.messages[-1]
    assert (step.step, step.state) == (2, State.CANCELLED)


async def test_what_arrived_while_the_home_was_away_goes_no_further(bench: Bench) -> None:
    message = await send_slow(bench)
    deliver(bench, message)
    await bench.restart(away=20 * MINUTE)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert bench.disk.rows("chains") == []


async def test_after_its_time_a_restart_begins_nothing(bench: Bench) -> None:
    await send_slow(bench, hold_for=HOUR)
    await bench.restart(away=HOUR + 2 * WAIT + 3 * MINUTE)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert bench.disk.rows("chains") == []


async def test_a_question_goes_no_further_after_its_time(bench: Bench) -> None:
    await send_slow(bench, hold_for=5 * MINUTE, question=True)
    await bench.restart(away=5 * MINUTE + 1)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert bench.disk.rows("chains") == []


@pytest.mark.parametrize("steps", range(12))
async def test_a_crash_at_any_moment_of_a_step_takes_nothing_twice(
    bench: Bench, steps: int
) -> None:
    await bench.calibrate()
    await send(bench, WITHOUT_VIBER)
    bench.crash_in(steps)
    for _ in range(20):
        await bench.advance(MINUTE)
        if bench.crashed:
            await bench.restart()
    assert ways(bench)[1:] == [VIBER, SMS]
    assert [each.state for each in bench.messenger.messages[1:]] == [
        State.UNDELIVERED,
        State.DELIVERED,
    ]


@pytest.mark.parametrize(
    ("window", "away"), [(0.0, 0.0), (0.0, 5 * MINUTE), (HOUR, MINUTE)], ids=str
)
async def test_a_step_sent_while_the_disk_refused_is_found_by_the_next_run(
    bench: Bench, window: float, away: float
) -> None:
    await bench.calibrate()
    bench.simulator.account.duplicate_window = window  # with one, the time is in its text
    await send(bench, WITHOUT_VIBER)
    await bench.advance(8)
    bench.disk.unwritable = True
    await bench.advance(10)
    assert ways(bench)[1:] == [VIBER, SMS]
    bench.disk.unwritable = False
    await bench.restart(away=away)
    await bench.advance(HOUR)
    assert ways(bench)[1:] == [VIBER, SMS]


async def test_steps_of_two_chains_are_told_apart_where_both_may_have_been_sent(
    bench: Bench,
) -> None:
    await bench.calibrate()
    await send(bench, SWITCHED_OFF)
    await bench.advance(WAIT - 20)
    await send(bench, SWITCHED_OFF)
    await bench.advance(WAIT - 10)
    bench.disk.unwritable = True
    await bench.advance(15)
    assert ways(bench)[1:] == [VIBER, VIBER, SMS, SMS]
    bench.disk.unwritable = False
    await bench.restart(away=MINUTE)
    await bench.advance(HOUR)
    assert ways(bench)[1:] == [VIBER, VIBER, SMS, SMS, VOICE, VOICE]


async def test_a_chain_of_a_message_that_was_sent_before_outlives_a_crash(bench: Bench) -> None:
    [plain] = await bench.send("Fire", sender=VIBER)
    halt(bench, plain)
    await bench.advance(12)
    assert await send(bench) is plain
    await bench.restart()
    await bench.advance(WAIT + MINUTE)
    assert ways(bench) == [VIBER, SMS]


async def test_a_cancelled_chain_stays_cancelled_after_a_crash(bench: Bench) -> None:
    message = await send_slow(bench)
    await bench.advance(MINUTE)
    bench.messenger.cancel([message.id])
    await bench.settle()
    await bench.restart()
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]


@pytest.mark.parametrize("steps", range(8))
async def test_two_actions_that_share_a_step_send_it_once_whenever_the_home_crashes(
    bench: Bench, steps: int
) -> None:
    """The second one was refused as a repetition and follows the first."""
    bench.time.tick = 1e-6
    await bench.calibrate()
    bench.simulator.account.duplicate_window = 10 * MINUTE
    await send_slow(bench)
    await bench.advance(MINUTE)
    await send(bench)
    bench.simulator.account.duplicate_window = 0
    await bench.advance(WAIT - MINUTE - 2)
    bench.crash_in(steps)
    for _ in range(20):
        await bench.advance(MINUTE)
        if bench.crashed:
            await bench.restart()
    assert ways(bench)[1:] == [VIBER, SMS]


async def test_two_actions_that_share_a_step_look_for_it_once_after_a_restart(
    bench: Bench,
) -> None:
    bench.time.tick = 1e-6
    await bench.calibrate()
    bench.simulator.account.duplicate_window = HOUR
    await send_slow(bench)
    await bench.advance(MINUTE)
    await send(bench)
    bench.simulator.account.duplicate_window = 0
    await bench.advance(20)
    await bench.restart()
    await bench.advance(WAIT)
    assert ways(bench)[1:] == [VIBER, SMS]


@pytest.mark.parametrize("blind", [True, False])
async def test_a_restored_backup_sends_no_step_again(bench: Bench, blind: bool) -> None:
    await bench.calibrate()
    message = await send_slow(bench)
    backup = bench.back_up()
    for _ in range(2):
        await bench.advance(WAIT + 1)
        halt(bench, bench.messenger.steps(message)[-1])
    assert ways(bench)[1:] == [VIBER, SMS, VOICE]
    await bench.advance(10 * MINUTE)
    await bench.kill()
    bench.restore(backup)
    if blind:
        bench.fault("error", "recent", code=110)
    await bench.start(listen=False)
    await bench.advance(3 * HOUR)
    assert ways(bench)[1:] == [VIBER, SMS, VOICE]
    assert bench.disk.rows("chains") == []


async def test_a_step_that_waits_is_asked_about_before_the_next_run_sends_it(
    bench: Bench,
) -> None:
    message = await send_slow(bench)
    await send_into_dead_line(bench, message)
    await bench.kill()
    await bench.advance(MINUTE)
    deliver(bench, message)
    await bench.simulator.start()
    await bench.start(listen=False)
    await bench.advance(HOUR)
    assert ways(bench) == [VIBER]
    assert [each.state for each in bench.messenger.messages] == [State.DELIVERED, State.CANCELLED]


async def test_a_chain_whose_messages_are_forgotten_ends(bench: Bench) -> None:
    await send_slow(bench)
    await bench.advance(MINUTE)
    await bench.kill()
    bench.disk.tables["messages"].clear()
    await bench.start(listen=False)
    await bench.advance(HOUR)
    assert bench.disk.rows("chains") == []
    assert ways(bench) == [VIBER]


@pytest.mark.parametrize(
    "shape", [{"ids": 1}, {"steps": [[1]]}, {"until": "soon"}, {"send_at": "then"}]
)
async def test_a_chain_of_a_wrong_shape_is_a_damaged_journal(
    bench: Bench, shape: dict[str, Any]
) -> None:
    await send_slow(bench, PHONE)
    await bench.kill()
    chains_stored = bench.disk.tables["chains"]
    [(key, stored)] = chains_stored.items()
    chains_stored[key] = json.dumps(json.loads(stored) | shape)
    await bench.start(listen=False)
    assert bench.disk.times_set_aside == 1
