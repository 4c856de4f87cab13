"""What a user may hand on when something is wrong: counts, states and options, no secrets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_URL

from .api.client import GATEWAY_URL
from .const import CONF_CHANNEL, CONF_DEFAULT_SENDER, CONF_PHONES, CONF_SENDER
from .problems.refusal_kinds import refusal_kind

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .coordinator import SmsPilotConfigEntry, SmsPilotData


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: SmsPilotConfigEntry
) -> dict[str, Any]:
    """Return what is known of an account without its key, its people and their messages."""
    diagnostics: dict[str, Any] = {
        "access": "api_key" if CONF_API_KEY in entry.data else "login",
        "own_gateway_address": entry.data.get(CONF_URL, GATEWAY_URL) != GATEWAY_URL,
        # A sender may be a phone number.
        "options": async_redact_data(dict(entry.options), {CONF_DEFAULT_SENDER}),
        "recipients": [
            {
                "numbers": len(subentry.data[CONF_PHONES]),
                "channel": subentry.data.get(CONF_CHANNEL),
                "own_sender": bool(subentry.data.get(CONF_SENDER)),
            }
            for subentry in entry.subentries.values()
        ],
        "state": entry.state.value,
    }
    if entry.state is ConfigEntryState.LOADED:
        diagnostics |= _running(entry.runtime_data)
        diagnostics["journal"] = await entry.runtime_data.database.examine()
    return diagnostics


def _running(data: SmsPilotData) -> dict[str, Any]:
    """Return what a running account is doing."""
    messages = data.messenger.messages
    account = data.coordinator.data
    return {
        "gateway": {
            "answers": account is not None and data.coordinator.last_update_success,
            "last_error": type(error).__name__ if (error := _last_error(data)) else None,
            "balance_known": data.messenger.balance is not None or account is not None,
            "senders": len(account.senders) if account is not None else None,
        },
        "messages": {
            "queued": data.messenger.queued,
            "states": dict(sorted(Counter(message.state.value for message in messages).items())),
            "errors": dict(
                sorted(
                    Counter(
                        refusal_kind(message.error) for message in messages if message.error
                    ).items()
                )
            ),
        },
    }


def _last_error(data: SmsPilotData) -> BaseException | None:
    """Return what the last request for the account failed with: the gateway's own error."""
    error = data.coordinator.last_exception
    return error.__cause__ or error if error is not None else None
