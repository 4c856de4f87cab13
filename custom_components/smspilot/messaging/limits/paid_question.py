"""Paid questions about a number: no messages, but their roubles count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal

from ...api.errors import GatewayError, NotSentError
from ...api.models import SendResult, Status
from .limits import Limits
from .prices import Query


async def ask(
    limits: Limits, query: Query, request: Callable[[], Awaitable[SendResult]]
) -> SendResult:
    """Make a request if the roubles of the day suffice, else raise LimitReachedError."""
    charge_id = limits.reserve_roubles(limits.prices.last(query))
    try:
        result = await request()
    except NotSentError, GatewayError:
        limits.release_roubles(charge_id)
        raise
    cost = _cost(result)
    if cost is not None:
        limits.settle_roubles(charge_id, cost)
        limits.prices.note(query, cost)
    return result


def _cost(result: SendResult) -> Decimal | None:
    """Return what an answer cost, None if it does not say; a refusal costs nothing."""
    if result.cost is not None:
        return result.cost
    prices = [row.price for row in result.messages if row.status is not Status.REFUSED]
    known = [price for price in prices if price is not None]
    return sum(known, Decimal(0)) if len(known) == len(prices) else None
