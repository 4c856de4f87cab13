"""What every part that asks the gateway tells of it."""

from __future__ import annotations

from typing import Protocol


class GatewayEvents(Protocol):
    """Whom a part tells how asking went."""

    def heard(self, *, answered: bool) -> None:
        """Hear whether the gateway could be reached."""
