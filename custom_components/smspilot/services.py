"""The actions, each with its fields."""

from __future__ import annotations

from functools import partial
from typing import Final

import voluptuous as vol
from homeassistant.core import HomeAssistant, SupportsResponse, callback

from .actions.ask import async_ask_question
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
from .actions.outgoing.input import ACCOUNT, Fields, people, read_fields
from .actions.send import async_estimate_cost, async_send_message
from .const import DOMAIN

_MESSAGES: Final[Fields] = {**ACCOUNT, ATTR_MESSAGE_ID: people}
_INBOUND: Final[Fields] = {
    **ACCOUNT,
    ATTR_FROM: people,
    ATTR_LIMIT: vol.All(vol.Coerce(int), vol.Range(1, 1000)),
}
_CHECK: Final[Fields] = {
    **ACCOUNT,
    ATTR_NUMBER: people,
    ATTR_METHOD: vol.In(METHODS),
}


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions, which are there before any account is."""
    only, optional = SupportsResponse.ONLY, SupportsResponse.OPTIONAL
    for name, action, fields, response in (
        # Whatever is wrong with one entry, these send to the others: they read for themselves.
        ("send_message", async_send_message, None, optional),
        ("ask_question", async_ask_question, None, only),
        ("estimate_cost", async_estimate_cost, None, only),
        ("cancel_messages", async_cancel_messages, _MESSAGES, optional),
        ("get_delivery_status", async_get_status, _MESSAGES, only),
        ("get_inbound_messages", async_get_inbound, _INBOUND, only),
        ("check_number", async_check, _CHECK, only),
    ):
        schema = None if fields is None else vol.Schema(partial(read_fields, fields=fields))
        hass.services.async_register(DOMAIN, name, action, schema, supports_response=response)
