"""The door to the floor, and what its parts tell each other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from custom_components.smspilot.messaging.limits.charge import Limit, LimitReachedError
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.messaging.surroundings import Allowances, Settings
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


async def limited(bench: Bench, *, per_hour: int = 10, per_day: int = 1000) -> None:
    """Start with small allowances."""
    bench.settings = Settings(messages_per_hour=per_hour, roubles_per_day=Decimal(per_day))
    await bench.start(listen=False)


async def loop(bench: Bench, times: int, *, first: int = 0) -> list[State]:
    """Send a text that differs in its figures only, many times."""
    return [(await bench.send(f"Loop {first + n}"))[0].state for n in range(times)]


async def test_past_the_limit_of_the_hour_a_message_is_rejected_and_not_sent(
    idle_bench: Bench,
) -> None:
    await limited(idle_bench)
    assert await loop(idle_bench, 12) == [State.ACCEPTED] * 8 + [State.REJECTED] * 4
    [message] = await idle_bench.send("Loop 12")
    assert isinstance(message.error, LimitReachedError)
    assert message.error.limit is Limit.MESSAGES_PER_HOUR
    assert str(message.error) == "messages_per_hour"
    assert message not in idle_bench.messenger.messages
    assert idle_bench.commands().count("send") == 8


async def test_a_limit_is_one_problem_until_there_is_room_again(idle_bench: Bench) -> None:
    await limited(idle_bench)
    await loop(idle_bench, 20)
    assert idle_bench.heard.problems == [(Problem.LIMIT_MESSAGES, True)]
    await idle_bench.advance(HOUR - MINUTE)
    assert idle_bench.heard.problems == [(Problem.LIMIT_MESSAGES, True)]
    await idle_bench.advance(2 * MINUTE)
    assert idle_bench.heard.problems[1:] == [(Problem.LIMIT_MESSAGES, False)]
    assert (await idle_bench.send("Loop 99"))[0].state is State.ACCEPTED


async def test_a_new_text_goes_out_of_the_reserve(idle_bench: Bench) -> None:
    await limited(idle_bench)
    await loop(idle_bench, 20)
    [message] = await idle_bench.send("Fire")
    assert message.state is State.ACCEPTED


async def test_a_message_may_ignore_the_limits(idle_bench: Bench) -> None:
    await limited(idle_bench, per_hour=0)
    first, second = await idle_bench.send("Fire", OTHER_PHONE, OTHER_PHONE[:-1] + "9")
    assert {first.state, second.state} == {State.REJECTED}
    [message] = await idle_bench.send("Fire", ignore_limits=True)
    assert message.state is State.ACCEPTED


async def test_a_restart_does_not_lift_a_limit(idle_bench: Bench) -> None:
    await limited(idle_bench)
    await loop(idle_bench, 20)
    await idle_bench.restart()
    assert await loop(idle_bench, 1, first=20) == [State.REJECTED]


async def test_the_fix_grants_one_more_allowance(idle_bench: Bench) -> None:
    await limited(idle_bench)
    await loop(idle_bench, 20)
    idle_bench.messenger.grant(Problem.LIMIT_MESSAGES)
    assert idle_bench.heard.problems[1:] == [(Problem.LIMIT_MESSAGES, False)]
    assert (await loop(idle_bench, 20, first=20)).count(State.ACCEPTED) == 8
    assert idle_bench.heard.problems[2:] == [(Problem.LIMIT_MESSAGES, True)]


async def test_what_was_granted_is_granted_after_a_crash_too(idle_bench: Bench) -> None:
    await limited(idle_bench)
    await loop(idle_bench, 20)
    await idle_bench.advance(MINUTE)
    idle_bench.messenger.grant(Problem.LIMIT_MESSAGES)
    await idle_bench.advance(15)
    await idle_bench.restart()
    assert (await loop(idle_bench, 20, first=20)).count(State.ACCEPTED) == 8


async def test_a_higher_limit_clears_the_problem(idle_bench: Bench) -> None:
    await limited(idle_bench)
    await loop(idle_bench, 20)
    idle_bench.messenger.allow(Allowances(messages_per_hour=100))
    assert idle_bench.heard.problems[1:] == [(Problem.LIMIT_MESSAGES, False)]
    assert await loop(idle_bench, 1) == [State.ACCEPTED]


async def test_the_roubles_of_a_day_are_limited(idle_bench: Bench) -> None:
    await limited(idle_bench, per_hour=100, per_day=9)
    assert await loop(idle_bench, 6) == [State.ACCEPTED] * 5 + [State.REJECTED]
    assert idle_bench.heard.problems == [(Problem.LIMIT_ROUBLES, True)]
    assert idle_bench.messenger.total_spent == Decimal("6.55")
    idle_bench.messenger.grant(Problem.LIMIT_ROUBLES)
    assert (await loop(idle_bench, 1, first=6)) == [State.ACCEPTED]
    idle_bench.messenger.grant(Problem.CALLBACK_REFUSED)  # of no limit
    await idle_bench.advance(DAY)
    assert idle_bench.heard.problems[1:] == [(Problem.LIMIT_ROUBLES, False)]


async def test_a_text_already_queued_does_not_count_twice(idle_bench: Bench) -> None:
    await limited(idle_bench, per_hour=1)
    await idle_bench.simulator.stop()
    first, again = [*await idle_bench.send("Fire"), *await idle_bench.send("Fire")]
    assert first is again
    assert idle_bench.heard.problems == []


async def test_a_text_repeats_for_two_days_and_for_its_phone_alone(bench: Bench) -> None:
    assert not bench.messenger.repeats(PHONE, "Fire in 1")
    await bench.send("Fire in 1")
    assert bench.messenger.repeats(PHONE, "Fire in 1")
    assert not bench.messenger.repeats(PHONE, "Fire in 2")
    assert not bench.messenger.repeats(OTHER_PHONE, "Fire in 1")
    await bench.advance(49 * HOUR)
    await bench.send("Water")
    assert not bench.messenger.repeats(PHONE, "Fire in 1")


async def test_the_gateway_that_goes_and_comes_is_told_once_each(bench: Bench) -> None:
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.advance(10 * MINUTE)
    assert bench.heard.reachability == [False]
    await bench.simulator.start()
    await bench.advance(10 * MINUTE)
    assert bench.heard.reachability == [False, True]


async def test_the_floor_above_can_say_that_the_gateway_is_away(bench: Bench) -> None:
    bench.messenger.heard(answered=False)
    bench.messenger.heard(answered=False)
    assert bench.heard.reachability == [False]


@pytest.mark.parametrize("away", [0.0, HOUR])
async def test_it_can_be_stopped_and_started_again(bench: Bench, away: float) -> None:
    await bench.send("Fire")
    await bench.restart(clean=True, away=away)
    await bench.advance(10 * MINUTE)
    assert bench.messenger.messages[0].state is State.DELIVERED
    assert bench.messenger.balance is None


async def test_an_end_before_all_was_loaded_writes_nothing_over_it(bench: Bench) -> None:
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.stop()
    before = bench.back_up()
    unloaded = bench.create()
    await unloaded.stop()
    assert bench.back_up() == before


async def test_an_end_in_the_middle_of_loading_writes_nothing_over_it(bench: Bench) -> None:
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.stop()
    before = bench.back_up()
    loading = bench.create()
    bench.disk.load_error = OSError("no")
    with pytest.raises(OSError, match="no"):
        await loading.start()
    await loading.stop()
    assert bench.back_up() == before
