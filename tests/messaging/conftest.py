"""What the tests of the first floor are given."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.messaging.bench import Bench, open_bench


@pytest.fixture
async def bench() -> AsyncGenerator[Bench]:
    """Return a bench on which a messenger runs; nobody listens to inbound messages."""
    async with open_bench() as opened:
        await opened.start(listen=False)
        yield opened


@pytest.fixture
async def idle_bench() -> AsyncGenerator[Bench]:
    """Return a bench on which nothing runs yet."""
    async with open_bench() as opened:
        yield opened
