"""An order made into messages, one for each phone and channel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import ServiceValidationError

from ...const import (
    CHANNELS,
    CONF_DEFAULT_CHANNEL,
    CONF_DEFAULT_SENDER,
    CONF_HOLD_FOR,
    CONF_TIME_ON_REPEATS,
    DEFAULT_HOLD_FOR,
    SENDER_FORMAT,
    TEXT_LIMITS,
)
from ...messaging.record.draft import Draft, Step
from ...messaging.tasks import unhurried
from ...problems.errors import invalid, told
from .further_channels import further_channels, wait_between
from .targets import Refused, refused_address
from .time_on_repeats import with_time

if TYPE_CHECKING:
    from ...coordinator import SmsPilotConfigEntry
    from ...recipients.recipient import Address
    from .options import SendOptions
    from .order import Order

_SMS: Final = next(iter(CHANNELS))


async def drafts(
    entry: SmsPilotConfigEntry, where: Iterable[Address], order: Order
) -> tuple[list[Draft], list[Refused]]:
    """Return a draft for each phone and channel, and those whose channel does not take the text."""
    found: dict[tuple[str, str], Draft] = {}
    refused: list[Refused] = []
    async for address in unhurried(where):
        channel = _channel(entry, address, order.options)
        earlier = found.get((address.phone, channel))
        if earlier is not None and earlier.steps:
            continue
        try:
            _check_length(order.text, channel)
            further = further_channels(address, order.options, channel)
            _check_sender(order.options, (channel, *further))
            sender = _sender(entry, address, order.options, channel)
            steps = _steps(entry, address, order.options, further)
        except ServiceValidationError as error:
            if earlier is None:
                refused.append(refused_address(entry, address, error))
            continue
        draft = earlier or _draft(entry, address, order, sender)
        found[address.phone, channel] = replace(draft, steps=steps) if steps else draft
    wanted = list(found.values())
    if any(draft.steps for draft in wanted):
        at_once = {(draft.phone, draft.sender) for draft in wanted}
        wanted = [_without_steps(draft, at_once) for draft in wanted]
    if wanted and entry.options.get(CONF_TIME_ON_REPEATS):
        shortest = min(TEXT_LIMITS[channel] for _, channel in found)
        wanted = with_time(entry.runtime_data.messenger, wanted, shortest)
    return wanted, refused


def _check_length(text: str, channel: str) -> None:
    """Refuse a text that is longer than its channel takes."""
    if len(text) > (limit := TEXT_LIMITS[channel]):
        raise invalid("text_too_long", length=len(text), limit=limit)


def _check_sender(options: SendOptions, ways: Collection[str]) -> None:
    """Refuse a sender that none of the ways chosen shows."""
    if options.sender and options.channel and _SMS not in ways:
        raise invalid("sender_without_sms")


def _channel(entry: SmsPilotConfigEntry, address: Address, options: SendOptions) -> str:
    """Return the channel for a phone."""
    return (
        options.channel
        or (address.recipient and address.recipient.channel)
        or entry.options.get(CONF_DEFAULT_CHANNEL)
        or _SMS
    )


def _sender(
    entry: SmsPilotConfigEntry, address: Address, options: SendOptions, channel: str
) -> str | None:
    """Return the gateway's `from` for a phone, which also tells the channel."""
    if by_channel := CHANNELS[channel].value:
        return by_channel
    sender = (
        options.sender
        or (address.recipient and address.recipient.sender)
        or entry.options.get(CONF_DEFAULT_SENDER)
        or None
    )
    if sender and not re.fullmatch(SENDER_FORMAT, sender):
        raise invalid("invalid_sender", sender=told(sender))
    return sender


def _steps(
    entry: SmsPilotConfigEntry, address: Address, options: SendOptions, further: Iterable[str]
) -> tuple[Step, ...]:
    """Return by what channels a message goes on that does not arrive."""
    wait = wait_between(address, options)
    return tuple(Step(_sender(entry, address, options, channel), wait) for channel in further)


def _without_steps(draft: Draft, senders: Collection[tuple[str, str | None]]) -> Draft:
    """Return a draft without the further ways that the text goes to its phone at once."""
    steps = tuple(step for step in draft.steps if (draft.phone, step.sender) not in senders)
    return replace(draft, steps=steps)


def _draft(entry: SmsPilotConfigEntry, address: Address, order: Order, sender: str | None) -> Draft:
    """Return what the outbox takes for one phone."""
    options = order.options
    hold_for = options.hold_for
    if hold_for is None:
        hold_for = timedelta(minutes=entry.options.get(CONF_HOLD_FOR, DEFAULT_HOLD_FOR))
    alive = options.time_to_live
    return Draft(
        phone=address.phone,
        text=order.text,
        sender=sender,
        recipient=address.whose_id,
        send_at=options.send_at,
        time_to_live=None if alive is None else -(-alive // timedelta(minutes=1)),
        test=options.test,
        hold_for=hold_for.total_seconds(),
        ignore_limits=options.ignore_limits,
        question=options.question,
        answer=address.recipient is None
        and entry.runtime_data.messenger.has_written(address.phone),
    )
