"""The journal's disk is full or hangs, and the home is killed: alarms go out, each once."""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from contextlib import asynccontextmanager
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.homes.bare_home import ENTRY, PHONE, BareHome, LayOut
from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.swift_time import PACE
from tests.e2e.homes.waiting import eventually
from tests.e2e.mishaps.traffic import PHONES, Traffic, kept_by_a_crash
from tests.journals import Journals

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from simulator import Simulator
    from tests.e2e.homes.bare_home import Watch

_FULL: Final = 4096
"""Bytes of a file that a full disk has room for: its log holds the beginning of a save."""
_REFUSED: Final = "The journal cannot be written"


@pytest.fixture
async def home(lay_out: LayOut) -> BareHome:
    """Return a home that is not started yet."""
    return lay_out(pace=PACE, more="slow_disk:\n", hold_for=3600)


@pytest.mark.timeout(1800)
async def test_kills_on_a_full_disk_double_nothing_and_keep_no_alarm_from_leaving(
    home: BareHome, simulator: Simulator, seed: int, long: bool
) -> None:
    chance, notebook = Random(seed), Notebook()
    traffic = Traffic(simulator, chance, phones=PHONES, pace=0.3)
    await home.start()
    watch = await home.watch(notebook.note)
    await traffic.until_inbound_works(watch, notebook)
    traffic.begin()
    for _ in range(10 if long else 3):
        async with _full_half_of_the_time(home, chance):
            await traffic.open(watch)
            await asyncio.sleep(chance.uniform(3, 6))
            await eventually(lambda: _REFUSED in home.log)
            traffic.watch = None
            await home.kill()
        await home.start()
        watch = await home.watch(notebook.note)
    await traffic.open(watch)
    await asyncio.sleep(5)
    await traffic.end()
    journals = Journals(home.folder, ENTRY)
    await notebook.until(
        lambda: (
            traffic.inbound <= notebook.fired.keys() | kept_by_a_crash(home.logs)
            and all(notebook.ended(row["id"]) for row in journals.rows("messages"))
        )
    )
    taken = Counter((message.phone, message.text) for message in simulator.messages)
    errors = "\n".join(home.logs).count(_REFUSED)
    lost = traffic.inbound - notebook.fired.keys() - kept_by_a_crash(home.logs)
    print(f"seed {seed}: {traffic.calls} calls, {taken.total()} taken, {errors} refusals")  # noqa: T201
    assert traffic.refused == []
    assert [what for what, times in taken.items() if times > 1] == []
    assert [what for what in traffic.accepted.values() if what not in taken] == []
    assert [row for row in journals.rows("messages") if not notebook.ended(row["id"])] == []
    assert {one: moments for one, moments in notebook.fired.items() if len(moments) > 1} == {}
    assert sorted(lost) == []


@pytest.mark.timeout(600)
async def test_an_alarm_leaves_a_home_whose_disk_hangs_and_is_sent_once_though_it_is_killed(
    home: BareHome, simulator: Simulator
) -> None:
    notebook = Notebook()
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    await _alarm(watch, "All is well")
    hangs = home.folder / "disk-hangs"
    hangs.touch()
    await _alarm(watch, "Fire")
    await eventually(lambda: len(simulator.messages) == 2)
    await home.kill()
    hangs.unlink()
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    await _alarm(watch, "Flood")
    await home.stop()
    assert [message.text for message in simulator.messages] == ["All is well", "Fire", "Flood"]


async def _alarm(watch: Watch, text: str) -> None:
    response = await watch.act("send_message", numbers=[PHONE], message=text)
    assert len(response["messages"]) == 1


@asynccontextmanager
async def _full_half_of_the_time(home: BareHome, chance: Random) -> AsyncIterator[None]:
    """Let the disk of the present life be full every now and then."""
    assert home.process_id is not None

    async def fill_and_empty(process_id: int) -> None:
        while True:
            for size in (_FULL, resource.RLIM_INFINITY):
                limits = (size, resource.RLIM_INFINITY)
                resource.prlimit(process_id, resource.RLIMIT_FSIZE, limits)
                await asyncio.sleep(chance.uniform(0.2, 1.5))

    filling = asyncio.create_task(fill_and_empty(home.process_id))
    try:
        yield
    finally:
        filling.cancel()
