"""What time it is at the gateway, as its answers tell."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
import pytest

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import OutcomeUnknownError
from custom_components.smspilot.api.gateway_clock import GatewayClock
from custom_components.smspilot.api.models import ApiKey
from simulator import Simulator

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Stopwatch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        """Start at some moment."""
        self.seconds = 1000.0

    def read(self) -> float:
        """Return the seconds."""
        return self.seconds


def test_it_goes_on_from_what_an_answer_told() -> None:
    watch = Stopwatch()
    clock = GatewayClock(monotonic=watch.read)
    assert clock.now() is None
    clock.hear(NOON, asked=999.0)
    watch.seconds += 60
    assert clock.now() == NOON.timestamp() + 60


@pytest.mark.parametrize(("date", "asked"), [(None, 1000.0), (NOON, 996.9)], ids=["none", "slow"])
def test_what_tells_no_time_leaves_it_as_it_was(date: datetime | None, asked: float) -> None:
    watch = Stopwatch()
    clock = GatewayClock(monotonic=watch.read)
    clock.hear(date, asked)
    assert clock.now() is None
    clock.hear(NOON, watch.seconds)
    clock.hear(date and date.replace(hour=18), asked)
    assert clock.now() == NOON.timestamp()


def test_of_times_that_contradict_each_other_none_is_believed() -> None:
    watch = Stopwatch()
    clock = GatewayClock(monotonic=watch.read)
    clock.hear(NOON, watch.seconds)
    clock.hear(NOON.replace(minute=1), watch.seconds)
    assert clock.now() == NOON.timestamp() + 60
    clock.hear(NOON.replace(minute=3), watch.seconds)
    assert clock.now() is None
    clock.hear(NOON.replace(minute=3), watch.seconds)
    assert clock.now() == NOON.timestamp() + 180


async def test_the_client_hears_it_from_every_answer_of_the_gateways() -> None:
    async with Simulator() as simulator, aiohttp.ClientSession() as session:
        client = SmsPilotClient(session, ApiKey(key=simulator.account.key), url=simulator.url)
        simulator.faults.add("html", times=1)
        with pytest.raises(OutcomeUnknownError):
            await client.account()
        assert client.clock.now() is None
        simulator.clock.advance(3 * 3600)
        await client.account()
        told = client.clock.now()
        assert told is not None
        assert abs(told - simulator.clock.now().timestamp()) < 2
