"""Set-up, reload, unload and removal of an account."""

from __future__ import annotations

import asyncio
from unittest.mock import patch

import pytest
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.entity_platform import async_get_platforms

from custom_components.smspilot.account.reloads import async_wait_for_reloads
from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.messaging.sending.outbox import Outbox
from simulator import Simulator
from tests.accounts import MASHA, entry_of, recipient_data, set_up
from tests.common import act, entity_id, events_of, kinds, notify, state_of, until
from tests.journals import Journals

WAYS = ("smspilot.send_message", "notify.send_message", "notify.smspilot")


def reauths(hass: HomeAssistant) -> int:
    """Return how many dialogs ask for a new key."""
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return sum(flow["context"]["source"] == SOURCE_REAUTH for flow in flows)


def is_asking(entry: ConfigEntry) -> bool:
    """Return whether the first request for the account is still under way."""
    coordinator = entry.runtime_data.coordinator
    return coordinator.data is None and coordinator.last_exception is None


async def test_the_account_and_its_recipients_are_devices(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    registry = dr.async_get(hass)
    account = registry.async_get_device_by_identifier(
        (DOMAIN, str(entry.unique_id)), entry.entry_id
    )
    masha = registry.async_get_device_by_identifier((DOMAIN, "masha"), entry.entry_id)
    assert account is not None
    assert masha is not None
    assert account.name == f"SMSPILOT {simulator.account.id}"
    assert account.configuration_url == "https://smspilot.ru/my-settings.php"
    assert (masha.name, masha.via_device_id) == ("Masha", account.id)
    assert masha.config_subentry_id == "masha"


async def test_notifiers_are_there_without_the_gateway_and_a_message_waits_for_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await simulator.stop()
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert state_of(hass, entry, "sensor", "queued_messages").state == "1"
    await simulator.start()
    entry.runtime_data.messenger.heard(answered=True)
    await until(lambda: len(simulator.messages) == 1)
    await until(lambda: state_of(hass, entry, "sensor", "queued_messages").state == "0")
    assert [message.text for message in simulator.messages] == ["Пожар"]


async def test_notifiers_are_there_with_a_refused_key_which_is_asked_for_anew(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, recipient_data("Masha"))
    simulator.account.key = "Z" * 64
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert reauths(hass) == 1
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    with pytest.raises(HomeAssistantError) as raised:
        await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert raised.value.translation_key == "refused_credentials"
    assert reauths(hass) == 1


@pytest.mark.parametrize("slow", ["account", "balance"])
async def test_an_alarm_does_not_wait_for_a_slow_gateway_to_tell_of_the_account(
    hass: HomeAssistant, simulator: Simulator, slow: str
) -> None:
    simulator.faults.add("hold", command=slow)
    entry = entry_of(simulator, recipient_data("Masha"))
    entry.add_to_hass(hass)
    er.async_get(hass).async_get_or_create(
        "sensor", DOMAIN, f"{entry.unique_id}_remaining_messages", config_entry=entry
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await simulator.faults.wait_held()
    assert is_asking(entry)
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    sent = await act(hass, "send_message", numbers=MASHA, message="Пожар")
    assert [message["status"] for message in sent["messages"]] == ["accepted"]
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    simulator.faults.clear()
    await until(lambda: state_of(hass, entry, "sensor", "balance").state != STATE_UNAVAILABLE)


async def test_a_slow_gateway_does_not_hold_up_an_unload(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.faults.add("hold", command="account")
    entry = entry_of(simulator, recipient_data("Masha"))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await simulator.faults.wait_held()
    assert is_asking(entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    others = ("asyncio",)  # which tells how busy the machine is
    ours = [
        record
        for record in caplog.records
        if "SMSPILOT" in record.getMessage() and record.name not in others
    ]
    assert not [record for record in ours if record.levelname not in ("DEBUG", "INFO")]
    simulator.faults.clear()


async def test_a_key_refused_by_a_send_is_asked_for_anew(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    assert reauths(hass) == 0
    simulator.account.key = "Z" * 64
    with pytest.raises(HomeAssistantError):
        await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert reauths(hass) == 1


async def test_a_reload_waits_for_the_send_under_way_and_sends_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    fired = events_of(hass, entry, "masha_delivery")
    simulator.faults.add("hold", command="send")
    sending = hass.async_create_task(
        notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    )
    await simulator.faults.wait_held()
    reload = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(0)
    simulator.faults.clear()
    assert await reload
    await sending
    await until(lambda: kinds(fired) == ["accepted"])
    assert len(simulator.messages) == 1


async def in_the_middle_of_a_send(
    hass: HomeAssistant, simulator: Simulator
) -> tuple[ConfigEntry, str, asyncio.Task[None]]:
    """Set up an account with a recipient, and return both and a send that the gateway holds."""
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    masha = entity_id(hass, entry, "notify", "masha")
    simulator.faults.add("hold", command="send", times=1)
    sending = hass.async_create_task(notify(hass, masha, "Пожар"))
    await simulator.faults.wait_held()
    return entry, masha, sending


@pytest.mark.parametrize("way", WAYS)
async def test_an_alarm_in_the_middle_of_a_reload_is_sent(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    entry, masha, sending = await in_the_middle_of_a_send(hass, simulator)
    reload = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(0)
    assert entry.state is not ConfigEntryState.LOADED
    raised = hass.async_create_task(alarm(hass, way, masha))
    await asyncio.sleep(0)
    simulator.release()
    assert await reload
    await asyncio.gather(sending, raised)
    await until(lambda: len(simulator.messages) > 1)
    assert [message.text for message in simulator.messages] == ["Пожар", "Потоп"]


@pytest.mark.parametrize("way", WAYS)
async def test_an_alarm_that_finds_the_record_closed_by_a_reload_is_sent(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    masha = entity_id(hass, entry, "notify", "masha")
    alarms: list[asyncio.Task[None]] = []
    close = Outbox.close

    def closed(outbox: Outbox) -> None:
        close(outbox)
        alarms.append(hass.async_create_task(alarm(hass, way, masha)))

    with patch.object(Outbox, "close", closed):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await asyncio.gather(*alarms)
    assert [message.text for message in simulator.messages] == ["Потоп"]
    assert len(alarms) == 1


async def alarm(hass: HomeAssistant, way: str, notifier: str) -> None:
    """Send an alarm by one of the ways that there are."""
    data = {"message": "Потоп"} | ({} if way == "notify.smspilot" else {"entity_id": notifier})
    domain, action = way.split(".")
    await hass.services.async_call(domain, action, data, blocking=True)


async def test_a_stop_of_home_assistant_waits_for_the_send_under_way(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    simulator.faults.add("hold", command="send")
    sending = hass.async_create_task(
        notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    )
    await simulator.faults.wait_held()
    known_at_stop: list[bool] = []

    @callback
    def stopping(_event: Event) -> None:
        known_at_stop.extend(
            message.server_id is not None for message in entry.runtime_data.messenger.messages
        )

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stopping)
    stop = hass.async_create_task(hass.async_stop(force=True))
    await asyncio.sleep(0)
    simulator.faults.clear()
    await stop
    await sending
    assert len(simulator.messages) == 1
    assert known_at_stop == [True]


async def test_the_gateways_comings_and_goings_are_one_line_each(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    hass.set_state(CoreState.starting)  # so that no poll hears of the gateway beside the test
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    coordinator = entry.runtime_data.coordinator
    await simulator.stop()
    await coordinator.async_refresh()
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    await coordinator.async_refresh()
    assert state_of(hass, entry, "sensor", "balance").state == STATE_UNAVAILABLE
    await simulator.start()
    await coordinator.async_refresh()
    await until(lambda: len(simulator.messages) == 1)
    await coordinator.async_refresh()
    assert state_of(hass, entry, "sensor", "balance").state != STATE_UNAVAILABLE
    lines = [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name.startswith("custom_components.smspilot") and record.levelname != "DEBUG"
    ]
    title = entry.title
    assert lines == [
        ("INFO", f"{title}: the gateway cannot be reached; messages wait"),
        ("INFO", f"{title}: the gateway is back"),
    ]


async def test_a_failed_set_up_leaves_no_messenger_behind(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, recipient_data("Masha"))
    entry.add_to_hass(hass)
    with (
        patch("custom_components.smspilot.DeliveryReports", side_effect=RuntimeError),
        patch("custom_components.smspilot.messaging.messenger.Messenger.stop") as stop,
    ):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    stop.assert_awaited_once()
    await entry.runtime_data.messenger.stop()


async def test_removal_deletes_what_was_stored_and_the_issues(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.balance = type(simulator.account.balance)(3)
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha", MASHA)))
    await notify(hass, entity_id(hass, entry, "notify", "masha"), "Пожар")
    assert ir.async_get(hass).async_get_issue(DOMAIN, f"low_balance_{entry.entry_id}")
    await hass.config_entries.async_unload(entry.entry_id)
    journals = Journals(hass.config.config_dir, entry.entry_id)
    await until(lambda: journals.files() == [journals.path])
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    await until(lambda: journals.files() == [])
    assert not ir.async_get(hass).async_get_issue(DOMAIN, f"low_balance_{entry.entry_id}")


async def test_who_waits_for_a_delivery_waits_on_after_a_reload(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    waiting = hass.async_create_task(
        act(hass, "send_message", numbers=MASHA, message="Пожар", wait_for_delivery=600)
    )
    await until(lambda: simulator.messages)
    await until(lambda: entry.runtime_data.messenger.messages[0].server_id)
    assert await hass.config_entries.async_reload(entry.entry_id)
    simulator.clock.advance(60)
    [message] = entry.runtime_data.messenger.messages
    entry.runtime_data.messenger.report(message.server_id)
    [row] = (await waiting)["messages"]
    assert row["status"] == "delivered"


async def test_nobody_waits_for_an_account_that_was_let_go_without_another_change(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.smspilot.account.reloads._PATIENCE", 3600.0)
    entry = await set_up(hass, entry_of(simulator))
    await hass.config_entries.async_unload(entry.entry_id)
    async with entry.setup_lock:
        waiting = hass.async_create_task(async_wait_for_reloads(hass, entry))
        await asyncio.sleep(0)
        assert not waiting.done()
    await until(waiting.done)


@pytest.mark.parametrize("way", ["disabled", "removed"])
async def test_who_waits_for_an_account_that_goes_learns_what_was_known(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    entry = await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    waiting = hass.async_create_task(
        act(hass, "send_message", numbers=MASHA, message="Пожар", wait_for_delivery=600)
    )
    await until(lambda: simulator.messages)
    await until(lambda: entry.runtime_data.messenger.messages[0].server_id)
    if way == "disabled":
        await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    else:
        await hass.config_entries.async_remove(entry.entry_id)
    [row] = (await waiting)["messages"]
    assert row["status"] == "accepted"


@pytest.mark.parametrize("way", WAYS)
async def test_an_alarm_that_waited_for_an_account_that_is_gone_says_so(
    hass: HomeAssistant, simulator: Simulator, way: str
) -> None:
    entry, masha, first = await in_the_middle_of_a_send(hass, simulator)
    going = hass.async_create_task(
        hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    )
    await asyncio.sleep(0)
    second = hass.async_create_task(alarm(hass, way, masha))
    await asyncio.sleep(0)
    simulator.release()
    await going
    await first
    with pytest.raises(HomeAssistantError) as raised:
        await second
    assert raised.value.translation_key in ("account_not_loaded", "no_account", "no_recipients")


async def test_no_entity_is_polled(hass: HomeAssistant, simulator: Simulator) -> None:
    await set_up(hass, entry_of(simulator, recipient_data("Masha")))
    platforms = async_get_platforms(hass, DOMAIN)
    entities = [entity for platform in platforms for entity in platform.entities.values()]
    assert {entity.platform.domain for entity in entities} >= {"event", "notify", "sensor"}
    assert [entity.entity_id for entity in entities if entity.should_poll] == []
