"""SMSPILOT: SMS and Viber messages out and SMS in, through SMSPILOT.RU."""

from __future__ import annotations

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType

from .account.changes import EntryChanges
from .account.delivery_reports.webhook import DeliveryReports, async_delete_public_address
from .account.journal_path import async_remove_journal
from .account.lasting_entities import async_begin_lasting, async_end_lasting
from .account.parts import create_parts
from .account.signals import SIGNAL_LOADED
from .actions.legacy_notify import async_update_legacy_actions
from .const import DOMAIN
from .coordinator import SmsPilotConfigEntry
from .entity import async_register_devices
from .frontend import async_register_card
from .messaging.phone_number import prepare
from .problems import account_issues
from .services import async_register_actions

CONFIG_SCHEMA: Final = cv.config_entry_only_config_schema(DOMAIN)

_PASSING_PLATFORMS: Final = (Platform.SENSOR, Platform.BINARY_SENSOR)
"""Those that a reload sets up anew; the others last."""


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the card and the actions, also those of accounts: an alert may need them at once."""
    async_update_legacy_actions(hass)
    await hass.async_add_executor_job(prepare, hass.config.country)
    async_register_actions(hass)
    await async_register_card(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> bool:
    """Set up an account; that neither waits for the gateway nor needs a key that it accepts."""
    async_update_legacy_actions(hass)
    entry.runtime_data = data = create_parts(hass, entry)
    async_register_devices(hass, entry)
    account_issues.async_forget_outdated(hass, entry)
    try:
        await _async_start(hass, entry)
    except BaseException:
        # Another attempt will bring another messenger, and two must not share a journal.
        await data.messenger.stop()
        await hass.config_entries.async_unload_platforms(entry, _PASSING_PLATFORMS)
        raise
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> bool:
    """Unload an account; what is on its way to the gateway is awaited."""
    # Before the entities go, so that they hear what becomes of it.
    await entry.runtime_data.messenger.stop()
    if entry.disabled_by is not None:
        await async_end_lasting(hass, entry)
        async_update_legacy_actions(hass)
    return await hass.config_entries.async_unload_platforms(entry, _PASSING_PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Forget a removed account."""
    await async_end_lasting(hass, entry)
    async_update_legacy_actions(hass)
    account_issues.async_remove_all(hass, entry)
    await async_delete_public_address(hass, entry)
    await async_remove_journal(hass, entry.entry_id)


async def _async_start(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Start the messenger and everything that stands on it."""
    data = entry.runtime_data
    await data.messenger.start()
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(data.messenger.stop)))
    # The notifiers first: an alarm may need them.
    await async_begin_lasting(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, _PASSING_PLATFORMS)
    # Polls, and so warns of a low balance, even if all the sensors are disabled.
    entry.async_on_unload(data.coordinator.async_add_listener(lambda: None))
    data.coordinator.async_ask()
    reports = DeliveryReports(hass, entry)
    reports.async_follow_option()
    changes = EntryChanges(entry, reports)

    async def updated(_hass: HomeAssistant, _entry: ConfigEntry) -> None:
        async_register_devices(hass, entry)
        async_update_legacy_actions(hass)
        changes.async_take_effect(hass, entry)

    entry.async_on_unload(entry.add_update_listener(updated))
    async_dispatcher_send(hass, SIGNAL_LOADED, entry)

    @callback
    def announce(_hass: HomeAssistant) -> None:
        data.messenger.announce()

    entry.async_on_unload(async_at_started(hass, announce))
