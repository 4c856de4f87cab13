"""The single values that are remembered beside the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from secrets import token_hex
from typing import Any, Self

from .table import or_none


@dataclass(slots=True, kw_only=True)
class Facts:
    """Small enough to be written with every save, so nobody needs to note that one changed."""

    saved_at: float = 0.0
    """The steady moment (see Clock) of the save that wrote this."""
    saved_by_the_wall: float = 0.0
    """The wall may have jumped in the run, and tells alone how long the next was away."""
    highest_id: int = 0
    """The highest `server_id` known."""
    calibration: dict[str, Any] | None = None
    """What was learned of the gateway's list of the last 24 hours."""
    newest: str | None = None
    """The newest inbound message known."""
    silent: bool = True
    """Whether the next poll only finds out what there is already."""
    last_poll: float | None = None
    """The gateway's date of the last complete poll."""
    spent_before: Decimal = Decimal(0)
    """Roubles of charges that are forgotten."""
    prices: dict[str, Decimal] = field(default_factory=dict)
    """What a part of a message, or a paid question, cost last."""
    salt: str = field(default_factory=lambda: token_hex(8))
    """What makes fingerprints of texts tell nothing to others."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        prices = {tariff: str(price) for tariff, price in self.prices.items()}
        return asdict(self) | {"spent_before": str(self.spent_before), "prices": prices}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return what was written down, or raise what its shape leads to."""
        return cls(**{name: read(data[name]) for name, read in _KEPT.items()})


_KEPT: dict[str, Callable[[Any], Any]] = {
    "saved_at": float,
    "saved_by_the_wall": float,
    "highest_id": int,
    "calibration": or_none(dict),
    "newest": or_none(str),
    "silent": bool,
    "last_poll": or_none(float),
    "spent_before": Decimal,
    "prices": lambda prices: {str(key): Decimal(price) for key, price in prices.items()},
    "salt": str,
}
