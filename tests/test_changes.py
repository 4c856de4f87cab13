"""What the user changes takes effect in the running account: nothing is reloaded."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from homeassistant.config_entries import ConfigEntryDisabler, ConfigSubentry
from homeassistant.const import CONF_WEBHOOK_ID, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.smspilot.const import DOMAIN, SUBENTRY_RECIPIENT
from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, issues_of, kinds, notify, state_of, until

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import Event, EventStateChangedData, HomeAssistant

    from simulator import Simulator


def add_petya(hass: HomeAssistant, entry: ConfigEntry) -> str:
    """Add a recipient, and return the id."""
    petya = ConfigSubentry(
        data=MappingProxyType({"phones": [PETYA], "channel": "sms"}),
        subentry_type=SUBENTRY_RECIPIENT,
        title="Petya",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, petya)
    return petya.subentry_id


def gaps(hass: HomeAssistant) -> list[str]:
    """Return a list that grows by each entity that becomes unavailable."""
    gone: list[str] = []

    def changed(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is not None and state.state == STATE_UNAVAILABLE:
            gone.append(state.entity_id)

    hass.bus.async_listen("state_changed", changed)
    return gone


async def test_a_recipients_entities_come_and_go_with_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    messenger, gone = entry.runtime_data.messenger, gaps(hass)
    petya = add_petya(hass, entry)
    await hass.async_block_till_done()
    await notify(hass, "notify.petya", "Пожар")
    assert [message.phone for message in simulator.messages] == [PETYA]
    found = er.async_get(hass).async_get("notify.petya")
    assert found is not None
    assert found.config_subentry_id == petya
    hass.config_entries.async_remove_subentry(entry, petya)
    await hass.async_block_till_done()
    assert hass.states.get("notify.petya") is None
    assert hass.states.get("event.petya_delivery") is None
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, petya), entry.entry_id)
    assert device is None
    assert entry.runtime_data.messenger is messenger
    assert gone == []


async def test_a_recipients_new_name_and_number_are_used_at_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    subentry, gone = entry.subentries["masha"], gaps(hass)
    hass.config_entries.async_update_subentry(
        entry, subentry, title="Maria", data={**subentry.data, "phones": [PETYA]}
    )
    await hass.async_block_till_done()
    masha = entity_id(hass, entry, "notify", "masha")
    await notify(hass, masha, "Пожар")
    assert [message.phone for message in simulator.messages] == [PETYA]
    state = hass.states.get(masha)
    assert state is not None
    assert state.name == "Maria"
    await hass.services.async_call("notify", "smspilot_masha", {"message": "Потоп"}, blocking=True)
    assert [message.text for message in simulator.messages] == ["Пожар", "Потоп"]
    assert gone == []


async def test_a_new_key_is_used_at_once_by_what_waits_too(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    masha = entity_id(hass, entry, "notify", "masha")
    simulator.faults.add("hold", command="send", times=1)
    under_way = hass.async_create_task(notify(hass, masha, "Пожар"))
    await simulator.faults.wait_held()
    simulator.account.key = "Z" * 64
    hass.config_entries.async_update_entry(entry, data={**entry.data, "api_key": "Z" * 64})
    simulator.release()
    await under_way
    await notify(hass, masha, "Потоп")
    assert [message.text for message in simulator.messages] == ["Пожар", "Потоп"]
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_new_access_makes_the_balance_known_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    data = {"api_key": "Y" * 64, "url": simulator.url}
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha"), data=data))
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    right = {**entry.data, "api_key": simulator.account.key}
    hass.config_entries.async_update_entry(entry, data=right)
    await until(lambda: state_of(hass, entry, "sensor", "balance").state == "2934.76")


async def test_new_limits_hold_at_once_and_clear_the_issue(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha"), messages_per_hour=1))
    await act(hass, "send_message", numbers=MASHA, message="Пожар")
    with pytest.raises(HomeAssistantError, match="limit of messages per hour"):
        await act(hass, "send_message", numbers=MASHA, message="Потоп")
    assert issues_of(hass) == ["limit_messages"]
    hass.config_entries.async_update_entry(entry, options={"messages_per_hour": 10})
    await hass.async_block_till_done()
    assert issues_of(hass) == []
    sent = await act(hass, "send_message", numbers=MASHA, message="Взлом")
    assert [message["status"] for message in sent["messages"]] == ["accepted"]


async def test_a_new_low_balance_is_looked_at_at_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.balance = Decimal(100)
    entry = await set_up(hass, entry_of(simulator))
    assert issues_of(hass) == []
    hass.config_entries.async_update_entry(entry, options={"low_balance": 200})
    await hass.async_block_till_done()
    assert issues_of(hass) == ["low_balance"]
    hass.config_entries.async_update_entry(entry, options={"low_balance": 50})
    await hass.async_block_till_done()
    assert issues_of(hass) == []


async def test_delivery_reports_are_switched_on_and_off(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await hass.config.async_update(external_url="https://home.example.com")
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    messenger, before = entry.runtime_data.messenger, entry.data[CONF_WEBHOOK_ID]
    for _ in range(2):
        hass.config_entries.async_update_entry(entry, options={"pushed_delivery_reports": True})
        await until(lambda: messenger.callback_url)
        assert messenger.callback_url.endswith(f"/api/webhook/{before}")
        hass.config_entries.async_update_entry(entry, options={"pushed_delivery_reports": False})
        await until(lambda: messenger.callback_url is None)


async def test_another_title_is_the_devices_name(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = await set_up(hass, entry_of(simulator))
    hass.config_entries.async_update_entry(entry, title="Dacha")
    await hass.async_block_till_done()
    assert state_of(hass, entry, "sensor", "balance").name == "Dacha Balance"


async def test_notifiers_and_events_stay_over_a_reload(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    masha = recipient_data("Masha")
    entry = await set_up(hass, entry_of(simulator, masha, messages_per_hour=1000))
    notifier, gone = entity_id(hass, entry, "notify", "masha"), gaps(hass)
    fired = events_of(hass, entry, "masha_delivery")

    async def alarms() -> None:
        for number in range(50):
            await notify(hass, notifier, f"Пожар {number}")

    stream = hass.async_create_task(alarms())
    await until(lambda: len(simulator.messages) > 1)
    await hass.config_entries.async_reload(entry.entry_id)
    await stream
    assert [one.text for one in simulator.messages] == [f"Пожар {number}" for number in range(50)]
    # A slow machine gives the first of them the time to arrive.
    await until(lambda: kinds(fired).count("accepted") >= 50)
    told = [(one.attributes["message_id"], one.attributes["event_type"]) for one in fired]
    assert kinds(fired).count("accepted") == 50
    assert len(set(told)) == len(told)
    assert {one.partition(".")[0] for one in gone} <= {"sensor", "binary_sensor"}


async def test_an_entity_that_is_enabled_again_comes_back_with_the_reload(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    registry, inbound = er.async_get(hass), entity_id(hass, entry, "event", "inbound_message")
    registry.async_update_entity(inbound, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert hass.states.get(inbound) is None
    registry.async_update_entity(inbound, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, entry, "event", "inbound_message").state == STATE_UNKNOWN


@pytest.mark.parametrize("how", ["disabled", "removed"])
async def test_nothing_is_left_of_an_account_that_is_gone(
    hass: HomeAssistant, simulator: Simulator, how: str
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    ours = [state.entity_id for state in hass.states.async_all(["notify", "event", "sensor"])]
    assert ours
    if how == "removed":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        disabled = hass.config_entries.async_set_disabled_by
        assert await disabled(entry.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    states = [state for one in ours if (state := hass.states.get(one))]
    assert {state.state for state in states} <= {STATE_UNAVAILABLE}
    assert not states or how == "disabled"
    if how == "disabled":
        await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
        await asyncio.sleep(0)
        await hass.async_block_till_done()
        await notify(hass, "notify.masha", "Пожар")
        add_petya(hass, entry)
        await hass.async_block_till_done()
        await notify(hass, "notify.petya", "Потоп")
        assert [message.phone for message in simulator.messages] == [MASHA, PETYA]
