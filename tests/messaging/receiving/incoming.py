"""What the tests of inbound messages share."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custom_components.smspilot.api.models import InboundMessage
from tests.messaging.bench import PHONE, START, Bench

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
UNREADABLE = InboundMessage(id="7", phone=PHONE, text="When?", created="yesterday")


@pytest.fixture
async def bench(idle_bench: Bench) -> Bench:
    """Return a bench on which somebody listens, after a first, silent poll."""
    await idle_bench.start()
    return idle_bench


def receive(bench: Bench, *texts: str, ago: float = 0.0, phone: str = PHONE) -> list[str]:
    """Let messages come in at the gateway; return their ids."""
    created = START + timedelta(seconds=bench.time.now - ago)
    rows = [bench.simulator.receive(phone, text, created=created) for text in texts]
    return [str(row.id) for row in rows]
