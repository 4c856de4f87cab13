"""The actions, each with its schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final

import voluptuous as vol
from homeassistant.components.notify.const import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv

from .account_choice import chosen_account
from .action_errors import invalid
from .action_input import (
    NUMBER,
    OPTIONS,
    WHERE,
    account_and_addresses,
    phone_number,
    send_options,
)
from .action_response import amount, described
from .const import DOMAIN
from .data import inbound_attributes
from .number_check import METHODS, async_check_number
from .outgoing import async_send, compose, drafts, raise_refusals
from .reloads import async_wait_for_reloads
from .sender_filter import folded, is_from

if TYPE_CHECKING:
    from .data import SmsPilotConfigEntry

ATTR_FROM: Final = "from"
ATTR_LIMIT: Final = "limit"
ATTR_MESSAGE_ID: Final = "message_id"
ATTR_METHOD: Final = "method"
ATTR_NUMBER: Final = "number"
ATTR_WAIT_FOR_DELIVERY: Final = "wait_for_delivery"

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
        ("send_message", _async_send_message, SEND_MESSAGE, SupportsResponse.OPTIONAL),
        ("cancel_messages", _async_cancel_messages, CANCEL_MESSAGES, SupportsResponse.OPTIONAL),
        ("estimate_cost", _async_estimate_cost, ESTIMATE_COST, SupportsResponse.ONLY),
        ("get_delivery_status", _async_get_status, GET_DELIVERY_STATUS, SupportsResponse.ONLY),
        ("get_inbound_messages", _async_get_inbound, GET_INBOUND_MESSAGES, SupportsResponse.ONLY),
        ("check_number", _async_check_number, CHECK_NUMBER, SupportsResponse.ONLY),
    ):
        hass.services.async_register(DOMAIN, name, action, schema, supports_response=response)


async def _async_send_message(call: ServiceCall) -> ServiceResponse:
    """Send one text to recipients and numbers, in one request where one will do."""
    await async_wait_for_reloads(call.hass.config_entries.async_entries(DOMAIN))
    entry, where = account_and_addresses(call.hass, call.data)
    text = compose(call.data[ATTR_MESSAGE], call.data.get(ATTR_TITLE))
    wanted = drafts(entry, where, text, send_options(call.data))
    patience: timedelta = call.data.get(ATTR_WAIT_FOR_DELIVERY, timedelta())
    messages = await async_send(entry, wanted, call.context, patience.total_seconds())
    raise_refusals(call.hass, entry, messages, only_if_all=call.return_response)
    if not call.return_response:
        return None
    prices = [message.price for message in messages if message.price is not None]
    return {
        "messages": [described(call.hass, entry, message) for message in messages],
        "cost": float(sum(prices, Decimal(0))),
        "balance": amount(entry.runtime_data.messenger.balance),
    }


async def _async_cancel_messages(call: ServiceCall) -> ServiceResponse:
    """Cancel messages that have not left yet."""
    entry: SmsPilotConfigEntry = _account(call)
    cancelled = entry.runtime_data.messenger.cancel(call.data.get(ATTR_MESSAGE_ID))
    return {"messages": [described(call.hass, entry, message) for message in cancelled]}


async def _async_estimate_cost(call: ServiceCall) -> ServiceResponse:
    """Ask what a send would cost."""
    entry, where = account_and_addresses(call.hass, call.data)
    text = compose(call.data[ATTR_MESSAGE], call.data.get(ATTR_TITLE))
    by_sender: defaultdict[str | None, list[str]] = defaultdict(list)
    for draft in drafts(entry, where, text, send_options(call.data)):
        by_sender[draft.sender].append(draft.phone)
    data = entry.runtime_data
    costs = [
        await data.coordinator.async_read(data.client.cost(text, phones, sender=sender))
        for sender, phones in by_sender.items()
    ]
    return {"cost": float(sum(costs, Decimal(0))), "currency": "RUB"}


async def _async_get_status(call: ServiceCall) -> ServiceResponse:
    """Return what is known of messages sent lately; the gateway is asked without this."""
    entry: SmsPilotConfigEntry = _account(call)
    messenger = entry.runtime_data.messenger
    ids = call.data.get(ATTR_MESSAGE_ID)
    if ids is None:
        found = list(messenger.messages)
    else:
        found = [known for known in map(messenger.find, dict.fromkeys(ids)) if known is not None]
        # Of a group that was sent, one may have gone past a limit: the others are told of.
        if ids and not found:
            raise invalid("unknown_message", message_id=", ".join(ids))
    return {"messages": [described(call.hass, entry, message) for message in found]}


async def _async_get_inbound(call: ServiceCall) -> ServiceResponse:
    """Return the newest inbound messages that the gateway has."""
    entry: SmsPilotConfigEntry = _account(call)
    wanted: list[str] | None = call.data.get(ATTR_FROM)
    if wanted is not None and not folded(wanted):
        raise invalid("no_senders")
    data = entry.runtime_data
    page = await data.coordinator.async_read(data.client.inbound())
    found = (
        message
        for message in sorted(page.messages, key=lambda message: message.created, reverse=True)
        if wanted is None or is_from(call.hass, entry, message.phone, wanted)
    )
    newest = islice(found, call.data[ATTR_LIMIT])
    return {"messages": [inbound_attributes(entry, message) for message in newest]}


async def _async_check_number(call: ServiceCall) -> ServiceResponse:
    """Ask whether a number is in service; the gateway charges for it."""
    entry: SmsPilotConfigEntry = _account(call)
    phone = phone_number(call.hass, call.data[ATTR_NUMBER])
    return await async_check_number(entry, phone, call.data[ATTR_METHOD])


def _account(call: ServiceCall) -> SmsPilotConfigEntry:
    """Return the account that an action names, or the only one."""
    return chosen_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
