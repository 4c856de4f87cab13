"""Diagnostics: everything that helps, nothing that is secret."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)

from custom_components.smspilot.messaging.record.draft import Draft
from tests.accounts import MASHA, PETYA, answered, entry_of, login_access, recipient_data, set_up
from tests.common import until

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from simulator import Simulator

SECRET_TEXT = "The safe opens with 4711"


async def diagnostics(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> dict[str, Any]:
    """Download an account's diagnostics as a user does."""
    assert await async_setup_component(hass, "diagnostics", {})
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert isinstance(found, dict)
    return found


async def test_a_running_account_shows_counts_and_states(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    entry = entry_of(
        simulator, recipient_data("Masha", MASHA, PETYA, sender="INFORM"), default_sender="INFORM"
    )
    await set_up(hass, entry)
    messenger = entry.runtime_data.messenger
    messages = messenger.accept(
        [
            Draft(phone=MASHA, text="Hello", hold_for=0),
            Draft(phone=MASHA, text="ERROR 223", hold_for=0),
        ]
    )
    await messenger.settled(messages)

    found = await diagnostics(hass, hass_client, entry)

    assert found["journal"].pop("bytes") > 1000
    assert found == {
        "journal": {"rows": {"charges": 2, "facts": 1, "messages": 2}, "last_check": "ok"},
        "access": "api_key",
        "own_gateway_address": True,
        "options": {"default_sender": "**REDACTED**"},
        "recipients": [{"numbers": 2, "channel": "sms", "own_sender": True}],
        "state": "loaded",
        "gateway": {"answers": True, "last_error": None, "balance_known": True, "senders": 4},
        "messages": {
            "queued": 0,
            "states": {"accepted": 1, "rejected": 1},
            "errors": {"template": 1},
        },
    }


async def test_an_account_without_the_gateway_names_the_kind_of_error(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    simulator.faults.add("error", code=106)
    entry = entry_of(simulator)
    await set_up(hass, entry)

    found = await diagnostics(hass, hass_client, entry)

    assert found["gateway"] == {
        "answers": False,
        "last_error": "AccountBlockedError",
        "balance_known": False,
        "senders": None,
    }


async def test_a_gateway_that_was_not_heard_of_yet_does_not_answer(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    simulator.faults.add("hold", command="account")
    entry = entry_of(simulator)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)

    found = await diagnostics(hass, hass_client, entry)

    assert found["gateway"]["answers"] is False
    simulator.faults.clear()


async def test_an_account_that_does_not_run_shows_what_is_known_of_it(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    entry = entry_of(simulator, data=login_access(simulator))
    await set_up(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)

    found = await diagnostics(hass, hass_client, entry)

    assert (found["access"], found["state"]) == ("login", "not_loaded")
    assert "messages" not in found


async def test_nothing_secret_is_handed_on(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    account = simulator.account
    entry = entry_of(
        simulator,
        recipient_data("Masha Petrova", MASHA, PETYA, sender="79021121075"),
        data=login_access(simulator),
        default_sender="79021121075",
    )
    await set_up(hass, entry)
    simulator.receive(PETYA, SECRET_TEXT)
    messenger = entry.runtime_data.messenger
    await messenger.settled(messenger.accept([Draft(phone=MASHA, text=SECRET_TEXT)]))
    await until(lambda: answered(simulator, "inbound"))

    found = json.dumps(await diagnostics(hass, hass_client, entry), ensure_ascii=False)

    secrets = (account.key, account.email, account.password, account.name, account.phone)
    for secret in (*secrets, MASHA, PETYA, "79021121075", SECRET_TEXT, "Masha", simulator.url):
        assert secret not in found
