"""What the floor above gives to a messenger, and hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Protocol

from ..api.client import SmsPilotClient
from ..api.errors import GatewayError
from ..api.models import InboundMessage
from .clock import Clock
from .problem import Problem
from .record.journal import Storage
from .record.message import Message
from .tasks import log_unexpected


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    """What may be sent and spent."""

    messages_per_hour: int = 60
    roubles_per_day: Decimal = Decimal(500)
    answers_per_hour: int = 20
    """To one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Allowances):
    """What the user may set."""

    callback_url: str | None = None
    random: Random = field(default_factory=Random)


class Listener(Protocol):
    """The floor above."""

    def delivery(self, message: Message) -> None:
        """Announce a message's news: that it waits, was accepted, or is in a final state."""

    def inbound(self, message: InboundMessage, *, late: bool) -> None:
        """Announce an inbound message."""

    def gateway_error(self, error: GatewayError) -> None:
        """Hear of a refused request, be it a send or a poll."""

    def problem(self, problem: Problem, *, active: bool) -> None:
        """Raise a problem or clear it."""

    def reachable(self, *, reachable: bool) -> None:
        """Hear that the gateway went or came back."""

    def changed(self) -> None:
        """Hear that the queue, the money spent or the balance changed."""


class Shielded:
    """A listener whose own mistakes stop nothing on this floor."""

    def __init__(self, listener: Listener) -> None:
        """Speak to a listener."""
        self._listener = listener

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return what tells the listener of something."""
        tell = getattr(self._listener, name)

        def shielded(*what: object, **how: object) -> None:
            try:
                tell(*what, **how)
            except Exception as error:  # noqa: BLE001 - whatever it is, messages go on
                log_unexpected(error)

        return shielded


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that a messenger needs."""

    client: SmsPilotClient
    storage: Storage
    clock: Clock
    settings: Settings
    listener: Listener
