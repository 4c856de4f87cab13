"""What an account tells entities and triggers: what became of messages, what came in, changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.util.signal_type import SignalType

from ..coordinator import SmsPilotConfigEntry
from ..messaging.record.message import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A new state of an outgoing message."""

    entry_id: str
    recipient_id: str | None
    state: State
    error: Exception | None
    attributes: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message that came in; `late` if it waited while nobody looked."""

    entry_id: str
    late: bool
    attributes: dict[str, Any] = field(repr=False)
    shown: dict[str, Any] = field(default_factory=dict, repr=False)
    """The attributes as entities show them, without PINs."""
    shut_out: bool = False
    """Whether nobody who asks for a PIN hears it: the sender tried too many wrong ones."""


SIGNAL_LOADED: Final[SignalType[SmsPilotConfigEntry]] = SignalType("smspilot_loaded")
"""The account runs, for the first time or again after a reload."""
SIGNAL_CHANGED: Final[SignalType[SmsPilotConfigEntry]] = SignalType("smspilot_changed")
"""The user changed options, recipients or the access of an account that runs."""
SIGNAL_GONE: Final[SignalType[SmsPilotConfigEntry]] = SignalType("smspilot_gone")
"""The account was disabled or removed."""
SIGNAL_DELIVERY: Final[SignalType[Delivery]] = SignalType("smspilot_delivery")
SIGNAL_INBOUND: Final[SignalType[Inbound]] = SignalType("smspilot_inbound")
