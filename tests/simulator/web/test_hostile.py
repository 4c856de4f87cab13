"""Whatever bytes come in, the simulator does not fail, and its key gets into no log."""

from __future__ import annotations

import asyncio
import logging

import pytest
from aiohttp import http_parser, web_protocol
from hypothesis import HealthCheck, example, given, settings, strategies as st
from yarl import URL

from simulator import Simulator
from simulator.gateway.accounts import DEMO_KEY
from tests.simulator.conftest import frozen_gateway

PARSERS = [http_parser.HttpRequestParserPy, http_parser.HttpRequestParser]
NAMES = st.sampled_from(
    [
        *("send", "to", "check", "inbound", "balance", "fields", "ttl", "send_datetime"),
        *("callback", "callback_method", "cost", "test", "format", "charset", "from"),
        *("lang", "apikey", "login", "password", "add_sender", "list"),
    ]
)
WORDS = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            DEMO_KEY.encode(),
            *(b"9" * 4400, b"recent", b"all", b"new", b"json", b"xml", b"windows-1251", b"HLR"),
            *(b"VIBER", b"79087964781", b"7,,8,0", b"2026-11-22 10:00:00", b"0001-01-01 00:00:00"),
            *(b"http://[", b"http://127.0.0.1:1/?fields=all", b"ERROR 999", b"-1", b"NaN"),
        ]
    ),
)
FORMS = st.lists(st.tuples(NAMES, WORDS), max_size=6).map(
    lambda pairs: b"&".join(name.encode() + b"=" + word for name, word in pairs)
)
KNOWN = b"/api.php?apikey=" + DEMO_KEY.encode() + b"&"
TARGETS = st.just(KNOWN) | st.sampled_from(
    [KNOWN, b"/api.php?", b"/", b"//", b"/page/", b"/control/state?", b"/control/receive", b"/%ff?"]
)
HEADERS = st.sampled_from(
    [
        b"Host: 127.0.0.1",
        b"Host: [",
        b"Origin: \xff",
        b"Content-Type: multipart/form-data; boundary=x",
        b"Content-Type: application/json; charset=\xff",
        b"Content-Type: ;;;",
        b"Content-Encoding: br",
        b"Transfer-Encoding: chunked",
        b"Expect: 100-continue",
        b"Connection: keep-alive, Upgrade",
        b"X: \x00",
    ]
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Return something like a request, broken in one place or several."""
    body = draw(FORMS | st.binary(max_size=60))
    method = draw(st.sampled_from([b"GET", b"POST", b"HEAD", b"DELETE", b"OPTIONS", b"get"]))
    head = [
        method
        + b" "
        + draw(TARGETS)
        + draw(FORMS)
        + b" HTTP/1."
        + draw(st.sampled_from([b"0", b"1"])),
        *draw(st.lists(HEADERS, max_size=4)),
        b"Content-Length: %d" % len(body),
    ]
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    return end.join(head) + end + end + body


async def answered(request_bytes: bytes) -> bytes:
    """Return what a simulator answers to bytes, and see to it that it answers others after them."""
    async with Simulator(frozen_gateway()) as simulator:
        simulator.receive("79087964781", "Hi 🔥")
        url = URL(simulator.url)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(request_bytes)
        await writer.drain()
        for _ in range(2):
            second, closing = await asyncio.open_connection(url.host, url.port)
            closing.write(b"GET /page/app.js HTTP/1.0\nHost: localhost:%d\n\n" % (url.port or 0))
            assert b" 200 OK" in await second.read()
            closing.close()
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()
        answer = await reader.read()
        writer.close()
        return answer


@pytest.mark.parametrize("parser", PARSERS)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(request_bytes=requests() | st.binary(max_size=200))
@example(request_bytes=b"GET /api.php?apikey=" + DEMO_KEY.encode() + b"&send=\xcf\xf0 HTTP/1.0\n\n")
def test_no_bytes_make_it_fail(
    parser: type, request_bytes: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    caplog.set_level(logging.INFO)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_protocol, "HttpRequestParser", parser)
        answer = asyncio.run(answered(request_bytes))
    assert b"HTTP/1.1 500" not in answer
    assert not answer or answer.startswith((b"HTTP/1.1 ", b"HTTP/1.0 "))
    assert [each for each in caplog.records if each.levelno > logging.INFO] == []
    assert DEMO_KEY not in caplog.text
