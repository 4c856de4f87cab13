"""The faults of an answer's bytes: compressed, in chunks, in drops, without end."""

from __future__ import annotations

import asyncio
import json
import zlib

import pytest
from aiohttp import ClientResponse

from tests.simulator.conftest import Gateway

BALANCE = {"balance": "2934.76"}
MEGABYTE = 1024 * 1024


def ask(gateway: Gateway) -> asyncio.Task[ClientResponse]:
    """Ask for the balance, leaving the body as it comes."""
    data = {"apikey": gateway.simulator.account.key, "format": "json", "balance": "rur"}

    async def answer() -> ClientResponse:
        return await gateway.session.post(gateway.simulator.url, data=data)

    return asyncio.create_task(answer())


async def test_answers_in_chunks(gateway: Gateway) -> None:
    gateway.simulator.faults.add("chunked", bytes=5)
    async with await ask(gateway) as response:
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert "Content-Length" not in response.headers
        assert await response.json() == BALANCE
    assert gateway.simulator.requests[-1].outcome == "200 chunked"


async def test_answers_drop_by_drop(gateway: Gateway) -> None:
    gateway.simulator.faults.add("dripping", bytes=6, seconds=20)
    async with await ask(gateway) as response:
        body = b""
        for _ in range(4):
            await gateway.simulator.clock.wait_sleeping()
            body += await response.content.readany()
            assert len(body) % 6 == 0 or json.loads(body) == BALANCE
            gateway.simulator.clock.advance(20)
        assert json.loads(body + await response.content.read()) == BALANCE
        assert int(response.headers["Content-Length"]) == len(body)


@pytest.mark.parametrize(("encoding", "window"), [("gzip", 31), ("deflate", 15)])
async def test_compresses_though_nobody_asked(gateway: Gateway, encoding: str, window: int) -> None:
    gateway.simulator.faults.add("compressed", encoding=encoding, megabytes=1)
    gateway.session._auto_decompress = False  # noqa: SLF001 - the bytes as they come
    async with await ask(gateway) as response:
        assert response.headers["Content-Encoding"] == encoding
        body = await response.read()
    assert len(body) < MEGABYTE / 100
    whole = zlib.decompress(body, wbits=window)
    assert len(whole) > MEGABYTE
    assert json.loads(whole) == BALANCE


async def test_claims_any_encoding(gateway: Gateway) -> None:
    gateway.simulator.faults.add("compressed", encoding="x-none")
    async with await ask(gateway) as response:
        assert response.headers["Content-Encoding"] == "x-none"
        assert await response.json() == BALANCE


async def test_puts_white_space_before_the_answer(gateway: Gateway) -> None:
    gateway.simulator.faults.add("endless", megabytes=2)
    async with await ask(gateway) as response:
        body = await response.read()
    assert len(body) > 2 * MEGABYTE
    assert json.loads(body) == BALANCE


async def test_answers_without_end_until_the_client_goes(gateway: Gateway) -> None:
    gateway.simulator.faults.add("endless")
    async with await ask(gateway) as response:
        for _ in range(4):
            await response.content.readexactly(MEGABYTE)
        assert await gateway.control("state", method="GET")
        response.close()
    gateway.simulator.faults.clear()
    assert await gateway.json(balance="rur") == BALANCE


async def test_a_stop_breaks_off_an_endless_answer(gateway: Gateway) -> None:
    gateway.simulator.faults.add("endless")
    async with await ask(gateway) as response:
        await response.content.readexactly(MEGABYTE)
        await gateway.simulator.stop()
        response.close()
