"""What an account tells entities and triggers: a message's new state, a message that came in."""

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


SIGNAL_LOADED: Final[SignalType[SmsPilotConfigEntry]] = SignalType("smspilot_loaded")
SIGNAL_DELIVERY: Final[SignalType[Delivery]] = SignalType("smspilot_delivery")
SIGNAL_INBOUND: Final[SignalType[Inbound]] = SignalType("smspilot_inbound")
