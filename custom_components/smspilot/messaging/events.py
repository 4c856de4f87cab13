"""What every part that asks the gateway tells of it."""

from __future__ import annotations

from typing import Protocol

from ..api.errors import GatewayError


class GatewayEvents(Protocol):
    """Whom a part tells how asking went."""

    def heard(self, *, answered: bool) -> None:
        """Hear whether the gateway could be reached."""

    def gateway_error(self, error: GatewayError) -> None:
        """Hear that the gateway refused a send or a poll."""


class PollingEvents(GatewayEvents, Protocol):
    """Whom the polling tells."""

    def deaf(self, *, active: bool) -> None:
        """Hear that inbound messages cannot be fetched, and that they can again."""
