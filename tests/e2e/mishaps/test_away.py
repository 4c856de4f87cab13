"""The gateway away, Home Assistant away, a backup restored: with real processes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.homes.bare_home import ENTRY, PHONE, BareHome, LayOut, RefusedError, Watch
from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.swift_time import PACE
from tests.e2e.homes.waiting import eventually
from tests.journals import Journals

if TYPE_CHECKING:
    from pathlib import Path

    from simulator import Simulator

pytestmark = pytest.mark.timeout(900)
NEIGHBOUR: Final = "79021234567"
QUEUED: Final = "sensor.smspilot_5671_queued_messages"
ECHO: Final = """\
automation:
  - alias: Echo
    mode: queued
    triggers:
      - trigger: event.received
        target:
          entity_id: event.smspilot_5671_inbound_message
        options:
          event_type: [received, received_late]
    actions:
      - action: smspilot.send_message
        data:
          numbers: ["{{ trigger.to_state.attributes.phone }}"]
          message: "Echo {{ trigger.to_state.attributes.text }}"
"""


@pytest.fixture
async def home(lay_out: LayOut) -> BareHome:
    """Return a home that has not been started yet, with an automation that echoes."""
    return lay_out(pace=PACE, more=ECHO, hold_for=3600)


@asynccontextmanager
async def life(home: BareHome, notebook: Notebook) -> AsyncIterator[Watch]:
    """Live from a start to a proper stop."""
    await home.start()
    watch = await home.watch(notebook.note)
    await watch.until_running()
    yield watch
    await home.stop()


async def until_received(
    home: BareHome, simulator: Simulator, watch: Watch, notebook: Notebook, text: str
) -> None:
    """Wait until inbound messages are handed on: those before the first poll never are."""
    await eventually(Journals(home.folder, ENTRY).are_polled)
    simulator.receive(PHONE, text)
    # What goes out lets the home ask soon for what comes in.
    await watch.act("send_message", numbers=[NEIGHBOUR], message=f"{text}?")
    assert await notebook.until(lambda: text in notebook.texts.values())


async def until_taken(simulator: Simulator, *texts: str) -> None:
    """Wait until the gateway has taken these messages."""
    await eventually(lambda: {message.text for message in simulator.messages} >= {*texts})


async def test_with_the_gateway_away_a_message_waits_and_arrives_once(
    home: BareHome, simulator: Simulator
) -> None:
    notebook = Notebook()
    async with life(home, notebook) as watch:
        await simulator.turn_off("refuse")
        (message,) = (await watch.act("send_message", numbers=[PHONE], message="Flood"))["messages"]
        assert message["status"] == "queued"
        assert await notebook.until(lambda: notebook.now[QUEUED] == "1")
        with pytest.raises(RefusedError, match="cannot be reached"):
            await watch.act("send_message", numbers=[NEIGHBOUR], message="Now", hold_for=0)
        await simulator.turn_on()
        assert await notebook.until(lambda: notebook.ended(message["id"]))
        assert await notebook.until(lambda: notebook.now[QUEUED] == "0")
    assert notebook.states[message["id"]] == ["waiting", "accepted", "delivered"]
    assert [message.text for message in simulator.messages] == ["Flood"]


async def test_a_reload_and_a_stop_in_the_middle_of_a_slow_send_send_once(
    home: BareHome, simulator: Simulator
) -> None:
    notebook = Notebook()
    async with life(home, notebook) as watch:
        simulator.faults.add("delay", command="send", seconds=2)
        sending = asyncio.create_task(watch.act("send_message", numbers=[PHONE], message="One"))
        await until_taken(simulator, "One")
        await watch.call("homeassistant", "reload_config_entry", entry_id=ENTRY)
        (first,) = (await sending)["messages"]
        sending = asyncio.create_task(watch.act("send_message", numbers=[PHONE], message="Two"))
        await until_taken(simulator, "Two")
    await asyncio.gather(sending, return_exceptions=True)
    async with life(home, notebook):
        assert await notebook.until(lambda: notebook.ended(first["id"]))
        assert await notebook.until(lambda: notebook.in_state("delivered") == 2)
    assert [message.text for message in simulator.messages] == ["One", "Two"]


async def test_what_came_in_meanwhile_fires_once_and_late_after_ten_minutes(
    home: BareHome, simulator: Simulator
) -> None:
    notebook = Notebook()
    async with life(home, notebook) as watch:
        await until_received(home, simulator, watch, notebook, "Before")
    simulator.clock.freeze()  # a slow machine may take minutes to start a home
    soon = {str(simulator.receive(PHONE, text).id) for text in ("a", "б", "в\nг")}
    async with life(home, notebook) as watch:
        assert await notebook.until(lambda: soon <= notebook.fired.keys())
        fired = {one: list(notebook.fired[one].values()) for one in soon}
        assert fired == {one: ["received"] for one in soon}
        assert {notebook.texts[one] for one in soon} == {"a", "б", "в\nг"}
        simulator.clock.run()
        # The automation was there for each of them.
        await until_taken(simulator, "Echo a", "Echo б", "Echo в\nг")
        await watch.call("homeassistant", "reload_config_entry", entry_id=ENTRY)
        await until_received(home, simulator, watch, notebook, "After the reload")
    simulator.clock.advance(700)
    later = {str(simulator.receive(PHONE, text).id) for text in ("d", "e", "f")}
    async with life(home, notebook):
        assert await notebook.until(lambda: later <= notebook.fired.keys())
        fired = {one: list(notebook.fired[one].values()) for one in later}
        assert fired == {one: ["received_late"] for one in later}
    assert all(len(moments) == 1 for moments in notebook.fired.values())


async def test_a_restored_backup_sends_nothing_again(
    home: BareHome, simulator: Simulator, tmp_path: Path
) -> None:
    notebook, backup = Notebook(), tmp_path / "backup"
    async with life(home, notebook) as watch:
        await watch.act("send_message", numbers=[PHONE], message="Accepted")
        await eventually(Journals(home.folder, ENTRY).are_calibrated)
        await simulator.turn_off("refuse")
        waiting = [
            watch.act("send_message", numbers=[PHONE], message=text) for text in ("One", "Two")
        ]
        answers = await asyncio.gather(*waiting)
        ids = {answer["messages"][0]["id"] for answer in answers}
        assert await notebook.until(lambda: notebook.now[QUEUED] == "2")
    # Not while it runs: it may replace a file at any moment.
    await asyncio.to_thread(shutil.copytree, home.folder / ".storage", backup)
    await simulator.turn_on()
    async with life(home, notebook):
        assert await notebook.until(lambda: all(map(notebook.ended, ids)))
    await asyncio.to_thread(shutil.rmtree, home.folder / ".storage")
    await asyncio.to_thread(shutil.copytree, backup, home.folder / ".storage")
    again = Notebook()
    async with life(home, again):
        assert await again.until(lambda: all(map(again.ended, ids)))
    assert [again.states[one][-1] for one in ids] == ["delivered", "delivered"]
    assert [message.text for message in simulator.messages] == ["Accepted", "One", "Two"]
