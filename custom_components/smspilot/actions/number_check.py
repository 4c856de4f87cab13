"""Whether a number is in service (HLR) or its phone is on (PING)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from homeassistant.exceptions import HomeAssistantError

from ..account.read_requests import async_read
from ..api.models import MessageStatus, SendResult, Status
from ..messaging.limits.charge import LimitReachedError
from ..messaging.limits.prices import Query
from ..messaging.phone_number import displayed, masked
from ..problems.errors import failed

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry, SmsPilotData

METHODS: Final = ("hlr", "ping")
PATIENCE: Final = 60.0
PAUSE: Final = 3.0
"""Seconds between two questions for the outcome."""

_ANSWERS: Final = {
    Status.DELIVERED: "in_service",
    Status.UNDELIVERED: "not_in_service",
    Status.REFUSED: "refused",
}


async def async_check_number(entry: SmsPilotConfigEntry, phone: str, method: str) -> dict[str, Any]:
    """Check a number and return what came out within a minute."""
    data = entry.runtime_data
    result = await _async_ask(data, phone, method)
    row = result.messages[0]
    try:
        async with asyncio.timeout(PATIENCE):
            row = await _async_outcome(data, row)
    except TimeoutError:
        pass
    if row.status is Status.REFUSED:
        raise failed("number_check_refused", number=masked(phone))
    return {
        "number": displayed(phone),
        "method": method,
        "status": _ANSWERS.get(row.status, "pending") if row.status else "pending",
        "price": None if result.cost is None else float(result.cost),
        **_network(row),
    }


async def _async_ask(data: SmsPilotData, phone: str, method: str) -> SendResult:
    """Ask the gateway, which charges for it, within the roubles of the day."""
    request = data.client.hlr if method == "hlr" else data.client.ping
    asking = data.messenger.ask(Query[method.upper()], lambda: request(phone))
    try:
        return await async_read(data, asking)
    except LimitReachedError as error:
        raise failed("number_check_limit", number=masked(phone)) from error


async def _async_outcome(data: SmsPilotData, row: MessageStatus) -> MessageStatus:
    """Ask until the outcome is there; a question that fails is asked again."""
    client, server_id = data.client, row.server_id
    while row.status is None or not row.status.final:
        await asyncio.sleep(PAUSE)
        try:
            rows = await async_read(data, client.check([server_id], fields=()))
        except HomeAssistantError:
            continue
        row = next((one for one in rows if one.phone == row.phone), row)
    return row


def _network(row: MessageStatus) -> dict[str, str | None]:
    """Return where the number is registered, as far as the operator tells."""
    found = row.number_check
    return {
        "country": (found and found.country) or row.country or None,
        "operator": (found and found.operator) or row.operator or None,
        "roaming_country": (found and found.roaming_country) or None,
        "roaming_operator": (found and found.roaming_operator) or None,
    }
