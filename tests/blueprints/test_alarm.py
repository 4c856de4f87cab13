"""Blueprints that tell somebody of something: an alarm, a low balance, a message that came in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.smspilot.messaging.record.message import State
from simulator import Simulator
from tests.accounts import MASHA, PETYA, a_minute_later
from tests.blueprints.running import (
    LANGUAGES,
    automate,
    calls_of,
    happens,
    home,
    idle,
    recipients,
    sent,
    switch_off,
)
from tests.common import entity_id, issues_of, sends, state_of, until

pytestmark = pytest.mark.usefixtures("quick_polls")


@pytest.fixture(autouse=True)
def quick_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask without a pause whether messages have arrived."""
    delivery = "custom_components.smspilot.messaging.delivery"
    monkeypatch.setattr(f"{delivery}.FIRST_CHECK", 0.01)
    monkeypatch.setattr(f"{delivery}.INTERVALS", ())
    monkeypatch.setattr(f"{delivery}.LONGEST_INTERVAL", 0.01)


async def raise_alarm(
    hass: HomeAssistant, simulator: Simulator, name: str = "escalating_alarm", **inputs: Any
) -> ConfigEntry:
    """Make an automation of a blueprint, and raise its alarm."""
    entry = await home(hass, simulator)
    told = recipients(hass, entry, "masha", "petya")
    inputs = {"triggers": [happens("fire")], "recipients": told, **inputs}
    await automate(hass, name, inputs)
    hass.bus.async_fire("fire")
    return entry


def ways(simulator: Simulator) -> list[tuple[str, str]]:
    """Return how and to whom messages went."""
    return [(message.sender_orig, message.phone) for message in simulator.messages]


