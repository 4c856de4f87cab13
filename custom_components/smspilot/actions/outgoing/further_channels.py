"""The further channels of a message that does not arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from ...const import CHANNELS, DEFAULT_ESCALATE_AFTER
from ...problems.errors import invalid, told

if TYPE_CHECKING:
    from ...recipients.recipient import Address
    from .options import SendOptions

SHORTEST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(days=1)


def check_further_channels(options: SendOptions) -> None:
    """Raise what is wrong with the further channels, to whomever the message shall go."""
    if (wait := options.escalate_after) is not None and not SHORTEST_WAIT <= wait <= LONGEST_WAIT:
        raise invalid("escalate_after_out_of_range")
    channels = options.escalate_to or ()
    for number, channel in enumerate(channels):
        if channel not in CHANNELS:
            raise invalid(
                "escalate_to_unknown", channel=told(channel), channels=", ".join(CHANNELS)
            )
        if channel in channels[:number]:
            raise invalid("escalate_to_twice", channel=channel)
        if channel == options.channel:
            raise invalid("escalate_to_first_channel", channel=channel)


def further_channels(address: Address, options: SendOptions, first: str) -> tuple[str, ...]:
    """Return by what a message goes on that begins with a channel; that one is passed over.

    A recipient may have been given another channel since an automation was written.
    """
    recipient = address.recipient
    if options.escalate_to is None:
        named = recipient.escalate_to if recipient else ()
    else:
        named = options.escalate_to
    others = tuple(channel for channel in named if channel != first)
    if options.escalate_to and not others:
        raise invalid("escalate_to_first_channel", channel=first)
    return others


def wait_between(address: Address, options: SendOptions) -> float:
    """Return after how many seconds a message that has not arrived goes on."""
    if options.escalate_after is not None:
        return options.escalate_after.total_seconds()
    minutes = address.recipient.escalate_after if address.recipient else DEFAULT_ESCALATE_AFTER
    return timedelta(minutes=minutes).total_seconds()
