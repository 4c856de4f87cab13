"""Sensors of the account."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    mock_restore_cache_with_extra_data,
)

from simulator import Simulator
from tests.accounts import MASHA, answered, entry_of, recipient_data, set_up
from tests.common import act, entity_id, first_poll, issues_of, notify, state_of, until


async def test_the_balance_is_the_accounts_and_each_sends_answer_updates_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    state = state_of(hass, entry, "sensor", "balance")
    assert state.state == "2934.76"
    assert state.attributes["device_class"] == "monetary"
    assert state.attributes["state_class"] == "total"
    assert state.attributes["unit_of_measurement"] == "RUB"
    with patch.object(entry.runtime_data.coordinator, "_schedule_refresh") as put_off:
        await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
        price = simulator.messages[0].price
        left = Decimal("2934.76") - price
        await until(lambda: Decimal(state_of(hass, entry, "sensor", "balance").state) == left)
    put_off.assert_not_called()  # frequent sends must not keep the account from being asked for
    await until(lambda: Decimal(state_of(hass, entry, "sensor", "total_spent").state) == price)


async def test_the_balance_is_asked_for_every_half_an_hour(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    simulator.account.balance = Decimal(5)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=31))
    await until(lambda: state_of(hass, entry, "sensor", "balance").state == "5.00")


async def test_a_low_balance_is_an_issue_until_the_account_is_topped_up(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.balance = Decimal(51)
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert issues_of(hass) == []
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: issues_of(hass) == ["low_balance"])
    simulator.account.balance = Decimal(1000)
    await entry.runtime_data.coordinator.async_refresh()
    assert issues_of(hass) == []


async def test_a_low_balance_that_a_send_names_is_an_issue_before_the_account_was_told(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.faults.add("server_error", command="account")
    simulator.account.balance = Decimal(20)
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert issues_of(hass) == []
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert issues_of(hass) == ["low_balance"]


@pytest.mark.parametrize(("blocked", "issue"), [(106, "account"), (105, "account")])
async def test_a_blocked_account_is_an_issue_until_it_works_again(
    hass: HomeAssistant, simulator: Simulator, blocked: int, issue: str
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    simulator.account.blocked = blocked
    await entry.runtime_data.coordinator.async_refresh()
    assert issues_of(hass) == [issue]
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    simulator.account.blocked = None
    await entry.runtime_data.coordinator.async_refresh()
    assert issues_of(hass) == []
    assert state_of(hass, entry, "sensor", "balance").state == "2934.76"


async def test_a_send_makes_the_balance_known_that_could_not_be_asked_for(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    simulator.faults.add("error", code=109, command="account")
    await entry.runtime_data.coordinator.async_refresh()
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await until(lambda: state_of(hass, entry, "sensor", "balance").state == "2933.45")


async def test_the_balance_stays_when_the_gateway_asks_to_slow_down(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    simulator.faults.add("error", code=118)
    for _ in range(4):
        await entry.runtime_data.coordinator.async_refresh()
        assert state_of(hass, entry, "sensor", "balance").state == "2934.76"
    await entry.runtime_data.coordinator.async_refresh()  # two hours later
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    simulator.faults.clear()
    await entry.runtime_data.coordinator.async_refresh()
    assert state_of(hass, entry, "sensor", "balance").state == "2934.76"


async def test_without_an_earlier_answer_a_busy_gateway_leaves_the_balance_unavailable(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.faults.add("error", code=118, command="account")
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    assert [line.levelname for line in caplog.records if line.levelno > logging.WARNING] == []


async def test_what_the_home_itself_knows_is_available_without_the_gateway(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await simulator.stop()
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert Decimal(state_of(hass, entry, "sensor", "total_spent").state) == 0
    assert state_of(hass, entry, "sensor", "queued_messages").state == "0"


async def test_remaining_messages_are_asked_for_only_while_the_sensor_is_enabled(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert int(state_of(hass, entry, "sensor", "remaining_messages").state) > 100
    sensor = entity_id(hass, entry, "sensor", "remaining_messages")
    disabled = er.RegistryEntryDisabler.USER
    er.async_get(hass).async_update_entity(sensor, disabled_by=disabled)
    await hass.async_block_till_done()
    await first_poll(hass, entry)  # the next one is a minute later
    before = len(simulator.requests)
    await entry.runtime_data.coordinator.async_refresh()
    assert [request.command for request in simulator.requests[before:]] == ["account"]


async def test_without_the_estimate_of_messages_the_balance_is_known_all_the_same(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.balance = Decimal(20)
    simulator.faults.add("server_error", command="balance")
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert answered(simulator, "balance")
    assert state_of(hass, entry, "sensor", "balance").state == "20.00"
    assert issues_of(hass) == ["low_balance"]
    assert state_of(hass, entry, "sensor", "remaining_messages").state == STATE_UNKNOWN
    simulator.faults.clear()
    await entry.runtime_data.coordinator.async_refresh()
    assert int(state_of(hass, entry, "sensor", "remaining_messages").state) > 1


async def test_total_spent_survives_a_reload(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    spent = Decimal(state_of(hass, entry, "sensor", "total_spent").state)
    assert spent == simulator.messages[0].price


async def test_what_is_spent_is_counted_by_day_and_month_too(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    # Wherever it is about noon now, so that no midnight of its own comes between.
    away = dt_util.utcnow().hour - 12
    await hass.config.async_set_time_zone(f"Etc/GMT{away:+d}" if away else "Etc/GMT")
    midnight = dt_util.start_of_local_day() + timedelta(days=1)
    first = (midnight.replace(day=1) + timedelta(days=40)).replace(day=1)
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))

    def spent() -> list[Decimal]:
        price = simulator.messages[0].price
        keys = ("total_spent", "spent_this_month", "spent_today")
        return [Decimal(state_of(hass, entry, "sensor", key).state) / price for key in keys]

    def begun(key: str) -> datetime:
        return datetime.fromisoformat(state_of(hass, entry, "sensor", key).attributes["last_reset"])

    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    await until(lambda: spent() == [1, 1, 1])
    assert begun("spent_today") == entry.created_at
    in_month = [1, 0, 0] if midnight.day == 1 else [1, 1, 0]
    async_fire_time_changed(hass, midnight)
    await until(lambda: spent() == in_month)
    assert begun("spent_today") == midnight
    await act(hass, "send_message", numbers=MASHA, message="Потоп")
    await until(lambda: spent()[::2] == [2, 1])
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert spent()[::2] == [2, 1]
    async_fire_time_changed(hass, first)
    await until(lambda: spent() == [2, 0, 0])
    assert begun("spent_this_month") == first
    assert begun("total_spent") == entry.created_at


async def test_a_lost_journal_begins_to_count_what_is_spent_anew(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    kept = {"since": entry.created_at.isoformat(), "before": "0", "total": "100"}
    names = ("total_spent", "spent_today", "spent_this_month")
    states = [State(f"sensor.smspilot_5671_{name}", "100") for name in names]
    mock_restore_cache_with_extra_data(hass, [(state, kept) for state in states])
    await set_up(hass, entry)
    for name in names:
        state = state_of(hass, entry, "sensor", name)
        assert Decimal(state.state) == 0
        assert datetime.fromisoformat(state.attributes["last_reset"]) > entry.created_at


async def test_the_sensors_write_once_for_all_that_happens_at_a_time(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    coordinator = entry.runtime_data.coordinator
    numbers = [f"+790800000{number:02}" for number in range(50)]
    tell = coordinator.async_update_listeners
    with patch.object(coordinator, "async_update_listeners", side_effect=tell) as told:
        await act(hass, "send_message", numbers=numbers, message="Пожар")
        messages = entry.runtime_data.messenger.messages
        await until(lambda: all(message.announced for message in messages))
    assert len(messages) == 50
    assert told.call_count <= 10
