"""Attempts dated by the gateway's own clock: comparable with its list after a restart, too."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
BOTH_KNOWN = {"Fire": (State.DELIVERED, 1), "Cash": (State.DELIVERED, 1)}
NOBODY_KNOWS = {"Fire": (State.UNKNOWN, 1), "Cash": (State.UNKNOWN, 0)}


async def lose_both(bench: Bench, *, answer_first: bool = True) -> None:
    """Lose an answer and, minutes apart, a request to the same phone; the list is refused."""
    bench.fault("recent_without_text", "recent")
    bench.fault("error", "recent", code=118)
    losses = [("drop_after", "Fire"), ("drop_before", "Cash")]
    for fault, text in losses if answer_first else reversed(losses):
        bench.fault(fault, "send", times=1)
        await bench.send(text)
        await bench.advance(3 * MINUTE)


async def begin_anew(bench: Bench, *, away: float = 1.0) -> None:
    """Begin another run, in which the list answers."""
    await bench.kill()
    bench.simulator.faults.clear()
    bench.fault("recent_without_text", "recent")
    await bench.advance(away)
    await bench.start(listen=False)
    await bench.advance(3 * MINUTE)


def ends(bench: Bench) -> dict[str, tuple[State, int]]:
    """Return what became of both, and how often each was taken."""
    sent = [parameters["send"] for parameters in bench.sends() if parameters["to"] == PHONE]
    both = [each for each in bench.messenger.messages if each.phone == PHONE]
    return {
        text: (message.state, bench.taken()[PHONE, text])
        for message, text in zip(both, dict.fromkeys(sent), strict=True)
    }


@pytest.mark.parametrize("answer_first", [True, False], ids=["later", "earlier"])
@pytest.mark.parametrize("skew", [0.0, 400.0, -400.0], ids=["right", "ahead", "behind"])
async def test_after_a_kill_a_row_is_that_of_the_message_of_its_time(
    bench: Bench, skew: float, answer_first: bool
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await lose_both(bench, answer_first=answer_first)
    bench.skew = skew
    await begin_anew(bench)
    assert ends(bench) == BOTH_KNOWN


async def test_an_old_journal_may_not_know_of_the_last_attempt(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await lose_both(bench)
    await begin_anew(bench, away=11 * MINUTE)
    assert ends(bench) == NOBODY_KNOWS


async def test_without_a_date_nothing_is_compared_over_a_restart(bench: Bench) -> None:
    bench.fault("no_date_header", ())
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await lose_both(bench)
    await begin_anew(bench)
    assert ends(bench) == NOBODY_KNOWS


async def test_an_attempt_of_another_run_that_nothing_dated_is_compared_with_nothing(
    bench: Bench,
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await bench.kill()
    bench.fault("no_date_header", ())
    await bench.start(listen=False)
    await lose_both(bench)
    bench.skew = 200.0  # by which the row would seem to be that of the second
    await begin_anew(bench)
    assert ends(bench) == NOBODY_KNOWS


async def test_a_request_that_is_taken_late_is_found(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    bench.fault("take_late", "send", seconds=50, times=1)
    [message] = await bench.send("Fire")
    await bench.advance(3 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_of_two_rows_the_earlier_is_the_earlier_messages(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    bench.fault("drop_after", "send", times=2)
    [first] = await bench.send("Fire")
    await bench.advance(1)
    [second] = await bench.send("Cash")
    await bench.advance(3 * MINUTE)
    rows = {message.text: message.server_id for message in bench.simulator.messages}
    assert (first.server_id, second.server_id) == (rows["Fire"], rows["Cash"])


async def test_the_last_of_many_requests_in_the_place_of_one_is_found(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    others = [f"7902123456{number}" for number in range(9)]
    first = len(bench.sends())

    def strike() -> None:
        sent = len(bench.sends()) - first
        if sent == 0:
            bench.fault("error", "send", code=230, times=1)
        if sent == 1 + len(others):
            bench.fault("drop_after", "send", times=1)

    bench.on_command("send", strike)
    bench.disk.seconds = 9.0  # after each of them what it brought is written down
    messages = bench.messenger.accept(bench.drafts("Fire", *others, PHONE))
    await bench.advance(10 * MINUTE, held=1)
    assert {message.state for message in messages} == {State.DELIVERED}


async def test_requests_in_the_place_of_a_refused_one_are_not_dated_by_it(bench: Bench) -> None:
    await bench.calibrate()
    dated: list[list[bool]] = []

    def look() -> None:
        dated.append(["dated" in row for row in bench.disk.rows("messages")])

    bench.on_command("send", look)
    bench.fault("error", "send", code=230, times=1)
    await bench.send("Fire", PHONE, OTHER_PHONE)
    look()
    in_one_request, first_of_two, second_of_two, answered = dated
    assert in_one_request == [False, True, True]
    assert first_of_two == second_of_two == answered == [False, False, False]
