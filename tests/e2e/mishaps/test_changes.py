"""Options, recipients and keys that are changed while alarms and answers come and go."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.e2e.homes.bare_home import ENTRY, PHONE, RECIPIENT, BareHome, LayOut, Watch
from tests.e2e.homes.notebook import Notebook
from tests.e2e.homes.waiting import eventually
from tests.e2e.pages.forms import Dialogs
from tests.journals import Journals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator import Simulator

pytestmark = pytest.mark.timeout(600)
PETYA: Final = "79021234567"
FAMILY: Final = "notify.family"
NEW_KEY: Final = "N" * 64


@pytest.fixture
async def home(lay_out: LayOut) -> BareHome:
    """Return a home that is not started yet, with the dialogs of Home Assistant."""
    return lay_out(more="config:\n")


class Stream:
    """Alarms by the notifier, and messages that come in, until enough is enough."""

    def __init__(self, watch: Watch, simulator: Simulator) -> None:
        """Take whom to ask and where the answers come from."""
        self._watch = watch
        self._simulator = simulator
        self.sent: list[str] = []
        self.received: list[str] = []

    async def alarms(self) -> None:
        """Raise an alarm after the other; none may be refused."""
        while True:
            text = f"Alarm {'abcdefghij'[len(self.sent) % 10]} {len(self.sent)}"
            self.sent.append(text)
            fields = {"entity_id": FAMILY, "message": text}
            # Not cancelled half-way by the end of the stream: it was promised.
            await asyncio.shield(self._watch.call("notify", "send_message", **fields))

    async def more(self) -> None:
        """Wait until some more alarms were raised."""
        enough = len(self.sent) + 5
        await eventually(lambda: len(self.sent) >= enough)

    async def answers(self) -> None:
        """Let somebody write again and again."""
        while True:
            row = self._simulator.receive(PHONE, f"Answer {len(self.received)}")
            self.received.append(str(row.id))
            await asyncio.sleep(0.2)


async def change_everything(
    dialogs: Dialogs,
    watch: Watch,
    notebook: Notebook,
    simulator: Simulator,
    more: Callable[[], Awaitable[None]],
) -> None:
    """Change all that a person can, with some more traffic after each change."""
    owner = simulator.account
    await more()
    await dialogs.save_options()
    await more()
    await dialogs.add("Petya", PETYA)
    assert await notebook.until(lambda: "notify.petya" in notebook.now)
    await watch.call("notify", "send_message", entity_id="notify.petya", message="Hello")
    await more()
    await dialogs.edit(RECIPIENT, "Parents", PHONE)
    await more()
    await dialogs.sign_in("login", email=owner.email, password=owner.password)
    await more()
    owner.key = NEW_KEY
    await dialogs.sign_in("api_key", api_key=NEW_KEY)
    await more()
    entries = await watch.command("config_entries/subentries/list", entry_id=ENTRY)
    [petya] = [one["subentry_id"] for one in entries if one["title"] == "Petya"]
    fields = {"entry_id": ENTRY, "subentry_id": petya}
    await watch.command("config_entries/subentries/delete", **fields)
    await more()


async def test_nothing_is_lost_doubled_or_made_up_while_everything_is_changed(
    home: BareHome, simulator: Simulator
) -> None:
    notebook, gone = Notebook(), []
    # Activity has a row for each moment that an event's state names.
    rows: dict[tuple[str, str, str], set[str]] = {}

    def note(state: dict[str, Any]) -> None:
        notebook.note(state)
        attributes = state.get("attributes", {})
        if state.get("state") == "unavailable":
            gone.append(state["entity_id"])
        elif "message_id" in attributes:
            told = (state["entity_id"], attributes["message_id"], attributes["event_type"])
            rows.setdefault(told, set()).add(state["state"])

    await home.start()
    watch = await home.watch(note)
    await watch.until_running()
    dialogs, stream = Dialogs(home, simulator.url), Stream(watch, simulator)
    await eventually(Journals(home.folder, ENTRY).are_polled)
    gone.clear()
    streams = [asyncio.create_task(stream.alarms()), asyncio.create_task(stream.answers())]
    await change_everything(dialogs, watch, notebook, simulator, stream.more)
    for task in streams:
        task.cancel()
    await eventually(lambda: set(stream.sent) <= {one.text for one in simulator.messages})
    await eventually(lambda: set(stream.received) <= notebook.fired.keys())
    await dialogs.close()

    assert Counter(one.text for one in simulator.messages) == Counter([*stream.sent, "Hello"])
    assert {one.phone for one in simulator.messages if one.text == "Hello"} == {PETYA}
    assert notebook.fired.keys() == set(stream.received)
    assert all(list(times.values()) == ["received"] for times in notebook.fired.values())
    assert {len(moments) for moments in rows.values()} == {1}
    assert gone == []
    assert notebook.now["notify.family"] != "unavailable"
    assert {request.parameters.get("apikey") for request in simulator.requests[-3:]} == {NEW_KEY}
    await home.stop()
