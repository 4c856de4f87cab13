"""Bytes from anybody: what a web server would take is taken, what it refuses is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator

import pytest
from aiohttp import http_parser, web_protocol
from yarl import URL

from simulator import Simulator
from simulator.gateway.accounts import DEMO_KEY
from simulator.web.wire import LARGEST_BODY, LONGEST_LINE, Wire
from tests.simulator.conftest import PHONE, frozen_gateway

PARSERS = {
    "python": http_parser.HttpRequestParserPy,
    "installed": http_parser.HttpRequestParser,
}
SEND = f"apikey={DEMO_KEY}&to={PHONE}&send=".encode()
QUERY = b"GET /api.php?balance=rur&apikey=" + DEMO_KEY.encode()
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(params=PARSERS)
async def raw(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Simulator]:
    """Return a simulator with either of aiohttp's parsers, installed or in pure Python."""
    monkeypatch.setattr(web_protocol, "HttpRequestParser", PARSERS[request.param])
    async with Simulator(frozen_gateway()) as running:
        yield running


async def say(simulator: Simulator, *pieces: bytes) -> bytes:
    """Send bytes over a socket and return all that comes back."""
    url = URL(simulator.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


def body_of(answer: bytes) -> str:
    return answer.partition(b"\r\n\r\n")[2].decode()


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
async def test_raw_letters_and_blanks_in_an_address_send(raw: Simulator, encoding: str) -> None:
    text = "Вода на кухне! 5 < 7"
    line = b"GET /api.php?charset=" + encoding.encode() + b"&" + SEND + text.encode(encoding)
    answer = await say(raw, line + b" HTTP/1.1\r\nHost: smspilot.ru\r\n\r\n")
    assert b"SUCCESS=SMS SENT" in answer
    assert raw.messages[0].text == text


@pytest.mark.parametrize(
    "request_bytes",
    [
        QUERY + b" HTTP/1.0\n\n",
        b"\r\n\n" + QUERY + b" HTTP/1.1\nHost: smspilot.ru\n\n",
        QUERY + b"#part HTTP/1.0\r\nno header\r\n folded: x\r\nX\xff\x00: \xff\r\n\r\n",
        QUERY + b" HTTP/1.0\r\nContent-Encoding: gzip\r\nUpgrade: h2c\r\n\r\n",
        QUERY + b" HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        QUERY + b"&x=%ZZ%\x01 HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_requests_as_old_programs_write_them_are_answered(
    raw: Simulator, request_bytes: bytes
) -> None:
    assert body_of(await say(raw, request_bytes)) == "2934.76"


async def test_a_body_may_come_in_pieces_and_chunks(raw: Simulator) -> None:
    form = SEND + b"Hi"
    head = b"POST /api.php HTTP/1.1\r\nHost: a\r\n" + FORM
    chunks = b"".join(b"%x;a=b\r\n%s\r\n" % (1, form[i : i + 1]) for i in range(len(form)))
    whole = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nTrailer: x\r\n\r\n"
    answer = await say(raw, *(whole[i : i + 50] for i in range(0, len(whole), 50)))
    assert b"SUCCESS" in answer
    assert raw.messages[0].text == "Hi"


async def test_a_client_that_waits_is_told_to_go_on(raw: Simulator) -> None:
    form = SEND + b"Hi"
    head = b"POST /api.php HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
    url = URL(raw.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(form))
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(form)
    assert b"SUCCESS" in await reader.read()
    writer.close()


async def test_several_requests_may_come_at_once(raw: Simulator) -> None:
    raw.gateway.dialect.keep_alive = True
    line = QUERY + b" HTTP/1.1\r\nHost: a\r\n"
    answer = await say(raw, (line + b"\r\n") * 2 + line + b"Connection: close\r\n\r\n")
    assert answer.count(b"2934.76") == 3


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /" + b"x" * LONGEST_LINE + b" HTTP/1.1\r\n\r\n", 414),
        (QUERY + b" HTTP/1.1\r\nX: " + b"x" * LONGEST_LINE + b"\r\n\r\n", 400),
        (QUERY + b" HTTP/1.1\r\n" + b"X: %s\r\n" % (b"x" * 8000) * 5 + b"\r\n", 400),
        (b"\x16\x03\x01\x02\n", 400),
        (b"GET api.php HTTP/1.1\r\n\r\n", 400),
        (b"GET /api.php\r\n\r\n", 400),
        (b"GET /api.php HTTP/1.1\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 505),
        (b"BREW / HTTP/1.1\r\n\r\n", 405),
        (b"CONNECT / HTTP/1.1\r\n\r\n", 405),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1), 413),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n", 413),
    ],
)
async def test_what_no_web_server_takes_is_refused_as_one_does(
    raw: Simulator, request_bytes: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await say(raw, request_bytes)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"<center>nginx</center>" in answer
    assert DEMO_KEY not in caplog.text


def test_chunks_do_not_add_up_to_more_than_a_body_may_have() -> None:
    wire = Wire(bytearray().extend)
    half = b"%x\r\n%s\r\n" % (LARGEST_BODY, b"x" * LARGEST_BODY)
    head = b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(Exception, match="413"):
        list(wire.feed(head + half + half))


@pytest.mark.parametrize(
    "body",
    [
        b'--x\r\nContent-Disposition: form-data; name="check"\r\n\r\n',
        b'--x\r\nContent-Disposition: form-data; name="check',
        b"--x",
        b"",
        b"\xff" * 100,
    ],
)
@pytest.mark.parametrize("kind", [b"multipart/form-data; boundary=x", b"multipart/form-data", b"/"])
async def test_a_broken_upload_is_an_ordinary_refusal(
    raw: Simulator, body: bytes, kind: bytes
) -> None:
    head = b"POST /api.php?format=json HTTP/1.0\r\nContent-Type: " + kind
    answer = await say(raw, head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert '"code":"100"' in body_of(answer)
