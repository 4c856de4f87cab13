"""What a user must be told."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """Each is told once when it begins, and once when it is over if that is ever noticed."""

    LIMIT_MESSAGES = "limit_messages"
    LIMIT_ROUBLES = "limit_roubles"
    LIMIT_ANSWERS = "limit_answers"
    JOURNAL_DAMAGED = "journal_damaged"
    JOURNAL_UNWRITABLE = "journal_unwritable"
    CALLBACK_REFUSED = "callback_refused"
    INBOUND_NOT_FETCHED = "inbound_not_fetched"
    WRONG_PINS = "wrong_pins"
