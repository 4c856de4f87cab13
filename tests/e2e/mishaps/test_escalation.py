"""Alarms that go further ways: each way once at the most, and none that was not needed."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from simulator.gateway.models import DELIVERED, UNDELIVERED
from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.swift_time import PACE
from tests.e2e.homes.waiting import eventually

if TYPE_CHECKING:
    from simulator import Simulator
    from tests.e2e.homes.bare_home import LayOut, Watch

VIBER, SMS, VOICE = "VIBER", "INFORM", "GOLOS"
WAIT: Final = 30.0
"""Seconds that an alarm waits at the least before it goes on."""
_KILLS: Final = 6
_LONG_KILLS: Final = 40

# Numbers that behave in agreed ways, see simulator/gateway/agreed_numbers.py
NEEDED: Final = {
    "79080000001": [VIBER],
    "79080098004": [VIBER],
    "79080098003": [VIBER, SMS],
    "79080099602": [VIBER, SMS, VOICE],
    "79080098002": [VIBER, SMS, VOICE],
}
"""By phone: delivered, delivered at once, without Viber, never delivered, switched off."""


@pytest.mark.timeout(600)
async def test_an_alarm_goes_on_until_it_has_arrived(lay_out: LayOut, simulator: Simulator) -> None:
    """Undelivered by Viber, not in time by SMS, and called; a delivery at any moment stops it."""
    called, stopped_late, stopped_early = "79081100001", "79082200001", "79080000001"
    notebook, home, wait = Notebook(), lay_out(pace=PACE, hold_for=3600), 2 * WAIT
    simulator.gateway.timing.delivered = 3600  # what becomes of each is decided here
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    everybody = (called, stopped_late, stopped_early)
    await asyncio.gather(*[_alarm(watch, phone, wait=wait) for phone in everybody])
    settle(simulator, stopped_early, DELIVERED)
    for phone in (called, stopped_late):
        settle(simulator, phone, UNDELIVERED)
    for phone in (called, stopped_late):
        await until_gone(simulator, phone, SMS)
    await asyncio.sleep(wait / 5 / PACE)
    settle(simulator, stopped_late, DELIVERED)
    await until_gone(simulator, called, VOICE)
    settle(simulator, called, DELIVERED)
    found = await watch.act("get_delivery_status")
    steps = [row for row in found["messages"] if row["phone"] == called]
    assert [row["step"] for row in steps] == [1, 2, 3]
    assert {row["follows"] for row in steps[1:]} == {steps[0]["id"]}
    await eventually(lambda: notebook.ended(steps[2]["id"]))
    assert ways(simulator, called) == [VIBER, SMS, VOICE]
    assert ways(simulator, stopped_late) == [VIBER, SMS]
    assert ways(simulator, stopped_early) == [VIBER]


@pytest.mark.timeout(1800)
async def test_kills_and_a_dead_line_repeat_no_step_and_stop_no_alarm(
    lay_out: LayOut, simulator: Simulator, seed: int, long: bool
) -> None:
    pace = 1 if long else PACE
    chance, notebook, home = Random(seed), Notebook(), lay_out(pace=pace, hold_for=3600)
    simulator.faults.add("delay", command="send", seconds=0.3, probability=0.5, seed=seed)
    promised: set[tuple[str, str]] = set()
    for number in range(_LONG_KILLS if long else _KILLS):
        text = f"Ещё тревога № {number} 🔥"
        line_is_down = number % 3 == 1
        if line_is_down:
            await simulator.stop()
        await home.start()
        watch = await home.watch(notebook.note)
        alarms = asyncio.create_task(_alarms(watch, text, promised))
        await asyncio.sleep(chance.uniform(1, 9))
        await home.kill()
        await alarms
        if line_is_down:
            await simulator.start()
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    for phone, text in sorted(promised):
        await until_gone(simulator, phone, NEEDED[phone][-1], text)
    await asyncio.sleep((WAIT + 15) / pace)  # for a step that should not be
    taken = Counter(
        (message.phone, message.text, message.sender_orig) for message in simulator.messages
    )
    print(f"seed {seed}: {len(promised)} alarms, {taken.total()} messages")  # noqa: T201
    assert [what for what, times in taken.items() if times > 1] == []
    assert [what for what in taken if what[2] not in NEEDED[what[0]]] == []


def ways(simulator: Simulator, phone: str, text: str = "Пожар") -> list[str]:
    """Return by what the gateway took a text for a phone, in the order."""
    return [
        message.sender_orig
        for message in simulator.messages
        if message.phone == phone and message.text == text
    ]


async def until_gone(simulator: Simulator, phone: str, way: str, text: str = "Пожар") -> None:
    """Wait until the gateway has taken a text for a phone by one of the ways."""
    await eventually(lambda: way in ways(simulator, phone, text))


def settle(simulator: Simulator, phone: str, status: int) -> None:
    """Decide what becomes of the youngest message to a phone."""
    youngest = [message for message in simulator.messages if message.phone == phone][-1]
    simulator.set_status(youngest.server_id, status)


async def _alarm(watch: Watch, phone: str, text: str = "Пожар", wait: float = WAIT) -> None:
    await watch.act(
        "send_message",
        numbers=[phone],
        message=text,
        channel="viber",
        escalate_to=["sms", "voice"],
        escalate_after=wait,
    )


async def _alarms(watch: Watch, text: str, promised: set[tuple[str, str]]) -> None:
    """Raise an alarm to every phone, each with an action of its own, and note who was promised."""

    async def alarm(phone: str) -> None:
        with suppress(ConnectionError):  # killed before it answered: nothing was promised
            await _alarm(watch, phone, text)
            promised.add((phone, text))

    with suppress(ConnectionError):
        await watch.until_running()
        await asyncio.gather(*map(alarm, NEEDED))
