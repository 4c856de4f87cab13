"""Options, recipients and keys that are changed while alarms and answers come and go."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import pytest

from demo.ports import HOST
from simulator import Simulator
from tests.e2e.bare_home import ENTRY, PHONE, RECIPIENT, BareHome, Watch
from tests.e2e.notebook import Notebook
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)
PETYA: Final = "79021234567"
FAMILY: Final = "notify.family"
NEW_KEY: Final = "N" * 64
_OPTIONS: Final = {
    "sending": {"default_channel": "sms", "hold_for": 60, "time_on_repeats": False},
    "limits": {"messages_per_hour": 9999, "roubles_per_day": 900_000, "answers_per_hour": 9999},
    "balance": {"low_balance": 10},
    "delivery_reports": {"pushed_delivery_reports": False},
    "privacy": {"private_entities": False},
}


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Run a gateway."""
    async with Simulator() as running:
        running.account.balance *= 100
        yield running


@pytest.fixture
async def home(tmp_path: Path, simulator: Simulator) -> AsyncIterator[BareHome]:
    """Return a home that is not started yet, with the dialogs of Home Assistant."""
    home = BareHome(
        tmp_path / "home",
        key=simulator.account.key,
        url=simulator.url,
        more="config:\n",
        messages_per_hour=10_000,
        answers_per_hour=10_000,
        roubles_per_day=1_000_000,
    )
    yield home
    await home.kill()


class Dialogs:
    """The dialogs about an account, filled in without a browser."""

    def __init__(self, home: BareHome, url: str) -> None:
        """Take a home that runs, and the gateway's address."""
        self._url = url
        self._session = aiohttp.ClientSession(
            f"http://{HOST}:{home.port}/api/config/config_entries/",
            headers={"Authorization": f"Bearer {(home.folder / 'token').read_text()}"},
        )

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()

    async def save_options(self) -> None:
        """Save other options."""
        await self._fill("options/flow", {"handler": ENTRY}, _OPTIONS)

    async def add(self, name: str, phone: str) -> None:
        """Add a recipient."""
        await self._fill("subentries/flow", self._recipient(), self._form(name, phone))

    async def edit(self, recipient_id: str, name: str, phone: str) -> None:
        """Give a recipient another name and number."""
        handler = {**self._recipient(), "subentry_id": recipient_id}
        await self._fill("subentries/flow", handler, self._form(name, phone))

    async def sign_in(self, way: str, **access: str) -> None:
        """Change how the home signs in."""
        form = {**access, "gateway": {"url": self._url}}
        chosen = {"next_step_id": f"reconfigure_{way}"}
        await self._fill("flow", {"handler": "smspilot", "entry_id": ENTRY}, chosen, form)

    async def _fill(self, path: str, handler: dict[str, Any], *steps: dict[str, Any]) -> None:
        """Begin a dialog, and go through all its steps."""
        shown = await self._post(path, handler)
        for step in steps:
            shown = await self._post(f"{path}/{shown['flow_id']}", step)
        assert shown["type"] in ("create_entry", "abort"), shown
        assert shown["type"] == "create_entry" or shown["reason"].endswith("successful"), shown

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(path, json=body) as answer:
            shown: dict[str, Any] = await answer.json()
            assert answer.ok, shown
            return shown

    @staticmethod
    def _recipient() -> dict[str, Any]:
        return {"handler": [ENTRY, "recipient"]}

    @staticmethod
    def _form(name: str, phone: str) -> dict[str, Any]:
        test = {"send_test": False}
        return {"name": name, "phones": [phone], "channel": "sms", "test": test}


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
    dialogs: Dialogs, watch: Watch, simulator: Simulator, more: Callable[[], Awaitable[None]]
) -> None:
    """Change all that a person can, with some more traffic after each change."""
    owner = simulator.account
    await more()
    await dialogs.save_options()
    await more()
    await dialogs.add("Petya", PETYA)
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
    await eventually(lambda: any(one.command == "inbound" for one in simulator.requests))
    gone.clear()
    streams = [asyncio.create_task(stream.alarms()), asyncio.create_task(stream.answers())]
    await change_everything(dialogs, watch, simulator, stream.more)
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
