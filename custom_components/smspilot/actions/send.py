"""The actions that send, and the one that says what sending would cost."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from homeassistant.components.notify.const import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.util.json import JsonValueType

from ..account.read_requests import async_read
from ..account.reloads import async_wait_for_reloads
from ..messaging.segments import fitted
from .outgoing.deliver import Outcome, async_deliver
from .outgoing.drafts import drafts
from .outgoing.input import (
    ATTR_WAIT_FOR_DELIVERY,
    ESTIMATE_COST,
    SEND_MESSAGE,
    read_fields,
    send_options,
)
from .outgoing.order import Order, compose
from .outgoing.targets import targets_of
from .response import amount, described, described_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..coordinator import SmsPilotConfigEntry
    from .outgoing.input import Fields

    type _Way = tuple[SmsPilotConfigEntry, str | None]
    """An account, and the gateway's `from`."""


async def async_send_message(call: ServiceCall) -> ServiceResponse:
    """Send one text to recipients and numbers, in one request where one will do."""
    await async_wait_for_reloads(call.hass)
    targets = await targets_of(call.hass, call.data)
    outcome = await async_deliver(
        call.hass, targets, lambda: _order(call.data, SEND_MESSAGE), call.context
    )
    outcome.raise_refusals(call.hass, only_if_all=call.return_response)
    return _answer(call, outcome) if call.return_response else None


async def async_estimate_cost(call: ServiceCall) -> ServiceResponse:
    """Ask what a send would cost: what goes out at once, and all if nothing of it arrives."""
    order = _order(call.data, ESTIMATE_COST)
    order.check()
    targets = await targets_of(call.hass, call.data)
    targets.settle()
    at_once: defaultdict[_Way, list[str]] = defaultdict(list)
    further: defaultdict[_Way, list[str]] = defaultdict(list)
    for entry, where in targets.places.items():
        found, refused = await drafts(entry, where, order)
        targets.refused += refused
        for draft in found:
            at_once[entry, draft.sender].append(draft.phone)
            for step in draft.steps:
                further[entry, step.sender].append(draft.phone)
    Outcome(refused=targets.refused).raise_refusals(call.hass)
    cost = await _async_cost(at_once, order.text)
    at_worst = cost + await _async_cost(further, order.text)
    return {"cost": float(cost), "cost_at_worst": float(at_worst), "currency": "RUB"}


async def _async_cost(ways: Mapping[_Way, Sequence[str]], text: str) -> Decimal:
    """Return what the gateway takes for a text, cut to what each way takes."""
    costs = [
        await async_read(data, data.client.cost(fitted(text, sender), phones, sender=sender))
        for (entry, sender), phones in ways.items()
        for data in (entry.runtime_data,)
    ]
    return sum(costs, Decimal(0))


def _order(data: Mapping[str, Any], fields: Fields) -> Order:
    """Return what an action's fields want sent, or raise what cannot be read."""
    values = read_fields(data, fields)
    patience: timedelta = values.get(ATTR_WAIT_FOR_DELIVERY, timedelta())
    return Order(
        text=compose(values.get(ATTR_MESSAGE, ""), values.get(ATTR_TITLE)),
        options=send_options(values),
        wait_for_delivery=patience.total_seconds(),
    )


def _answer(call: ServiceCall, outcome: Outcome) -> ServiceResponse:
    """Return what became of each message, and of the money."""
    rows: list[JsonValueType] = [
        described(call.hass, entry, message) for entry, message in outcome.messages
    ]
    rows += [described_refusal(call.hass, refused) for refused in outcome.refused]
    prices = [message.price for _, message in outcome.messages if message.price is not None]
    return {
        "messages": rows,
        "cost": float(sum(prices, Decimal(0))),
        "balance": amount(outcome.balances[0]) if len(outcome.balances) == 1 else None,
    }
