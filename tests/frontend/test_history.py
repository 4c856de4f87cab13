"""What only the gateway remembers, and how seldom it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from homeassistant.core import HassJob, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.smspilot.frontend.card_feeds import CARD_FEEDS
from custom_components.smspilot.frontend.history import Asked
from simulator import Simulator
from tests.accounts import MASHA, PETYA, account_asked_for, entry_of, recipient_data, set_up
from tests.common import act, entity_id, some_polls, state_of, until

from .watching import asked, delivered

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
    simulator.receive(PETYA, "Еду")  # before anybody listened: only the gateway tells of it
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await act(hass, "send_message", entity_id="notify.masha", message="Тревога")
    await delivered(entry, simulator)
    await hass.config_entries.async_reload(entry.entry_id)
    await account_asked_for(entry)
    return entry


class Time:
    """The time of the cards, which stands still but for what passes here."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._now = dt_util.utcnow()
        self._timers: list[tuple[datetime, timedelta | None, Callable[[datetime], None]]] = []
        module = "custom_components.smspilot.frontend.card_feed"
        monkeypatch.setattr(f"{module}.async_call_later", self._call_later)
        monkeypatch.setattr(f"{module}.async_track_time_interval", self._track)
        monkeypatch.setattr(dt_util, "utcnow", lambda: self._now)

    def _call_later(
        self, _hass: HomeAssistant, delay: float | timedelta, job: HassJob[[datetime], None]
    ) -> Callable[[], None]:
        span = delay if isinstance(delay, timedelta) else timedelta(seconds=delay)
        return self._add(span, None, job.target)

    def _track(
        self,
        _hass: HomeAssistant,
        action: Callable[[datetime], None],
        interval: timedelta,
        **_: bool,
    ) -> Callable[[], None]:
        return self._add(interval, interval, action)

    def _add(
        self, span: timedelta, interval: timedelta | None, action: Callable[[datetime], None]
    ) -> Callable[[], None]:
        timer = (self._now + span, interval, action)
        self._timers.append(timer)

        def cancel() -> None:
            self._timers = [known for known in self._timers if known[2] != action]

        return cancel

    async def passes(self, span: timedelta) -> None:
        until_then = self._now + span
        while due := [timer for timer in self._timers if timer[0] <= until_then]:
            timer = min(due, key=lambda timer: timer[0])
            self._now, interval, action = timer
            self._timers.remove(timer)
            if interval is not None:
                self._add(interval, interval, action)
            action(self._now)
            await asyncio.sleep(0)
        self._now = until_then


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Return the time of the cards."""
    return Time(monkeypatch)


class Look:
    """A look at a card, without a connection that would end as time passes."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self.feed = hass.data[CARD_FEEDS].of_account(entry)
        self._leaves: list[Callable[[], None]] = []

    def open(self) -> None:
        self._leaves.append(self.feed.async_listen(lambda: None))

    def close(self) -> None:
        self._leaves.pop()()

    @property
    def texts(self) -> dict[str, str]:
        return {key: row["text"] for key, row in self.feed.rows.items()}

    async def asked(self) -> None:
        await until(lambda: self.feed.history.asked is not Asked.NOW)
        self.feed.async_build()


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
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    looked_at = Look(hass, await with_a_past(hass, simulator))
    await simulator.stop()
    looked_at.open()
    await looked_at.asked()
    assert looked_at.feed.history.asked is Asked.FAILED
    await simulator.start()
    await time.passes(timedelta(minutes=9))
    assert looked_at.feed.history.asked is Asked.FAILED
    await time.passes(timedelta(minutes=2))
    await looked_at.asked()
    assert len(looked_at.feed.rows) == 2


