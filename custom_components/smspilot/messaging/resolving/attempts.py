"""When messages were attempted, in the time by which the gateway dates what it takes."""

from __future__ import annotations

from ...api.gateway_clock import GatewayClock
from ..clock import Clock
from ..record.message import Message


class Attempts:
    """Tells the moments of attempts by the gateway's own clock, which outlives a run."""

    def __init__(self, gateway: GatewayClock, clock: Clock) -> None:
        """Take the gateway's clock and this run's, which begins now."""
        self._gateway = gateway
        self._clock = clock
        self._begun = clock.steady()

    def moment(self, message: Message) -> float | None:
        """Return when a message was attempted, None if nobody can tell."""
        if message.dated or not message.attempted:
            return message.dated or None
        return self._there(message.attempted)

    def seconds_to_run(self, message: Message) -> float:
        """Return how long before this run a message was attempted, 0 if it was in it."""
        attempted, begun = self.moment(message), self._there(self._begun)
        return 0.0 if attempted is None or begun is None else max(0.0, begun - attempted)

    def _there(self, moment: float) -> float | None:
        """Return a moment of this run by the gateway's clock."""
        now = self._gateway.now()
        return None if now is None else now - (self._clock.steady() - moment)
