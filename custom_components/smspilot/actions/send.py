"""The actions that send, and the one that says what sending would cost."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Final

from homeassistant.components.notify.const import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.core import ServiceCall, ServiceResponse

from ..account.reading import async_read
from ..account.reloads import async_wait_for_reloads
from ..const import DOMAIN
from .input import account_and_addresses, send_options
from .outgoing import async_send, compose, drafts, raise_refusals
from .response import amount, described

ATTR_WAIT_FOR_DELIVERY: Final = "wait_for_delivery"


async def async_send_message(call: ServiceCall) -> ServiceResponse:
    """Send one text to recipients and numbers, in one request where one will do."""
    await async_wait_for_reloads(call.hass.config_entries.async_entries(DOMAIN))
    entry, where = account_and_addresses(call.hass, call.data)
    text = compose(call.data[ATTR_MESSAGE], call.data.get(ATTR_TITLE))
    wanted = drafts(entry, where, text, send_options(call.data))
    patience: timedelta = call.data.get(ATTR_WAIT_FOR_DELIVERY, timedelta())
    messenger = entry.runtime_data.messenger  # the account may be gone when the wait is over
    messages = await async_send(entry, wanted, call.context, patience.total_seconds())
    raise_refusals(call.hass, entry, messages, only_if_all=call.return_response)
    if not call.return_response:
        return None
    prices = [message.price for message in messages if message.price is not None]
    return {
        "messages": [described(call.hass, entry, message) for message in messages],
        "cost": float(sum(prices, Decimal(0))),
        "balance": amount(messenger.balance),
    }


async def async_estimate_cost(call: ServiceCall) -> ServiceResponse:
    """Ask what a send would cost."""
    entry, where = account_and_addresses(call.hass, call.data)
    text = compose(call.data[ATTR_MESSAGE], call.data.get(ATTR_TITLE))
    by_sender: defaultdict[str | None, list[str]] = defaultdict(list)
    for draft in drafts(entry, where, text, send_options(call.data)):
        by_sender[draft.sender].append(draft.phone)
    data = entry.runtime_data
    costs = [
        await async_read(data, data.client.cost(text, phones, sender=sender))
        for sender, phones in by_sender.items()
    ]
    return {"cost": float(sum(costs, Decimal(0))), "currency": "RUB"}
