"""Accounts at the simulator, as config entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.smspilot.const import DOMAIN, SUBENTRY_RECIPIENT
from tests.common import until

if TYPE_CHECKING:
    from homeassistant.config_entries import (
        ConfigEntry,
        ConfigFlowResult,
        ConfigSubentryDataWithId,
        SubentryFlowResult,
    )
    from homeassistant.core import HomeAssistant

    from simulator import Account, Simulator

MASHA = "79087964781"
PETYA = "79161231212"


def key_access(simulator: Simulator, account: Account | None = None) -> dict[str, str]:
    """Return the data of an entry that uses the API key."""
    return {"api_key": (account or simulator.account).key, "url": simulator.url}


def login_access(simulator: Simulator, account: Account | None = None) -> dict[str, str]:
    """Return the data of an entry that uses e-mail and password."""
    account = account or simulator.account
    return {"email": account.email, "password": account.password, "url": simulator.url}


def recipient_data(
    name: str, *phones: str, subentry_id: str = "masha", **more: Any
) -> ConfigSubentryDataWithId:
    """Return a recipient for `entry_of`."""
    return {
        "data": {"phones": list(phones or (MASHA,)), "channel": "sms", **more},
        "subentry_id": subentry_id,
        "subentry_type": SUBENTRY_RECIPIENT,
        "title": name,
        "unique_id": None,
    }


def entry_of(
    simulator: Simulator,
    *recipients: ConfigSubentryDataWithId,
    data: dict[str, str] | None = None,
    account: Account | None = None,
    **options: Any,
) -> MockConfigEntry:
    """Return the entry of an account at the simulator, the first one if none is named."""
    number = (account or simulator.account).id
    return MockConfigEntry(
        domain=DOMAIN,
        title=f"SMSPILOT {number}",
        unique_id=str(number),
        data=data or key_access(simulator, account),
        options=options,
        subentries_data=recipients,
    )


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigEntry:
    """Set an entry up and wait until it runs, and an account until the gateway was asked for it."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    if entry.domain == DOMAIN:
        await account_asked_for(entry)
    return entry


async def account_asked_for(entry: ConfigEntry) -> None:
    """Wait until the first request for the account has come to an end, good or bad."""
    coordinator = entry.runtime_data.coordinator
    await until(lambda: coordinator.data is not None or coordinator.last_exception is not None)


def a_minute_later(entry: ConfigEntry) -> None:
    """Let what was accepted have been accepted a minute ago: to repeat it is no oversight."""
    for message in entry.runtime_data.messenger.messages:
        message.accepted -= 60.0


def suggested(result: ConfigFlowResult | SubentryFlowResult) -> dict[str, Any]:
    """Return what the fields of a form suggest, those of sections included."""
    assert result["data_schema"] is not None
    values = {}
    for key, field in result["data_schema"].schema.items():
        inner = getattr(getattr(field, "schema", None), "schema", None) or {key: field}
        for marker in inner:
            values[str(marker)] = (marker.description or {}).get("suggested_value")
    return values


def answered(simulator: Simulator, command: str) -> bool:
    """Return whether the gateway has answered a request of this kind."""
    return any(seen.command == command and seen.outcome for seen in simulator.requests)
