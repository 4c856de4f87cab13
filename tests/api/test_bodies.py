"""Answers that are too much for a home, from whoever answers in the gateway's place."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any, cast

import aiohttp
import pytest

from custom_components.smspilot.api import transport
from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import OutcomeUnknownError
from custom_components.smspilot.api.models import ApiKey
from custom_components.smspilot.api.parsing import Json
from custom_components.smspilot.api.rows import SENT
from tests.api.conftest import KEY
from tests.api.odd_gateway import Behaviour, OddGateway, answering, raw_server

PHONE = "79087964781"
ROW = {"server_id": "1", "phone": PHONE, "price": "1.31", "status": "0"}
HEAD = b"HTTP/1.1 200 OK\r\n"
MIB = 1 << 20
LARGEST = 8 * MIB
UNDER_WAY = 16 * MIB
"""More than what both ends of a connection hold in their buffers."""


async def unusable(behaviour: Behaviour) -> str:
    """Send to a server, and return why its answer is of no use."""
    async with raw_server(behaviour) as server, aiohttp.ClientSession() as session:
        client = SmsPilotClient(session, ApiKey(key=KEY), url=server.url)
        reasons = set()
        for _ in range(2):  # the second on another connection: the first has a rest in it
            with pytest.raises(OutcomeUnknownError) as caught:
                await client.send("Fire", [PHONE])
            reasons.add(str(caught.value))
    [reason] = reasons
    return reason


async def test_an_answer_is_wanted_as_it_is(client: SmsPilotClient, gateway: OddGateway) -> None:
    gateway.answer = '{"balance":"5"}'
    await client.balance()
    assert gateway.requests[0].headers.getall("Accept-Encoding") == ["identity"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "nonsense"])
async def test_an_encoded_answer_is_of_no_use_and_is_not_read(encoding: str) -> None:
    # Whoever reads it waits for ever.
    head = b"Content-Encoding: %s\r\nContent-Length: 1000\r\n\r\n" % encoding.encode()
    assert await unusable(answering(HEAD + head)) == "no usable answer, HTTP status 200"


@pytest.mark.parametrize("encoding", ["identity", " Identity "])
async def test_an_answer_that_says_that_it_is_not_encoded_is_read(
    client: SmsPilotClient, gateway: OddGateway, encoding: str
) -> None:
    gateway.answer, gateway.headers = '{"balance":"5"}', {"Content-Encoding": encoding}
    assert await client.balance() == 5


async def test_an_answer_that_says_that_it_is_too_large_is_not_read() -> None:
    head = b"Content-Length: %d\r\n\r\n" % (LARGEST + 1)
    assert await unusable(answering(HEAD + head)) == "no usable answer, HTTP status 200"


@pytest.mark.parametrize(
    ("head", "chunk"),
    [
        (b"\r\n", b" " * MIB),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n%s\r\n" % (b" " * MIB)),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n%s\r\n" % (b" " * 1024) * 1024),
    ],
    ids=["without a length", "large chunks", "small chunks"],
)
async def test_an_endless_answer_is_read_up_to_8_mib(head: bytes, chunk: bytes) -> None:
    written = 0

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(HEAD + head)
        while True:
            writer.write(chunk)
            await writer.drain()
            written += MIB

    assert await unusable(behave) == "no usable answer, HTTP status 200"
    assert 2 * LARGEST - UNDER_WAY < written <= 2 * LARGEST + UNDER_WAY


async def test_the_largest_answer_is_read(client: SmsPilotClient, gateway: OddGateway) -> None:
    gateway.answer = b'{"balance":"5"}'.ljust(LARGEST)
    assert await client.balance() == 5
    gateway.answer += b" "
    with pytest.raises(OutcomeUnknownError):
        await client.balance()


async def test_an_answer_that_drips_ends_at_the_time_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "SEND_TIMEOUT", aiohttp.ClientTimeout(total=1))

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    assert await unusable(drip) == "TimeoutError"


async def test_chunks_of_a_byte_let_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[aiohttp.StreamReader] = []
    most = 0
    read, run = transport._body, asyncio.Handle._run  # noqa: SLF001 - all goes through them

    async def watched_read(response: aiohttp.ClientResponse) -> bytearray:
        bodies.append(response.content)
        return await read(response)

    def watched_run(handle: asyncio.Handle) -> None:
        nonlocal most
        before = sum(body.total_bytes for body in bodies)
        run(handle)
        most = max(most, sum(body.total_bytes for body in bodies) - before)

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        writer.write(b"1\r\n \r\n" * 100_000 + b"0\r\n\r\n")
        await writer.drain()

    monkeypatch.setattr(transport, "_body", watched_read)
    monkeypatch.setattr(asyncio.Handle, "_run", watched_run)
    assert await unusable(behave) == "no usable answer, HTTP status 200"
    # As many bytes as chunks; the first are there before anybody looks.
    assert 100 < most < 20_000


@pytest.mark.parametrize(("size", "apart"), [(64 * 1024 - 1, False), (64 * 1024, True)])
async def test_a_long_answer_is_read_in_a_thread(
    client: SmsPilotClient,
    gateway: OddGateway,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    *,
    apart: bool,
) -> None:
    threads: list[bool] = []

    def watched_make(part: Json) -> object:
        threads.append(threading.current_thread() is not threading.main_thread())
        return SENT.make(part)

    monkeypatch.setattr(
        f"{SmsPilotClient.__module__}.SENT", SENT._replace(make=cast("Any", watched_make))
    )
    gateway.answer = json.dumps({"send": [ROW, ROW]}).encode().ljust(size)
    result = await client.send("Fire", [PHONE])
    assert [message.phone for message in result.messages] == [PHONE, PHONE]
    assert threads == [apart, apart]


async def test_a_long_list_comes_whole_and_in_order(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    listed = [{"id": str(number), "text": "Открой ворота 🔑"} for number in range(3_000)]
    gateway.answer = json.dumps({"inbound": [*listed, "no row"]}, ensure_ascii=False)
    page = await client.inbound()
    assert [message.id for message in page.messages] == [row["id"] for row in listed]
    assert {message.text for message in page.messages} == {"Открой ворота 🔑"}
    gateway.answer = json.dumps({"check": [ROW] * 3_000})
    assert len(await client.recent()) == 3_000
    gateway.answer = json.dumps({"check": [*[ROW] * 3_000, {}]})
    with pytest.raises(OutcomeUnknownError):
        await client.recent()
