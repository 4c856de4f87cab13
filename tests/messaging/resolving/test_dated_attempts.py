"""Attempts dated by the gateway's own clock: comparable with its list after a restart, too."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
BOTH_KNOWN = {"Fire": (State.DELIVERED, 1), "Cash": (State.DELIVERED, 1)}
NOBODY_KNOWS = {"Fire": (State.UNKNOWN, 1), "Cash": (State.UNKNOWN, 0)}


async def lose_both(bench: Bench) -> None:
    """Lose an answer and, minutes later, a request to the same phone; the list is refused."""
    bench.fault("recent_without_text", "recent")
    bench.fault("error", "recent", code=118)
    bench.fault("drop_after", "send", times=1)
    await bench.send("Fire")
    await bench.advance(3 * MINUTE)
    bench.fault("drop_before", "send", times=1)
    await bench.send("Cash")
    await bench.advance(1)


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
    both = [each for each in bench.messenger.messages if each.phone == PHONE]
    return {
        text: (message.state, bench.taken()[PHONE, text])
        for message, text in zip(both, ("Fire", "Cash"), strict=True)
    }


@pytest.mark.parametrize("skew", [0.0, 400.0, -400.0], ids=["right", "ahead", "behind"])
async def test_after_a_kill_a_row_is_that_of_the_message_of_its_time(
    bench: Bench, skew: float
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await lose_both(bench)
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


async def test_requests_in_the_place_of_a_refused_one_are_not_dated_by_it(bench: Bench) -> None:
    await bench.calibrate()
    known: list[list[bool]] = []
    bench.on_command(
        "send", lambda: known.append(["dated" in row for row in bench.disk.rows("messages")])
    )
    bench.fault("error", "send", code=230, times=1)
    await bench.send("Fire", PHONE, OTHER_PHONE)
    in_one_request, first_of_two = known[:2]
    assert in_one_request == [False, True, True]
    assert first_of_two == [False, False, False]
