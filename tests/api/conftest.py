"""What the tests of the client are given."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.models import ApiKey
from tests.api.odd_gateway import OddGateway

KEY = "PLANTEDKEY0123456789"


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def gateway() -> AsyncGenerator[OddGateway]:
    gateway = OddGateway()
    await gateway.server.start_server()
    yield gateway
    await gateway.server.close()


@pytest.fixture
def client(session: aiohttp.ClientSession, gateway: OddGateway) -> SmsPilotClient:
    return SmsPilotClient(session, ApiKey(key=KEY), url=gateway.url)
