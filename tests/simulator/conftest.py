"""A simulated gateway whose time stands still, and a client without any help."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator import Clock, Gateway as SimulatedGateway, Simulator

type Json = Any

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHONE = "79087964781"
OTHER = "79161231212"


class Gateway:
    """A simulator, and the shortest ways to ask it."""

    def __init__(self, simulator: Simulator, session: ClientSession) -> None:
        self.simulator = simulator
        self.session = session

    async def text(self, **parameters: str) -> str:
        """Ask by POST with the first account's key, and return the body."""
        data = {"apikey": self.simulator.account.key, **parameters}
        async with self.session.post(self.simulator.url, data=data) as response:
            assert response.status == 200
            return await response.text()

    async def json(self, **parameters: str) -> Json:
        """Ask for JSON."""
        data = {"apikey": self.simulator.account.key, "format": "json", **parameters}
        async with self.session.post(self.simulator.url, data=data) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            return await response.json()

    async def code(self, **parameters: str) -> int:
        """Ask for something that is refused."""
        return int((await self.json(**parameters))["error"]["code"])

    async def send(self, text: str = "Hello", to: str = PHONE, **parameters: str) -> Json:
        """Send, and return the first row."""
        return (await self.json(send=text, to=to, **parameters))["send"][0]

    async def status(self, server_id: str) -> str:
        """Return a message's status."""
        return str((await self.json(check=server_id))["check"][0]["status"])

    async def control(self, path: str, data: Json = None, method: str = "POST") -> Json:
        """Make a control call that is right."""
        url = f"{self.simulator.control_url}control/{path}"
        body = {} if data is None and method == "POST" else data
        async with self.session.request(method, url, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


def frozen_gateway() -> SimulatedGateway:
    """Return a gateway whose time stands still at noon."""
    return SimulatedGateway(clock=Clock(NOON, frozen=True))


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    async with ClientSession() as running:
        yield running


@pytest.fixture
async def simulator() -> AsyncGenerator[Simulator]:
    async with Simulator(frozen_gateway()) as running:
        yield running


@pytest.fixture
def gateway(simulator: Simulator, session: ClientSession) -> Gateway:
    return Gateway(simulator, session)