async def test_opened_again_a_card_asks_for_nothing_within_ten_minutes_and_shows_the_same(
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    looked_at = Look(hass, await with_a_past(hass, simulator))
    before = asked(simulator, "recent")
    looked_at.open()
    await looked_at.asked()
    shown = looked_at.texts
    looked_at.close()
    looked_at.open()
    assert looked_at.texts == shown
    looked_at.close()
    await time.passes(timedelta(minutes=9))
    looked_at.open()
    assert looked_at.texts == shown
    await time.passes(timedelta(minutes=2))
    assert asked(simulator, "recent") == before + 1


@pytest.mark.usefixtures("quick_polls")
async def test_opened_again_within_ten_minutes_a_card_shows_what_came_and_went_meanwhile(
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    entry = await with_a_past(hass, simulator)
    await some_polls(hass, entry, simulator)
    looked_at = Look(hass, entry)
    before = asked(simulator, "recent")
    looked_at.open()
    await looked_at.asked()
    looked_at.close()
    await act(hass, "send_message", entity_id="notify.masha", message="Потоп")
    await delivered(entry, simulator)
    simulator.receive(PETYA, "Приехал")
    await until(
        lambda: (
            state_of(hass, entry, "event", "inbound_message").attributes.get("text") == "Приехал"
        )
    )
    await time.passes(timedelta(minutes=9))
    looked_at.open()
    assert set(looked_at.texts.values()) == {"Еду", "Потоп", "Приехал", "Тревога"}
    assert asked(simulator, "recent") == before + 1


async def test_a_card_that_was_closed_does_not_mind_an_account_that_is_unloaded(
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    entry = await with_a_past(hass, simulator)
    looked_at = Look(hass, entry)
    looked_at.open()
    await looked_at.asked()
    looked_at.close()
    await hass.config_entries.async_unload(entry.entry_id)
    await time.passes(timedelta(minutes=11))
    assert looked_at.feed.rows == {}


async def test_nothing_is_held_once_nobody_looks(
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    looked_at = Look(hass, await with_a_past(hass, simulator))
    looked_at.open()
    await looked_at.asked()
    looked_at.close()
    assert len(looked_at.feed.rows) == 2
    await time.passes(timedelta(minutes=11))
    assert looked_at.feed.rows == {}
    assert looked_at.feed.history.inbound == ()


async def test_a_card_left_open_for_a_quiet_day_asks_once(
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    looked_at = Look(hass, await with_a_past(hass, simulator))
    before = asked(simulator, "recent")
    looked_at.open()
    await looked_at.asked()
    await time.passes(timedelta(days=1))
    assert asked(simulator, "recent") == before + 1


async def test_where_nobody_receives_two_cards_left_open_for_a_day_ask_together(
    hass: HomeAssistant, simulator: Simulator, time: Time
) -> None:
    entry = await with_a_past(hass, simulator)
    er.async_get(hass).async_update_entity(
        entity_id(hass, entry, "event", "inbound_message"),
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await account_asked_for(entry)
    looked_at = Look(hass, entry)
    before = asked(simulator, "inbound")
    looked_at.open()
    looked_at.open()
    await looked_at.asked()
    simulator.receive(PETYA, "Приехал")
    for _ in range(24 * 6):
        await time.passes(timedelta(minutes=10))
        await looked_at.asked()
    assert asked(simulator, "inbound") - before == 1 + 24 * 6
    assert "Приехал" in [row["text"] for row in looked_at.feed.rows.values()]


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


async def test_a_thousand_messages_are_told_at_once_and_one_more_alone(
    hass: HomeAssistant, simulator: Simulator, open_card: Opener
) -> None:
    await with_a_past(hass, simulator)
    for number in range(1000):
        simulator.receive(PETYA, f"Сообщение {number}")
    card = await open_card()
    await card.until(lambda: len(card.rows) == 1000)
    before = len(simulator.requests)
    again = await open_card()
    assert len(again.rows) == 1000
    assert len(simulator.requests) == before
    [at_once] = again.told
    assert at_once < 1000 * 256
    await act(hass, "send_message", numbers=[PETYA], message="Еду")
    await again.until(lambda: "accepted" in again.column("state"))
    assert sum(again.told[1:]) < 2048
