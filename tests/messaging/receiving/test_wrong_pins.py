"""Who is shut out for wrong PINs, for how long, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.receiving.wrong_pins import SHUT_OUT_AFTER
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench
from tests.messaging.receiving.incoming import DAY, HOUR, MINUTE, bench

if TYPE_CHECKING:
    from custom_components.smspilot.messaging.receiving.wrong_pins import WrongPins

__all__ = ["bench"]


def pins(bench: Bench) -> WrongPins:
    return bench.messenger.wrong_pins


def try_wrong(bench: Bench, times: int) -> None:
    for _ in range(times):
        pins(bench).note(PHONE)


async def test_the_fifth_wrong_pin_shuts_the_number_out_for_an_hour(bench: Bench) -> None:
    try_wrong(bench, SHUT_OUT_AFTER - 1)
    assert not pins(bench).shut_out(PHONE)
    assert bench.heard.problems == []
    await bench.advance(30 * MINUTE)
    try_wrong(bench, 1)
    assert bench.heard.problems == [(Problem.WRONG_PINS, True)]
    await bench.advance(HOUR - 1)
    assert pins(bench).shut_out(f"+{PHONE}")
    assert not pins(bench).shut_out(OTHER_PHONE)
    await bench.advance(2)
    assert not pins(bench).shut_out(PHONE)


async def test_wrong_pins_that_are_an_hour_apart_shut_nobody_out(bench: Bench) -> None:
    for _ in range(2 * SHUT_OUT_AFTER):
        try_wrong(bench, 1)
        await bench.advance(16 * MINUTE)
        assert not pins(bench).shut_out(PHONE)


async def test_who_is_shut_out_stays_so_over_a_restart_and_no_number_is_kept(
    bench: Bench,
) -> None:
    try_wrong(bench, SHUT_OUT_AFTER)
    await bench.restart(clean=True)
    assert pins(bench).shut_out(PHONE)
    [(mark, _)] = bench.disk.tables["wrong_pins"].items()
    assert PHONE not in mark
    await bench.advance(HOUR)
    assert not pins(bench).shut_out(PHONE)
    await bench.restart(clean=True)
    assert bench.disk.rows("wrong_pins") == []


async def test_a_clock_that_jumps_shuts_nobody_out_for_longer_or_shorter(bench: Bench) -> None:
    try_wrong(bench, SHUT_OUT_AFTER)
    for bench.skew in (DAY, -DAY):
        assert pins(bench).shut_out(PHONE)
    await bench.advance(HOUR + 1)
    assert not pins(bench).shut_out(PHONE)
