"""The gateway's zone changes after the list was learned: nothing goes twice, nothing is lost."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
MOSCOW = 3 * HOUR
ZONES = ["Europe/Kaliningrad", "UTC", "Asia/Kolkata", "Asia/Vladivostok"]
"""Two behind that in which the list is learned, and two ahead."""


async def lose(bench: Bench, text: str, *, taken: bool) -> Message:
    """Send a text of which the answer or the request is lost."""
    bench.fault("drop_after" if taken else "drop_before", "send", times=1)
    [message] = await bench.send(text)
    return message


@pytest.fixture(params=[True, False], ids=["with their texts", "without texts"])
async def listed(request: pytest.FixtureRequest, bench: Bench) -> bool:
    """Learn a list that gives texts back, or gives none."""
    if not request.param:
        bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    return bool(request.param)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("zone", ZONES)
async def test_what_was_taken_is_not_sent_twice(bench: Bench, zone: str) -> None:
    bench.simulator.gateway.zone = ZoneInfo(zone)
    message = await lose(bench, "Fire", taken=True)
    await bench.advance(2 * HOUR)
    assert message.state in (State.DELIVERED, State.UNKNOWN)
    assert bench.taken()[PHONE, "Fire"] == 1


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first_taken", [True, False])
async def test_of_two_none_takes_the_others_row(bench: Bench, zone: str, first_taken: bool) -> None:
    bench.simulator.gateway.zone = ZoneInfo(zone)
    messages = [
        await lose(bench, "Fire", taken=first_taken),
        await lose(bench, "Water", taken=not first_taken),
    ]
    await bench.advance(2 * HOUR)
    for message, text in zip(messages, ("Fire", "Water"), strict=True):
        taken = bench.taken()[PHONE, text]
        assert taken <= 1
        assert message.state is State.UNKNOWN or taken


@pytest.mark.parametrize("zone", ZONES)
async def test_what_was_not_taken_is_sent_again(bench: Bench, zone: str) -> None:
    await bench.calibrate()
    bench.simulator.gateway.zone = ZoneInfo(zone)
    message = await lose(bench, "Fire", taken=False)
    await bench.advance(2 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)


async def test_a_message_that_stays_unknown_has_the_list_learned_anew(bench: Bench) -> None:
    await bench.calibrate()
    bench.simulator.gateway.zone = ZoneInfo("Europe/Kaliningrad")
    await lose(bench, "Fire", taken=True)
    await bench.advance(2 * MINUTE)
    await bench.send("Cold", OTHER_PHONE)
    await bench.advance(MINUTE)
    assert bench.disk.facts["calibration"]["offset"] == MOSCOW - HOUR
    message = await lose(bench, "Water", taken=True)
    await bench.advance(MINUTE)
    assert message.state is State.DELIVERED


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("taken", [True, False])
async def test_a_row_without_a_moment_makes_blind(bench: Bench, taken: bool) -> None:
    message = await lose(bench, "Fire", taken=taken)
    bench.send_elsewhere(PHONE, "Fire")
    bench.fault("changed_created", "recent", form="none")
    await bench.advance(2 * HOUR)
    assert message.state is State.UNKNOWN


@pytest.mark.usefixtures("listed")
async def test_a_row_from_farther_than_any_zone_is_another_message(bench: Bench) -> None:
    await bench.send("Fire", hold_for=0)
    bench.send_elsewhere(PHONE, "Cash")
    await bench.advance(15 * HOUR)
    message = await lose(bench, "Fire", taken=False)
    await bench.advance(2 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)
