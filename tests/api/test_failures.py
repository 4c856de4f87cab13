"""Every row of the table that says what a failed request means, with the fault itself."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from custom_components.smspilot.api import transport
from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import (
    GatewayError,
    NotSentError,
    OutcomeUnknownError,
    TemporaryError,
    gateway_error,
)
from custom_components.smspilot.api.models import ApiKey
from tests.api.conftest import KEY
from tests.api.odd_gateway import (
    Behaviour,
    OddGateway,
    RawServer,
    answering,
    dropping,
    raw_server,
    resetting,
    silent,
)

PHONE = "79087964781"
TEXT = "planted text"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GOOD = b'{"send":[{"server_id":"1","phone":"79087964781","price":"1","status":"0"}]}'
ANSWER = HEAD + b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD


async def send(
    url: str, connector: aiohttp.BaseConnector | None = None, proxy: str | None = None
) -> None:
    """Send one message through a session of its own."""
    async with aiohttp.ClientSession(connector=connector, proxy=proxy) as session:
        await SmsPilotClient(session, ApiKey(key=KEY), url=url).send(TEXT, [PHONE])


async def not_sent(
    url: str, connector: aiohttp.BaseConnector | None = None, proxy: str | None = None
) -> str:
    """Send, and return why nothing was sent."""
    with pytest.raises(NotSentError) as caught:
        await send(url, connector, proxy)
    assert_quiet(caught.value)
    return str(caught.value)


def assert_quiet(error: BaseException) -> None:
    """Fail if an exception or what it drags along tells anything."""
    assert error.__cause__ is None
    assert error.__context__ is None
    for secret in (KEY, PHONE, TEXT, "4781"):
        assert secret not in repr(error)


class Resolver(AbstractResolver):
    """Knows no host, or never answers."""

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent
        self.asked = asyncio.Event()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.set()
        if self._silent:
            await asyncio.Event().wait()
        raise OSError(-2, "Name or service not known")

    async def close(self) -> None:
        pass


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a certificate that nobody has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        signed.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@asynccontextmanager
async def tls_server(certificate: Path) -> AsyncIterator[RawServer]:
    """Run a server that speaks TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with raw_server(answering(ANSWER), tls=context) as server:
        yield server


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("no address at all", "InvalidUrlClientError"),
        ("http://", "InvalidUrlClientError"),
        ("http://planted:4781@/", "InvalidUrlClientError"),
        ("ftp://127.0.0.1/api.php", "NonHttpUrlClientError"),
    ],
)
async def test_an_address_that_is_none_sends_nothing(url: str, reason: str) -> None:
    assert await not_sent(url) == reason


async def test_a_closed_session_sends_nothing(session: aiohttp.ClientSession) -> None:
    await session.close()
    with pytest.raises(NotSentError, match="session is closed"):
        await SmsPilotClient(session, ApiKey(key=KEY)).balance()


async def test_an_unknown_host_sends_nothing() -> None:
    connector = aiohttp.TCPConnector(resolver=Resolver())
    reason = await not_sent("https://gateway.invalid/api.php?apikey=4781", connector)
    assert reason.startswith("Cannot connect to host gateway.invalid:443")


async def test_a_refused_connection_sends_nothing(unused_tcp_port: int) -> None:
    assert "Cannot connect" in await not_sent(f"http://127.0.0.1:{unused_tcp_port}/api.php")


async def test_a_server_without_tls_is_sent_nothing(gateway: OddGateway) -> None:
    reason = await not_sent(gateway.url.replace("http:", "https:"))
    assert "ssl" in reason
    assert gateway.requests == []


async def test_an_unproved_certificate_is_sent_nothing(certificate: Path) -> None:
    async with tls_server(certificate) as server:
        reason = await not_sent(server.url.replace("http:", "https:"))
        assert server.requests == []
    assert "certificate" in reason


