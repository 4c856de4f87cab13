"""When messages were attempted, in the time by which the gateway dates what it takes."""

from __future__ import annotations

from ...api.gateway_clock import GatewayClock
from ..clock import Clock
from ..record.message import Message


class Attempts:
    """Tells the moments of attempts by the gateway's own clock, which outlives a run."""

    def __init__(self, gateway: GatewayClock, clock: Clock) -> None:
        """Take the gateway's clock and this run's."""
        self._gateway = gateway
        self._clock = clock

    def moment(self, message: Message) -> float | None:
        """Return when a message was last attempted, None if nobody can tell.

        What a backup knows of may have been attempted again since.
        """
        now = self._gateway.now()
        if message.stale:
            return None
        if message.dated:
            return message.dated
        if message.attempted and now is not None:
            return now - (self._clock.steady() - message.attempted)
        return None
