"""What the tests of the first floor are given."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from .bench import Bench, open_bench


@pytest.fixture
async def bench() -> AsyncGenerator[Bench]:
    """Return a bench on which a messenger runs."""
    async with open_bench() as opened:
        await opened.start()
        yield opened
