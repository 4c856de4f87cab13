"""Whether a row of the list may be a message's own."""

from __future__ import annotations

from ...api.models import Channel, MessageStatus
from ..record.message import Message
from ..segments import segments
from .listing import Calibration, same_text

TOLERANCE = 120.0
LONGEST_REQUEST = 70.0
"""Seconds after an attempt's begin until which the gateway may date what it took.

A disk may hang before it, the request takes its time, and clocks are read to the second.
"""
ZONE_STEP = 1800.0
FARTHEST_MOVE = 14 * 3600.0
"""Seconds by which the moments of a list may move when the gateway's zone is changed."""


def alike(message: Message, row: MessageStatus, known: Calibration) -> bool:
    """Return whether a row has the message's text, or what the list shows in the place of it."""
    if known.echoes_text:
        return same_text(row.text, message.text)
    if not by_sender(message, row):
        return False
    # What is no SMS has parts of the gateway's own making.
    return message.sender in _CHANNELS or row.parts == (message.parts or segments(message.text))


def by_sender(message: Message, row: MessageStatus) -> bool:
    """Return whether a row has the message's sender or channel; none is the account's own."""
    return message.sender in (None, row.sender, row.sender_original)


def in_order(message: Message, row: MessageStatus) -> bool:
    """Return whether a row's id is such as the message's must be."""
    return row.server_id > message.highest_before


def too_old(ahead: float | None) -> bool:
    """Return whether a row that is dated so far after an attempt is surely of before it."""
    return ahead is not None and ahead < -TOLERANCE


def in_time(ahead: float | None) -> bool:
    """Return whether a row that is dated so far after an attempt is surely of that time."""
    return ahead is not None and -TOLERANCE <= ahead <= LONGEST_REQUEST


def in_another_zone(ahead: float | None) -> bool:
    """Return whether a row that is dated so far after an attempt is its if the zone was changed."""
    if ahead is None or abs(ahead) > FARTHEST_MOVE:
        return False
    return (ahead + TOLERANCE) % ZONE_STEP <= TOLERANCE + LONGEST_REQUEST


_CHANNELS = {channel.value for channel in Channel if channel.value}