async def test_a_certificate_with_another_fingerprint_is_sent_nothing(certificate: Path) -> None:
    async with tls_server(certificate) as server:
        connector = aiohttp.TCPConnector(ssl=aiohttp.Fingerprint(bytes(32)))
        reason = await not_sent(server.url.replace("http:", "https:"), connector)
        assert server.requests == []
    assert reason == "ServerFingerprintMismatch"


async def test_a_connection_that_takes_too_long_sends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "SEND_TIMEOUT", aiohttp.ClientTimeout(total=30, connect=0.05))
    connector = aiohttp.TCPConnector(resolver=Resolver(silent=True))
    assert await not_sent("http://gateway.invalid/", connector) == "ConnectionTimeoutError"


async def test_a_proxy_that_refuses_is_sent_nothing() -> None:
    refusal = answering(b"HTTP/1.1 407 planted text\r\nContent-Length: 0\r\n\r\n", close=True)
    async with raw_server(refusal) as proxy:
        reason = await not_sent("https://gateway.invalid/api.php", proxy=proxy.url)
        assert proxy.requests[0].startswith(b"CONNECT gateway.invalid:443")
        assert all(KEY.encode() not in request for request in proxy.requests)
    assert reason == "ClientHttpProxyError"


async def test_a_proxy_that_is_away_is_sent_nothing(unused_tcp_port: int) -> None:
    proxy = f"http://127.0.0.1:{unused_tcp_port}"
    assert "Cannot connect" in await not_sent("https://gateway.invalid/api.php", proxy=proxy)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (dropping, "ServerDisconnectedError"),
        (resetting, "ClientOSError"),
        (answering(HEAD + b"Content-Length: 500\r\n\r\n" + GOOD, close=True), "ClientPayloadError"),
        (
            answering(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", close=True),
            "ClientPayloadError",
        ),
        (answering(b'{"send":[{"server_id":"1","phone":"79087964781"}]}\r\n\r\n'), "Client"),
    ],
    ids=["dropped", "reset", "cut body", "cut chunk", "no HTTP"],
)
async def test_a_request_that_left_without_an_answer_may_have_been_taken(
    behaviour: Behaviour, reason: str
) -> None:
    async with raw_server(behaviour) as server:
        with pytest.raises(OutcomeUnknownError, match=reason) as caught:
            await send(server.url)
        assert_quiet(caught.value)
        assert len(server.requests) == 1, "a send is never repeated"


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        (aiohttp.ClientTimeout(total=0.1), "TimeoutError"),
        (aiohttp.ClientTimeout(total=30, sock_read=0.1), "SocketTimeoutError"),
    ],
)
async def test_silence_leaves_the_outcome_unknown(
    limit: aiohttp.ClientTimeout, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "SEND_TIMEOUT", limit)
    async with raw_server(silent) as server:
        with pytest.raises(OutcomeUnknownError, match=f"^{reason}$") as caught:
            await send(server.url)
        assert_quiet(caught.value)
        assert len(server.requests) == 1


async def test_a_session_closed_under_way_leaves_the_outcome_unknown(
    session: aiohttp.ClientSession,
) -> None:
    async with raw_server(silent) as server:
        client = SmsPilotClient(session, ApiKey(key=KEY), url=server.url)
        sending = asyncio.create_task(client.send(TEXT, [PHONE]))
        await server.asked.wait()
        await session.close()
        with pytest.raises(OutcomeUnknownError) as caught:
            await sending
        assert_quiet(caught.value)


async def test_a_kept_connection_that_is_closed_is_not_tried_a_second_time() -> None:
    async def once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(server.requests) == 1:
            writer.write(ANSWER)
        else:
            writer.close()

    async with (
        raw_server(once) as server,
        aiohttp.ClientSession() as session,
    ):
        client = SmsPilotClient(session, ApiKey(key=KEY), url=server.url)
        await client.send(TEXT, [PHONE])
        with pytest.raises(OutcomeUnknownError, match="ServerDisconnectedError"):
            await client.send(TEXT, [PHONE])
        assert len(server.requests) == 2


