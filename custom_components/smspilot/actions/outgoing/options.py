"""What may be chosen for one send, however it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """What may be chosen for one send; None is what the recipient or the account has."""

    channel: str | None = None
    sender: str | None = None
    send_at: datetime | None = None
    time_to_live: timedelta | None = None
    hold_for: timedelta | None = None
    escalate_to: tuple[str, ...] | None = None
    """The further channels if it does not arrive, in their order; empty is none at all."""
    escalate_after: timedelta | None = None
    test: bool = False
    ignore_limits: bool = False
    question: bool = False
    """Whether nothing of it shall leave after the time for which it may be held."""
