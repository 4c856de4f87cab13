"""Home Assistant is killed at any moment: nothing is sent twice, nothing is lost silently."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.swift_time import PACE
from tests.e2e.mishaps.traffic import Traffic, kept_by_a_crash

if TYPE_CHECKING:
    from simulator import Simulator
    from tests.e2e.homes.bare_home import BareHome, LayOut

SEED: Final = 20261122


@pytest.mark.timeout(1800)
async def test_kills_double_nothing_and_lose_nothing_silently(
    lay_out: LayOut, simulator: Simulator, long: bool
) -> None:
    kills, pace = (50, 1) if long else (10, PACE)
    chance, notebook = Random(SEED), Notebook()
    simulator.faults.add("delay", command="send", seconds=0.3, probability=0.5, seed=SEED)
    home = lay_out(pace=pace, hold_for=3600)
    traffic = Traffic(simulator, chance)
    try:
        await _live_until_inbound_works(home, notebook, traffic)
        traffic.begin()
        for number in range(kills):
            lives_for = chance.uniform(11, 14) / pace if number % 10 == 9 else None
            await _live_and_die(home, notebook, traffic, chance, lives_for)
        await _live_to_the_end(home, notebook, traffic, simulator)
    finally:
        await traffic.end()
    logged = kept_by_a_crash(home.logs)
    lost = traffic.inbound - notebook.fired.keys() - logged
    taken = Counter((message.phone, message.text) for message in simulator.messages)
    print(_figures(traffic, notebook, taken, logged))  # noqa: T201  # told with a failure
    assert traffic.refused == []
    assert [what for what, times in taken.items() if times > 1] == []
    assert notebook.server_ids <= _taken_ids(simulator)
    assert _are_told(notebook, simulator)
    assert [one for one in traffic.accepted if not notebook.ended(one)] == []
    assert {one: moments for one, moments in notebook.fired.items() if len(moments) > 1} == {}
    assert sorted(lost) == []


async def _live_until_inbound_works(home: BareHome, notebook: Notebook, traffic: Traffic) -> None:
    await home.start()
    await traffic.until_inbound_works(await home.watch(notebook.note), notebook)
    await home.kill()


async def _live_and_die(
    home: BareHome, notebook: Notebook, traffic: Traffic, chance: Random, lives_for: float | None
) -> None:
    """Start, and be killed: during the start, soon after it, or after some polls."""
    await home.start()
    if lives_for is None and chance.random() < 0.15:
        await asyncio.sleep(chance.uniform(0, 3))
        await home.kill()
        return
    watch = await home.watch(notebook.note)
    opening = asyncio.create_task(traffic.open(watch))
    await asyncio.sleep(lives_for or chance.uniform(0, 5))
    traffic.watch = None
    await home.kill()
    await opening
    traffic.watch = None


async def _live_to_the_end(
    home: BareHome, notebook: Notebook, traffic: Traffic, simulator: Simulator
) -> None:
    """Live until every message has ended and every inbound one is accounted for."""
    await home.start()
    watch = await home.watch(notebook.note)
    await traffic.open(watch)
    await asyncio.sleep(5)
    await traffic.end()
    await notebook.until(
        lambda: (
            traffic.inbound <= notebook.fired.keys() | kept_by_a_crash(home.logs)
            and all(notebook.ended(message) for message in traffic.accepted)
            and _are_told(notebook, simulator)
        ),
    )
    await home.stop()


def _taken_ids(simulator: Simulator) -> set[int]:
    """Return the gateway's ids of what it has taken."""
    return {message.server_id for message in simulator.messages}


def _are_told(notebook: Notebook, simulator: Simulator) -> bool:
    """Tell whether all that was taken is known by its id, or else was told as unknown."""
    return len(_taken_ids(simulator) - notebook.server_ids) <= notebook.in_state("unknown")


def _figures(
    traffic: Traffic,
    notebook: Notebook,
    taken: Counter[tuple[str, str]],
    logged: set[str],
) -> str:
    never = logged - notebook.fired.keys()
    return f"""
seed {SEED}
out: {traffic.calls} calls, {len(traffic.accepted)} messages returned
     {taken.total()} at the gateway, each {max(taken.values())} time at most
     {notebook.in_state("delivered")} delivered, {notebook.in_state("unknown")} unknown
in:  {len(traffic.inbound)} came
     {len(notebook.fired)} fired, each {max(map(len, notebook.fired.values()))} time at most
     {len(logged)} logged at a start, {len(never)} of them never fired"""