async def test_a_cancelled_send_is_cancelled() -> None:
    async with raw_server(silent) as server:
        sending = asyncio.create_task(send(server.url))
        await server.asked.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 500, 502, 503])
@pytest.mark.parametrize(
    "body",
    [
        *("", "<html><h1>nginx</h1></html>", GOOD.decode(), '{"error":{"code":"0"}}'),
        GOOD.decode()[:-1] + ',"error":{"code":"111"}}',
    ],
    ids=["nothing", "a page", "rows", "no error", "rows and an error"],
)
async def test_a_bad_http_status_without_a_gateway_error_leaves_the_outcome_unknown(
    client: SmsPilotClient, gateway: OddGateway, status: int, body: str
) -> None:
    gateway.status, gateway.answer = status, body
    if status < 400:
        gateway.headers = {"Location": gateway.url}
    with pytest.raises(OutcomeUnknownError, match=f"HTTP status {status}") as caught:
        await client.send(TEXT, [PHONE])
    assert_quiet(caught.value)
    assert len(gateway.requests) == 1, "a redirect is not followed"


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_a_bad_http_status_gives_a_read_no_answer(
    client: SmsPilotClient, gateway: OddGateway, status: int
) -> None:
    gateway.status, gateway.answer = status, '{"balance":"5"}'
    with pytest.raises(OutcomeUnknownError, match=f"HTTP status {status}"):
        await client.balance()


NOTHING = (
    *("", " ", "<html></html>", "null", "[]", "5", '"SUCCESS"', "{}", '{"send"', "SUCCESS=1"),
    GOOD.decode()[:-1],
    GOOD.decode()[:40],
    '{"send":[]}',
    '{"send":null}',
    '{"send":"79087964781"}',
    '{"send":[{"phone":"79087964781","status":"0"}]}',
    '{"balance":"5","error":{}}',
    '{"balance":"5","error":{"description":"planted text"}}',
    "[" * 100_000,
    '{"send":' + "9" * 100_000 + "}",
)


@pytest.mark.parametrize("body", NOTHING, ids=[body[:20] for body in NOTHING])
async def test_an_answer_that_says_nothing_leaves_the_outcome_unknown(
    client: SmsPilotClient, gateway: OddGateway, body: str
) -> None:
    gateway.answer = body
    with pytest.raises(OutcomeUnknownError) as caught:
        await client.send(TEXT, [PHONE])
    assert_quiet(caught.value)


@pytest.mark.parametrize("status", [200, 302, 403, 500])
@pytest.mark.parametrize(
    "error",
    ['{"code":"111"}', '{"code":111,"description":null}', '"111"', "111", '{"code":" 111 "}'],
)
async def test_a_gateway_error_is_a_refusal_whatever_http_says(
    client: SmsPilotClient, gateway: OddGateway, status: int, error: str
) -> None:
    gateway.status, gateway.answer = status, f'{{"error":{error}}}'
    with pytest.raises(GatewayError) as caught:
        await client.send(TEXT, [PHONE])
    assert caught.value.code == 111
    with pytest.raises(GatewayError):
        await client.account()


async def test_a_system_error_leaves_a_send_unknown_but_refuses_a_read(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = '{"error":{"code":"110","description":"System error"}}'
    for send_something in (client.hlr, client.ping):
        with pytest.raises(OutcomeUnknownError, match="110"):
            await send_something(PHONE)
    for read in (client.balance(), client.cost(TEXT, [PHONE]), client.check([1])):
        with pytest.raises(GatewayError, match="110"):
            await read


async def test_a_request_to_slow_down_is_a_definite_refusal(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = '{"error":{"code":"118"}}'
    with pytest.raises(TemporaryError):
        await client.send(TEXT, [PHONE])


def test_what_the_gateway_says_is_told_as_a_short_line_without_numbers() -> None:
    error = gateway_error(111, "Phone +79087964781\nis\u2028bad", "x" * 60_000)
    assert error.description == "Phone …81 is bad"
    assert len(error.description_ru) == 300
