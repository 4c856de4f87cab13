"""The actions, each with its schema."""

from __future__ import annotations

from typing import Final

import voluptuous as vol
from homeassistant.components.notify.const import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv

from .actions.input import NUMBER, OPTIONS, WHERE
from .actions.look_up import (
    ATTR_FROM,
    ATTR_LIMIT,
    ATTR_MESSAGE_ID,
    ATTR_METHOD,
    ATTR_NUMBER,
    async_cancel_messages,
    async_check,
    async_get_inbound,
    async_get_status,
)
from .actions.number_check import METHODS
from .actions.send import ATTR_WAIT_FOR_DELIVERY, async_estimate_cost, async_send_message
from .const import DOMAIN

_CONTENT: Final = {vol.Required(ATTR_MESSAGE): cv.string, vol.Optional(ATTR_TITLE): cv.string}
_ACCOUNT: Final = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
_TEXTS: Final = vol.All(cv.ensure_list, [cv.string])
_MESSAGE_IDS: Final = {vol.Optional(ATTR_MESSAGE_ID): _TEXTS}

SEND_MESSAGE: Final = vol.Schema(
    {
        **WHERE,
        **_CONTENT,
        **OPTIONS,
        vol.Optional(ATTR_WAIT_FOR_DELIVERY): cv.positive_time_period,
    }
)
ESTIMATE_COST: Final = vol.Schema(
    {
        **WHERE,
        **_CONTENT,
        **{key: check for key, check in OPTIONS.items() if key in ("channel", "sender")},
    }
)
CANCEL_MESSAGES: Final = vol.Schema({**_ACCOUNT, **_MESSAGE_IDS})
GET_DELIVERY_STATUS: Final = vol.Schema({**_ACCOUNT, **_MESSAGE_IDS})
GET_INBOUND_MESSAGES: Final = vol.Schema(
    {
        **_ACCOUNT,
        vol.Optional(ATTR_FROM): _TEXTS,
        vol.Optional(ATTR_LIMIT, default=20): vol.All(vol.Coerce(int), vol.Range(1, 1000)),
    }
)
CHECK_NUMBER: Final = vol.Schema(
    {
        **_ACCOUNT,
        vol.Required(ATTR_NUMBER): NUMBER,
        vol.Optional(ATTR_METHOD, default="hlr"): vol.In(METHODS),
    }
)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions, which are there before any account is."""
    for name, action, schema, response in (
        ("send_message", async_send_message, SEND_MESSAGE, SupportsResponse.OPTIONAL),
        ("cancel_messages", async_cancel_messages, CANCEL_MESSAGES, SupportsResponse.OPTIONAL),
        ("estimate_cost", async_estimate_cost, ESTIMATE_COST, SupportsResponse.ONLY),
        ("get_delivery_status", async_get_status, GET_DELIVERY_STATUS, SupportsResponse.ONLY),
        ("get_inbound_messages", async_get_inbound, GET_INBOUND_MESSAGES, SupportsResponse.ONLY),
        ("check_number", async_check, CHECK_NUMBER, SupportsResponse.ONLY),
    ):
        hass.services.async_register(DOMAIN, name, action, schema, supports_response=response)
