"""Whether a row of the list may be a message's own."""

from __future__ import annotations

from ...api.models import Channel, MessageStatus
from ..record.message import Message
from ..segments import segments
from .listing import Calibration, moment, same_text

TOLERANCE = 120.0
"""Seconds."""


def alike(message: Message, row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row has the message's text, or what the list shows in the place of it."""
    if known.echoes_text:
        return same_text(row.text, message.text)
    if not by_sender(message, row):
        return False
    # What is no SMS has parts of the gateway's own making.
    return message.sender in _CHANNELS or row.parts == segments(message.text)


def by_sender(message: Message, row: MessageStatus) -> bool:
    """Return whether a row has the message's sender or channel; none is the account's own."""
    return message.sender in (None, row.sender, row.sender_original)


def fits(message: Message, row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row's id and moment are such as the message's must have."""
    in_order = bool(row.created) and row.server_id > message.highest_before
    return in_order and young_enough(message, row, known)


def young_enough(message: Message, row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row is not from before the message's attempt."""
    created_at = moment(row.created)
    since = (message.attempted or message.created) - TOLERANCE
    return created_at is None or created_at - known.offset >= since


_CHANNELS = {channel.value for channel in Channel if channel.value}
