"""The dialogs that renew or change how an account is known at the gateway."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType

from custom_components.smspilot.dialogs.access import ACCESS_KEYS
from tests.accounts import answered, entry_of, key_access, login_access, set_up, suggested
from tests.common import state_of, until
from tests.test_config_flow import UNKNOWN_KEY, form, submit

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator

NEW_KEY = "B" * 64


def access(entry: ConfigEntry) -> dict[str, str]:
    """Return of an account's data what the gateway knows it by."""
    return {key: value for key, value in entry.data.items() if key in ACCESS_KEYS}


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> ConfigFlowResult:
    """Open the dialog to reconfigure an account and choose a way from its menu."""
    result = await entry.start_reconfigure_flow(hass)
    assert result["type"] is FlowResultType.MENU
    result = await submit(hass, result, {"next_step_id": step})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, step)
    return result


async def ended(
    hass: HomeAssistant, result: ConfigFlowResult, reason: str, entry: ConfigEntry
) -> None:
    """Assert that a dialog ended so, and that the account runs."""
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, reason)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_a_new_key_replaces_the_refused_one(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)
    simulator.account.key = NEW_KEY

    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    assert suggested(result) == {"api_key": None}
    result = await submit(hass, result, {"api_key": UNKNOWN_KEY})
    assert result["errors"] == {"api_key": "invalid_api_key"}
    result = await submit(hass, result, {"api_key": f"{NEW_KEY} "})

    await ended(hass, result, "reauth_successful", entry)
    assert access(entry) == {"api_key": NEW_KEY, "url": simulator.url}


async def test_a_new_password_replaces_the_refused_one(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, data=login_access(simulator))
    await set_up(hass, entry)
    simulator.account.password = "new"

    result = await entry.start_reauth_flow(hass)
    assert suggested(result) == {"email": "info@example.com", "password": None}
    result = await submit(hass, result, {"email": "info@example.com", "password": "wrong"})
    assert result["errors"] == {"password": "invalid_login"}
    result = await submit(hass, result, {"email": "info@example.com", "password": "new"})

    await ended(hass, result, "reauth_successful", entry)
    assert access(entry) == login_access(simulator)


async def test_the_old_key_that_is_right_again_makes_the_account_known_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)
    simulator.account.balance = Decimal(7)

    result = await entry.start_reauth_flow(hass)
    result = await submit(hass, result, {"api_key": simulator.account.key})

    await ended(hass, result, "reauth_successful", entry)
    await until(lambda: state_of(hass, entry, "sensor", "balance").state == "7.00")


async def test_a_gateway_that_is_off_can_be_waited_for_in_reauth(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)
    await until(lambda: answered(simulator, "inbound"))
    await simulator.stop()

    result = await entry.start_reauth_flow(hass)
    result = await submit(hass, result, {"api_key": simulator.account.key})
    assert result["errors"] == {"base": "cannot_connect"}

    await simulator.start()
    result = await submit(hass, result, {"api_key": simulator.account.key})
    await ended(hass, result, "reauth_successful", entry)


async def test_another_accounts_key_is_no_renewal(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)

    result = await entry.start_reauth_flow(hass)
    result = await submit(hass, result, {"api_key": simulator.add_account().key})
    assert result["errors"] == {"api_key": "another_account"}

    result = await submit(hass, result, {"api_key": simulator.account.key})
    await ended(hass, result, "reauth_successful", entry)
    assert access(entry) == key_access(simulator)


async def test_a_key_can_be_changed_to_email_and_password(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)

    result = await reconfigure(hass, entry, "reconfigure_login")
    assert suggested(result) == {"email": None, "password": None, "url": simulator.url}
    result = await submit(hass, result, form({**login_access(simulator), "password": "wrong"}))
    assert result["errors"] == {"password": "invalid_login"}
    assert suggested(result)["url"] == simulator.url
    result = await submit(hass, result, form(login_access(simulator)))

    await ended(hass, result, "reconfigure_successful", entry)
    assert access(entry) == login_access(simulator)


async def test_email_and_password_can_be_changed_to_a_key(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, data=login_access(simulator))
    await set_up(hass, entry)

    result = await reconfigure(hass, entry, "reconfigure_api_key")
    result = await submit(hass, result, form(key_access(simulator)))

    await ended(hass, result, "reconfigure_successful", entry)
    assert access(entry) == key_access(simulator)


async def test_the_email_is_suggested_and_the_password_is_not(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, data=login_access(simulator))
    await set_up(hass, entry)

    result = await reconfigure(hass, entry, "reconfigure_login")

    assert suggested(result)["email"] == "info@example.com"
    assert suggested(result)["password"] is None


async def test_only_the_gateways_address_can_be_changed_too(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)
    address = simulator.url.replace("http:", "HTTP:")

    result = await reconfigure(hass, entry, "reconfigure_api_key")
    result = await submit(hass, result, form({**key_access(simulator), "url": address}))

    await ended(hass, result, "reconfigure_successful", entry)
    assert entry.data["url"] == address


async def test_another_accounts_key_changes_nothing(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)

    result = await reconfigure(hass, entry, "reconfigure_api_key")
    other = key_access(simulator, simulator.add_account())
    result = await submit(hass, result, form(other))
    assert result["errors"] == {"api_key": "another_account"}

    result = await submit(hass, result, form(key_access(simulator)))
    await ended(hass, result, "reconfigure_successful", entry)
    assert access(entry) == key_access(simulator)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_change_takes_effect_without_a_reload_and_is_tried_once(
    hass: HomeAssistant, simulator: Simulator, times: int
) -> None:
    entry = entry_of(simulator)
    await set_up(hass, entry)
    before = entry.runtime_data

    for number in range(times):
        simulator.account.key = str(number) * 64
        result = await reconfigure(hass, entry, "reconfigure_api_key")
        result = await submit(hass, result, form(key_access(simulator)))
        await ended(hass, result, "reconfigure_successful", entry)
        assert entry.runtime_data is before
        expected = 1 + 2 * (number + 1)  # set-up, and for each change a check and a look
        await until(partial(has_asked, simulator, expected))


def has_asked(simulator: Simulator, times: int) -> bool:
    """Return whether the account was asked for so often."""
    return [request.command for request in simulator.requests].count("account") == times


async def test_what_else_is_known_of_the_account_is_kept(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = entry_of(simulator, data={**login_access(simulator), "webhook_id": "secret"})
    await set_up(hass, entry)

    result = await reconfigure(hass, entry, "reconfigure_api_key")
    result = await submit(hass, result, form(key_access(simulator)))

    await ended(hass, result, "reconfigure_successful", entry)
    assert access(entry) == key_access(simulator)
    assert (entry.data["webhook_id"], entry.data["action_name"]) == ("secret", "smspilot")