def fail_the_last_to_masha(simulator: Simulator) -> None:
    """Let the gateway find out that a message cannot be delivered."""
    ids = [message.server_id for message in simulator.messages if message.phone == MASHA]
    simulator.set_status(ids[-1], -1, 602)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_alarm_that_arrives_by_viber_goes_no_further(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    entry = await raise_alarm(hass, simulator, f"escalating_alarm{language}")
    await sent(simulator, 2)
    simulator.clock.advance(60)
    messenger = entry.runtime_data.messenger
    await until(lambda: all(one.state is State.DELIVERED for one in messenger.messages))
    await idle(hass, f"escalating_alarm{language}")
    assert sorted(ways(simulator)) == [("VIBER", MASHA), ("VIBER", PETYA)]
    assert not any(map(messenger.goes_on, messenger.messages))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_is_not_reached_by_viber_gets_an_sms_and_then_a_call(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    simulator.account.default_sender = "INFORM"
    await raise_alarm(hass, simulator, f"escalating_alarm{language}", message="Пожар")
    for number in (2, 3):
        await sent(simulator, number)
        fail_the_last_to_masha(simulator)
        simulator.clock.advance(60)
    await sent(simulator, 4)
    assert sorted(ways(simulator)[:2]) == [("VIBER", MASHA), ("VIBER", PETYA)]
    assert ways(simulator)[2:] == [("INFORM", MASHA), ("GOLOS", MASHA)]


async def test_the_ways_are_tried_in_the_order_in_which_they_were_chosen(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await raise_alarm(hass, simulator, message="Пожар", ways=["voice", "viber"])
    await sent(simulator, 2)
    fail_the_last_to_masha(simulator)
    await sent(simulator, 3)
    assert [way for way, phone in ways(simulator) if phone == MASHA] == ["GOLOS", "VIBER"]


@pytest.mark.parametrize(("chosen", "way"), [(["voice"], "GOLOS"), ([], "INFORM")])
async def test_one_way_or_none_chosen_is_one_message(
    hass: HomeAssistant, simulator: Simulator, chosen: list[str], way: str
) -> None:
    await raise_alarm(hass, simulator, message="Пожар", ways=chosen)
    await sent(simulator, 2)
    assert sorted(ways(simulator)) == [(way, MASHA), (way, PETYA)]


@pytest.mark.parametrize("name", ["escalating_alarm", "sms_alarm"])
async def test_a_recipient_that_is_gone_keeps_nobody_from_being_told(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    told = ["notify.vasya", "notify.masha", "notify.petia"]
    await raise_alarm(hass, simulator, name, recipients=told)
    await sent(simulator, 2)
    await until(lambda: any("entry" in issue for issue in issues_of(hass)))
    assert sorted(message.phone for message in simulator.messages) == [MASHA, PETYA]


@pytest.mark.parametrize("name", ["escalating_alarm", "sms_alarm"])
async def test_a_sensor_that_bounces_tells_everybody_once(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    entry = await raise_alarm(hass, simulator, name, message="Пожар")
    for _ in range(4):
        hass.bus.async_fire("fire")
    await idle(hass, name)
    assert sorted(message.phone for message in simulator.messages) == [MASHA, PETYA]
    a_minute_later(entry)
    hass.bus.async_fire("fire")
    await until(lambda: len(sends(simulator)) > 1)
    await idle(hass, name)
    assert len(simulator.messages) == 2


@pytest.mark.parametrize("name", ["escalating_alarm", "sms_alarm"])
async def test_too_long_a_message_is_cut(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    await raise_alarm(hass, simulator, name, message="п" * 1001)
    assert (await sent(simulator, 2)).text == "п" * 670


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("escalating_alarm", "Alarm at home!"),
        ("sms_alarm", "Alarm at home!"),
        ("escalating_alarm_ru", "Тревога дома!"),
        ("sms_alarm_ru", "Тревога дома!"),
    ],
)
async def test_an_alarm_whose_message_cannot_be_made_is_told_all_the_same(
    hass: HomeAssistant, simulator: Simulator, name: str, told: str
) -> None:
    await raise_alarm(hass, simulator, name)  # an event has no detector
    assert (await sent(simulator, 2)).text.startswith(told)


@pytest.mark.parametrize(
    "name", ["escalating_alarm", "sms_alarm", "escalating_alarm_ru", "sms_alarm_ru"]
)
async def test_an_alarm_whose_message_is_empty_is_told_all_the_same(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    empty = "{{ trigger.event.data.what | default }}"
    await raise_alarm(hass, simulator, name, message=empty, plain_message="Help")
    assert (await sent(simulator, 2)).text == "Help"


@pytest.mark.parametrize("name", ["escalating_alarm", "sms_alarm_ru"])
async def test_each_detector_has_its_message_though_another_is_being_told_of(
    hass: HomeAssistant, simulator: Simulator, name: str
) -> None:
    sensors = {"binary_sensor.smoke": "Дым", "binary_sensor.water": "Вода"}
    for sensor, called in sensors.items():
        hass.states.async_set(sensor, "off", {"friendly_name": called})
    wet = {"trigger": "state", "entity_id": list(sensors), "to": "on"}
    await raise_alarm(hass, simulator, name, triggers=[wet])
    for sensor, called in sensors.items():
        hass.states.async_set(sensor, "on", {"friendly_name": called})
    await sent(simulator, 4)
    told = {
        (message.phone, called)
        for message in simulator.messages
        for called in sensors.values()
        if called in message.text
    }
    assert told == {(phone, called) for phone in (MASHA, PETYA) for called in sensors.values()}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_low_balance_is_told_once_and_again_the_next_day(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    entry = await home(hass, simulator)
    inputs = {
        "balance": entity_id(hass, entry, "sensor", "balance"),
        "notifiers": recipients(hass, entry, "petya"),
    }
    await automate(hass, f"low_balance{language}", inputs)
    simulator.account.balance = Decimal("99.50")
    await entry.runtime_data.coordinator.async_refresh()
    first = await sent(simulator, 1)
    assert first.phone == PETYA
    assert "99.5 ₽" in first.text
    await idle(hass, f"low_balance{language}")
    # What the first message cost is told a moment later, and the same text again is the same one.
    await until(lambda: state_of(hass, entry, "sensor", "balance").state != "99.50")
    ten = dt_util.now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    async_fire_time_changed(hass, ten)
    second = await sent(simulator, 2)
    assert second.text != first.text, "the first message has cost something"
    await switch_off(hass)


async def test_a_low_balance_is_not_told_again_at_each_blip_or_reload(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await home(hass, simulator)
    balance = entity_id(hass, entry, "sensor", "balance")
    inputs = {"balance": balance, "notifiers": recipients(hass, entry, "petya")}
    await automate(hass, "low_balance", inputs)

    async def left(roubles: str) -> None:
        simulator.account.balance = Decimal(roubles)
        await entry.runtime_data.coordinator.async_refresh()
        await hass.async_block_till_done()

    await left("99.50")
    await sent(simulator, 1)
    await idle(hass, "low_balance")
    for _ in range(3):
        simulator.faults.add("server_error", command="account", times=1)
        await entry.runtime_data.coordinator.async_refresh()
        assert state_of(hass, entry, "sensor", "balance").state == "unavailable"
        await left("90")
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        await until(lambda: state_of(hass, entry, "sensor", "balance").state == "90.00")
    assert len(simulator.messages) == 1
    await left("200")
    await left("80")
    assert (await sent(simulator, 2)).text != simulator.messages[0].text
    await switch_off(hass)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_inbound_message_is_shown_with_its_sender(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    await home(hass, simulator)
    shown = calls_of(hass, "notify", "send_message")
    inputs = {
        "notifiers": ["notify.phone"],
    }
    await automate(hass, f"forward_to_phone{language}", inputs)
    simulator.receive(MASHA, "Я дома.\nВсё хорошо")
    texts = ["Я дома.\nВсё хорошо", "Ваш заказ готов", "...", "1.50", "None", "['{{ x }}']"]
    for text in texts[1:]:
        simulator.receive("79031112233", text)
    await until(lambda: len(shown) == len(texts))
    assert [call.data["message"] for call in shown] == texts
    assert "Маша" in shown[0].data["title"]
    assert "+7 903 111-22-33" in shown[1].data["title"]
    assert shown[0].data["entity_id"] == ["notify.phone"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_forwarded_by_sms_is_cut_to_what_fits_beside_its_title(
    hass: HomeAssistant, simulator: Simulator, language: str
) -> None:
    entry = await home(hass, simulator)
    petya = recipients(hass, entry, "petya")
    await automate(hass, f"forward_to_phone{language}", {"notifiers": petya})
    simulator.receive(MASHA, "я" * 670)
    title, text = (await sent(simulator, 1)).text.split("\n")
    assert "Маша" in title
    assert len(title) + 1 + len(text) == 670


async def test_what_a_phone_shows_is_not_cut(hass: HomeAssistant, simulator: Simulator) -> None:
    await home(hass, simulator)
    shown = calls_of(hass, "notify", "send_message")
    await automate(hass, "forward_to_phone", {"notifiers": ["notify.phone"]})
    simulator.receive(MASHA, "я" * 2000)
    await until(lambda: shown)
    assert shown[0].data["message"] == "я" * 2000


async def test_only_wanted_senders_are_forwarded(hass: HomeAssistant, simulator: Simulator) -> None:
    await home(hass, simulator)
    shown = calls_of(hass, "notify", "send_message")
    inputs = {
        "notifiers": ["notify.phone"],
        "from_numbers": ["8 (903) 111-22-33", "", "маша", "Bank", "Anna 900"],
    }
    await automate(hass, "forward_to_phone", inputs)
    # The last three are wanted, so the others have been seen once they are there.
    wanted = ("79031112233", "BANK", MASHA)
    for sender in ("79031112234", PETYA, "900", "Anna", "Маша", *wanted):
        simulator.receive(sender, f"От {sender}")
    await until(lambda: len(shown) >= 3)
    assert [call.data["message"] for call in shown] == [f"От {sender}" for sender in wanted]


async def test_rows_left_empty_keep_nobody_from_being_forwarded(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await home(hass, simulator)
    shown = calls_of(hass, "notify", "send_message")
    inputs = {
        "notifiers": ["notify.phone"],
        "from_numbers": ["", " "],
    }
    await automate(hass, "forward_to_phone", inputs)
    simulator.receive(MASHA, "Я дома")
    simulator.receive("BANK", "Скидки")
    await until(lambda: len(shown) == 2)


async def test_of_a_thousand_messages_none_is_lost(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await home(hass, simulator)
    shown = calls_of(hass, "notify", "send_message")
    await automate(hass, "forward_to_phone", {"notifiers": ["notify.phone"]})
    texts = [f"№ {number}" for number in range(1000)]
    for text in texts:
        simulator.receive(MASHA, text)
    await until(lambda: len(shown) == len(texts))
    assert [call.data["message"] for call in shown] == texts
