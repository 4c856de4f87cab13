"""From what somebody wants sent to messages in the outbox, and to what must be raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.util import dt as dt_util

from ..account.reloads import async_finished
from ..api.errors import NotSentError
from ..api.parsing import whole
from ..const import (
    CHANNELS,
    CONF_DEFAULT_CHANNEL,
    CONF_DEFAULT_SENDER,
    CONF_HOLD_FOR,
    CONF_TIME_ON_REPEATS,
    DEFAULT_HOLD_FOR,
    SENDER_FORMAT,
    TEXT_LIMITS,
)
from ..messaging.record.draft import Draft
from ..messaging.record.message import Message, State
from ..problems.errors import invalid, refusal_error
from ..recipients.recipient import Address, label
from .gateway_command import refuse_command
from .repeats import with_time

if TYPE_CHECKING:
    from homeassistant.core import Context, HomeAssistant

    from ..coordinator import SmsPilotConfigEntry

LONGEST_TIME_TO_LIVE: Final = timedelta(minutes=1440)
GATEWAY_PATIENCE: Final = 10.0
"""Seconds that an action waits for the gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """What may be chosen for one send; None is what the recipient or the account has."""

    channel: str | None = None
    sender: str | None = None
    send_at: datetime | None = None
    time_to_live: timedelta | None = None
    hold_for: timedelta | None = None
    test: bool = False
    ignore_limits: bool = False


def compose(message: str, title: str | None) -> str:
    """Return the text of a message; a title is its first line."""
    text = whole(f"{title.strip()}\n{message}" if title else message)
    # YAML leaves an end of line behind a block. The gateway may not give it back, and a text that
    # comes back changed is not recognised.
    return text.strip()


def drafts(
    entry: SmsPilotConfigEntry,
    where: Iterable[Address],
    text: str,
    options: SendOptions,
) -> list[Draft]:
    """Return one draft for each phone, or raise what is wrong with the input."""
    if not text.strip():
        raise invalid("empty_text")
    refuse_command(text)
    _check_times(options)
    unique: dict[str, Address] = {}
    for address in where:
        unique.setdefault(address.phone, address)
    chosen = [(address, *_channel(entry, address, options)) for address in unique.values()]
    if not chosen:
        raise invalid("no_recipients")
    shortest = min(TEXT_LIMITS[channel] for _, channel, _ in chosen)
    if len(text) > shortest:
        raise invalid("text_too_long", length=len(text), limit=shortest)
    plain = [_draft(entry, address, text, sender, options) for address, _, sender in chosen]
    if not entry.options.get(CONF_TIME_ON_REPEATS):
        return plain
    return with_time(entry.runtime_data.messenger, plain, shortest)


async def async_send(
    entry: SmsPilotConfigEntry,
    wanted: Sequence[Draft],
    context: Context | None,
    wait_for_delivery: float = 0.0,
) -> Sequence[Message]:
    """Give drafts to the outbox and return what is known of them 10 s later at the most.

    Without a user in the context, as in an automation at night, nobody sees what comes of it.
    """
    attended = context is not None and context.user_id is not None
    messenger = entry.runtime_data.messenger
    messages = messenger.accept(wanted)
    await messenger.settled(messages, GATEWAY_PATIENCE, attended=attended)
    if not wait_for_delivery:
        return messages
    return await async_finished(entry, messenger, messages, wait_for_delivery, attended=attended)


def raise_refusals(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    messages: Sequence[Message],
    *,
    only_if_all: bool = False,
) -> None:
    """Raise one error that names everybody for whom it is certain that nothing was sent."""
    refused = [message for message in messages if _refused(message)]
    if not refused or (only_if_all and len(refused) < len(messages)):
        return
    raise refusal_error(
        hass,
        [(label(entry, message.recipient, message.phone), message.error) for message in refused],
    )


def _refused(message: Message) -> bool:
    """Return whether a message was refused, or not sent although it must not be held."""
    return message.state is State.REJECTED or (
        message.state is State.EXPIRED and isinstance(message.error, NotSentError)
    )


def _check_times(options: SendOptions) -> None:
    """Refuse a time to live that the gateway does not take, and a time that has passed."""
    alive = options.time_to_live
    if alive is not None and not timedelta(minutes=1) <= alive <= LONGEST_TIME_TO_LIVE:
        raise invalid("time_to_live_out_of_range")
    if options.send_at is not None and options.send_at <= dt_util.utcnow():
        raise invalid("time_in_past")


def _channel(
    entry: SmsPilotConfigEntry, address: Address, options: SendOptions
) -> tuple[str, str | None]:
    """Return the channel for a phone and the gateway's `from`, which also tells the channel."""
    theirs = address.recipient
    channel = (
        options.channel
        or (theirs and theirs.channel)
        or entry.options.get(CONF_DEFAULT_CHANNEL)
        or next(iter(CHANNELS))
    )
    if by_channel := CHANNELS[channel].value:
        if options.sender and options.channel:
            raise invalid("sender_without_sms")
        return channel, by_channel
    sender = (
        options.sender
        or (theirs and theirs.sender)
        or entry.options.get(CONF_DEFAULT_SENDER)
        or None
    )
    if sender and not re.fullmatch(SENDER_FORMAT, sender):
        raise invalid("invalid_sender", sender=sender)
    return channel, sender


def _draft(
    entry: SmsPilotConfigEntry,
    address: Address,
    text: str,
    sender: str | None,
    options: SendOptions,
) -> Draft:
    """Return what the outbox takes for one phone."""
    hold_for = options.hold_for
    if hold_for is None:
        hold_for = timedelta(minutes=entry.options.get(CONF_HOLD_FOR, DEFAULT_HOLD_FOR))
    alive = options.time_to_live
    whose = address.recipient or address.name_only
    return Draft(
        phone=address.phone,
        text=text,
        sender=sender,
        recipient=whose.id if whose else None,
        send_at=options.send_at,
        time_to_live=None if alive is None else -(-alive // timedelta(minutes=1)),
        test=options.test,
        hold_for=hold_for.total_seconds(),
        ignore_limits=options.ignore_limits,
    )
