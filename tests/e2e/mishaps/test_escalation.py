"""Alarms that go further ways: each way once at the most, and none that was not needed.

An alarm waits 30 s at the least before it goes on, and these homes live by the real clock. So all
alarms of a test wait at the same time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from simulator import Simulator
from tests.e2e.bare_home import BareHome
from tests.e2e.notebook import Notebook
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.bare_home import Watch

VIBER, SMS, VOICE = "VIBER", "INFORM", "GOLOS"
WAIT: Final = 30.0
_KILLS: Final = 6
_LONG_KILLS: Final = 40

# Numbers that behave in agreed ways, see simulator/gateway/behaviour.py
NEEDED: Final = {
    "79080000001": [VIBER],
    "79080098004": [VIBER],
    "79080098003": [VIBER, SMS],
    "79080099602": [VIBER, SMS, VOICE],
    "79080098002": [VIBER, SMS, VOICE],
}
"""By phone: delivered, delivered at once, without Viber, never delivered, switched off."""


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Run a gateway that refuses nothing."""
    async with Simulator() as running:
        running.account.duplicate_window = 0
        running.account.balance = Decimal(1_000_000)
        yield running


@pytest.fixture
async def home(tmp_path: Path, simulator: Simulator) -> AsyncIterator[BareHome]:
    """Lay out a home that may send as much as it likes."""
    home = BareHome.with_account(
        tmp_path / "home",
        key=simulator.account.key,
        url=simulator.url,
        messages_per_hour=10_000,
        roubles_per_day=1_000_000,
    )
    yield home
    await home.kill()


@pytest.mark.timeout(300)
async def test_an_alarm_goes_on_until_it_has_arrived(home: BareHome, simulator: Simulator) -> None:
    """Undelivered by Viber, not in time by SMS, and called; a delivery at any moment stops it."""
    called, stopped_late, stopped_early = "79081198003", "79082298003", "79080000002"
    notebook = Notebook()
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    sending = [asyncio.create_task(_alarm(watch, phone)) for phone in (called, stopped_late)]
    sending.append(asyncio.create_task(_alarm(watch, stopped_early)))
    await until_gone(simulator, stopped_early, VIBER)
    halt(simulator, stopped_early)
    await asyncio.gather(*sending)
    for phone in (called, stopped_late):
        await until_gone(simulator, phone, SMS)
        halt(simulator, phone)
    await asyncio.sleep(WAIT / 2)
    deliver(simulator, stopped_early)
    deliver(simulator, stopped_late)
    await until_gone(simulator, called, VOICE)
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
    home: BareHome, simulator: Simulator, seed: int, long: bool
) -> None:
    chance, notebook = Random(seed), Notebook()
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
        await asyncio.sleep(chance.uniform(2, 14))
        await home.kill()
        await alarms
        if line_is_down:
            await simulator.start()
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    for phone, text in sorted(promised):
        await until_gone(simulator, phone, NEEDED[phone][-1], text)
    await asyncio.sleep(WAIT + 15)  # for a step that should not be
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
    await eventually(lambda: way in ways(simulator, phone, text), within=300)


def halt(simulator: Simulator, phone: str) -> None:
    """Let the youngest message to a phone stay in the operator's queue."""
    _move(simulator, phone, 1)


def deliver(simulator: Simulator, phone: str) -> None:
    """Let the youngest message to a phone arrive."""
    _move(simulator, phone, 2)


def _move(simulator: Simulator, phone: str, status: int) -> None:
    youngest = [message for message in simulator.messages if message.phone == phone][-1]
    simulator.set_status(youngest.server_id, status)


async def _alarm(watch: Watch, phone: str, text: str = "Пожар") -> None:
    await watch.act(
        "send_message",
        numbers=[phone],
        message=text,
        channel="viber",
        escalate_to=["sms", "voice"],
        escalate_after=WAIT,
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
