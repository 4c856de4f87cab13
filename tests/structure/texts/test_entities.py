"""Every entity has a name in both languages and an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.smspilot.const import DOMAIN, SUBENTRY_RECIPIENT
from tests.structure.source import LANGUAGES, json_file, translations

if TYPE_CHECKING:
    from simulator import Simulator


@pytest.fixture
async def entities(hass: HomeAssistant, simulator: Simulator) -> list[er.RegistryEntry]:
    """Return what an account with a recipient registers, the disabled ones too."""
    account = simulator.account
    recipient = ConfigSubentryData(
        data={"phones": ["79087964781"], "channel": "sms"},
        subentry_type=SUBENTRY_RECIPIENT,
        title="Anna",
        unique_id=None,
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        data={"api_key": account.key, "url": simulator.url},
        unique_id=str(account.id),
        subentries_data=[recipient],
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


async def test_the_entities_are_the_translated_ones_and_the_ones_with_icons(
    entities: list[er.RegistryEntry],
) -> None:
    registered = {(entity.domain, str(entity.translation_key)) for entity in entities}
    icons = json_file("icons.json")["entity"]
    assert registered == {(domain, key) for domain, keys in icons.items() for key in keys}
    for language in LANGUAGES:
        words = translations(language)["entity"]
        named = {(domain, key) for domain, keys in words.items() for key in keys}
        # A recipient's notifier is named by its device.
        assert registered - {("notify", "notifier")} <= named <= registered


async def test_every_type_of_event_is_translated(
    hass: HomeAssistant, entities: list[er.RegistryEntry]
) -> None:
    events = [entity for entity in entities if entity.domain == "event"]
    assert events
    for event in events:
        types = (event.capabilities or {})["event_types"]
        for language in LANGUAGES:
            words = translations(language)["entity"]["event"][str(event.translation_key)]
            states = words["state_attributes"]["event_type"]["state"]
            assert states.keys() == set(types)
