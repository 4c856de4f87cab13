"""One request on its way through the simulator."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from simulator.faults.switches import Struck
from simulator.gateway.models import Request
from simulator.protocol.call import Call


@dataclass(slots=True, kw_only=True)
class Visit:
    """A request, what it asks for, how it is remembered, and the faults that have hit it."""

    request: web.Request
    call: Call
    seen: Request
    faults: Struck = field(default_factory=dict)

    def note(self, outcome: str) -> None:
        """Add to what it came to."""
        self.seen.outcome = f"{self.seen.outcome} {outcome}".strip()
