"""What only the gateway remembers, and how seldom it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.smspilot.frontend.conversations import CONVERSATIONS
from custom_components.smspilot.frontend.history import Asked
from simulator import Simulator
from tests.accounts import MASHA, PETYA, account_asked_for, entry_of, recipient_data, set_up
from tests.common import act, entity_id, until

from .watching import asked

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry

    from .conftest import Opener

pytestmark = pytest.mark.usefixtures("card_alone")


@pytest.fixture
def card_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the card alone ask for the list of 24 hours; check at once what is pushed."""
    messaging = "custom_components.smspilot.messaging"
    monkeypatch.setattr(f"{messaging}.resolving.listing.RecentList.calibrate", lambda *_: None)
    monkeypatch.setattr(f"{messaging}.delivery.REPORT_INTERVAL", 0.01)


async def with_a_past(hass: HomeAssistant, simulator: Simulator) -> ConfigEntry:
    """Return an account that was loaded anew since its messages were delivered and came in."""
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await act(hass, "send_message", entity_id="notify.masha", message="Тревога")
    await hass.async_block_till_done()
    simulator.set_status(simulator.messages[0].server_id, 2)
    messenger = entry.runtime_data.messenger
    messenger.report(simulator.messages[0].server_id)
    await until(lambda: messenger.messages[0].state.final)
    simulator.receive(PETYA, "Еду")
    await hass.config_entries.async_reload(entry.entry_id)
    await account_asked_for(entry)
    return entry


class Time:
    """Home Assistant's time, which stands still but for what passes here."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._now = dt_util.utcnow()

    async def passes(self, span: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
        for _ in range(span // step):
            self._now += step
            with patch("homeassistant.util.dt.utcnow", return_value=self._now):
                async_fire_time_changed(self._hass, self._now)
                await asyncio.sleep(0)


class Look:
    """A look at a conversation, without a connection that would end as time passes."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self.conversation = hass.data[CONVERSATIONS].of_account(entry)
        self._leaves: list[Callable[[], None]] = []

    def open(self) -> None:
        self._leaves.append(self.conversation.async_listen(lambda: None))

    def close(self) -> None:
        self._leaves.pop()()

    async def asked(self) -> None:
        await until(lambda: self.conversation.history.asked is not Asked.NOW)
        self.conversation.async_build()


async def test_texts_of_closed_messages_and_earlier_inbound_ones_come_from_the_gateway(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await with_a_past(hass, simulator)
    card = await open_card()
    assert (card.head["history"], card.column("text")) == ("asking", [None])
    await card.until(lambda: card.head["history"] == "answered")
    assert sorted(card.column("text")) == ["Еду", "Тревога"]


async def test_a_gateway_that_gives_no_texts_leaves_them_unknown(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await with_a_past(hass, simulator)
    simulator.faults.add("recent_without_text")
    card = await open_card()
    await card.until(lambda: len(card.rows) == 2)
    assert None in card.column("text")


async def test_a_gateway_that_knows_the_list_by_the_documents_word_only(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await with_a_past(hass, simulator)
    simulator.faults.add("recent_knows_only", word="resent")
    card = await open_card()
    await card.until(lambda: len(card.rows) == 2)
    assert sorted(card.column("text")) == ["Еду", "Тревога"]


async def test_a_line_that_is_down_is_asked_again_after_ten_minutes(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    time = Time(hass)
    looked_at = Look(hass, await with_a_past(hass, simulator))
    await simulator.stop()
    looked_at.open()
    await looked_at.asked()
    assert looked_at.conversation.history.asked is Asked.FAILED
    await simulator.start()
    await time.passes(timedelta(minutes=9))
    assert looked_at.conversation.history.asked is Asked.FAILED
    await time.passes(timedelta(minutes=2))
    await looked_at.asked()
    assert len(looked_at.conversation.rows) == 2


async def test_opened_again_a_card_asks_for_nothing_within_ten_minutes_and_shows_the_same(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    time = Time(hass)
    looked_at = Look(hass, await with_a_past(hass, simulator))
    before = asked(simulator, "recent")
    looked_at.open()
    await looked_at.asked()
    shown = looked_at.conversation.rows
    looked_at.close()
    looked_at.open()
    assert looked_at.conversation.rows == shown
    looked_at.close()
    await time.passes(timedelta(minutes=9))
    looked_at.open()
    assert looked_at.conversation.rows == shown
    await time.passes(timedelta(minutes=2))
    assert asked(simulator, "recent") == before + 1


async def test_nothing_is_held_once_nobody_looks(hass: HomeAssistant, simulator: Simulator) -> None:
    time = Time(hass)
    looked_at = Look(hass, await with_a_past(hass, simulator))
    looked_at.open()
    await looked_at.asked()
    looked_at.close()
    assert len(looked_at.conversation.rows) == 2
    await time.passes(timedelta(minutes=11))
    assert looked_at.conversation.rows == {}
    assert looked_at.conversation.history.inbound == ()


async def test_a_card_left_open_for_a_quiet_day_asks_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    time = Time(hass)
    looked_at = Look(hass, await with_a_past(hass, simulator))
    before = asked(simulator, "recent")
    looked_at.open()
    await looked_at.asked()
    await time.passes(timedelta(days=1), timedelta(minutes=10))
    assert asked(simulator, "recent") == before + 1


async def test_where_nobody_receives_two_cards_left_open_for_a_day_ask_every_ten_minutes_together(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await with_a_past(hass, simulator)
    er.async_get(hass).async_update_entity(
        entity_id(hass, entry, "event", "inbound_message"),
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await account_asked_for(entry)
    time = Time(hass)
    looked_at = Look(hass, entry)
    before = asked(simulator, "inbound")
    looked_at.open()
    looked_at.open()
    await looked_at.asked()
    simulator.receive(PETYA, "Приехал")
    for _ in range(24 * 12):
        await time.passes(timedelta(minutes=5), timedelta(minutes=5))
        await looked_at.asked()
    assert 140 <= asked(simulator, "inbound") - before <= 145
    assert "Приехал" in [row["text"] for row in looked_at.conversation.rows.values()]


async def test_a_card_holds_the_newest_thousand_messages(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await with_a_past(hass, simulator)
    for number in range(1200):
        simulator.receive(PETYA, f"Сообщение {number}")
    card = await open_card()
    await card.until(lambda: len(card.rows) == 1000)
    assert "Сообщение 1199" in card.column("text")
    assert "Сообщение 100" not in card.column("text")
