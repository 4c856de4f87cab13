"""The actions about messages that were sent or came in, and about numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse

from ..account.announcer import inbound_attributes
from ..account.chosen_account import chosen_account, refuse_unloaded
from ..account.read_requests import async_read
from ..messaging.phone_number import InvalidPhoneNumberError
from ..messaging.receiving.inbound_rows import order
from ..problems.errors import invalid, number_error
from ..recipients.home_numbers import ambiguity, phone_of
from ..recipients.inbound_filter import named_senders, names_in
from ..recipients.number_list import listed
from .number_check import METHODS, async_check_number
from .response import described

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.record.message import Message

ATTR_FROM: Final = "from"
ATTR_LIMIT: Final = "limit"
ATTR_MESSAGE_ID: Final = "message_id"
ATTR_METHOD: Final = "method"
ATTR_NUMBER: Final = "number"
DEFAULT_LIMIT: Final = 20


async def async_cancel_messages(call: ServiceCall) -> ServiceResponse:
    """Cancel messages that have not left yet."""
    entry: SmsPilotConfigEntry = _account(call)
    ids = None if (named := _named(call, entry)) is None else [message.id for message in named]
    cancelled = entry.runtime_data.messenger.cancel(ids)
    return {"messages": [described(call.hass, entry, message) for message in cancelled]}


async def async_get_status(call: ServiceCall) -> ServiceResponse:
    """Return what is known of messages sent lately; the gateway is asked without this.

    With a message that did not arrive come those that followed it.
    """
    entry: SmsPilotConfigEntry = _account(call)
    messenger, named = entry.runtime_data.messenger, _named(call, entry)
    if named is None:
        found = list(messenger.messages)
    else:
        steps = (step for message in named for step in messenger.steps(message))
        found = list(dict.fromkeys(steps))
    return {"messages": [described(call.hass, entry, message) for message in found]}


async def async_get_inbound(call: ServiceCall) -> ServiceResponse:
    """Return the newest inbound messages that the gateway has."""
    entry: SmsPilotConfigEntry = _account(call)
    wanted: list[str] | None = call.data.get(ATTR_FROM)
    if wanted is not None and not names_in(call.hass, wanted):
        raise invalid("no_senders")
    for value in listed(wanted):
        if error := ambiguity(call.hass, value):
            raise number_error(call.hass, error, value)
    data = entry.runtime_data
    page = await async_read(data, data.client.inbound())
    is_named = None if wanted is None else named_senders(call.hass, entry, wanted)
    found = (
        message
        for message in sorted(page.messages, key=order, reverse=True)
        if is_named is None or is_named(message.phone)
    )
    newest = islice(found, call.data.get(ATTR_LIMIT, DEFAULT_LIMIT))
    return {"messages": [inbound_attributes(entry, message) for message in newest]}


async def async_check(call: ServiceCall) -> ServiceResponse:
    """Ask whether a number is in service; the gateway charges for it."""
    entry: SmsPilotConfigEntry = _account(call)
    numbers = list(listed(call.data.get(ATTR_NUMBER)))
    if len(numbers) != 1:
        raise invalid("one_number")
    try:
        phone = phone_of(call.hass, entry, numbers[0])
    except InvalidPhoneNumberError as error:
        raise number_error(call.hass, error, numbers[0]) from None
    return await async_check_number(entry, phone, call.data.get(ATTR_METHOD, METHODS[0]))


def _named(call: ServiceCall, entry: SmsPilotConfigEntry) -> list[Message] | None:
    """Return the messages that an action names, none if it names none."""
    if ATTR_MESSAGE_ID not in call.data:
        return None
    ids = list(map(str, listed(call.data[ATTR_MESSAGE_ID])))
    found = map(entry.runtime_data.messenger.find, dict.fromkeys(ids))
    known = [message for message in found if message is not None]
    # Of a group that was sent, one may have gone past a limit: the others are told of.
    if ids and not known:
        raise invalid("unknown_message", message_id=", ".join(ids))
    return known


def _account(call: ServiceCall) -> SmsPilotConfigEntry:
    """Return the account that an action names, or the only one."""
    account: SmsPilotConfigEntry = chosen_account(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
    refuse_unloaded(account)
    return account
