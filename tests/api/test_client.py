"""What the client asks for, and the classic faults of every client."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import aiohttp
import pytest

from custom_components.smspilot.api import transport
from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import (
    AuthenticationError,
    GatewayError,
    InvalidParameterError,
    NotSentError,
    OutcomeUnknownError,
)
from custom_components.smspilot.api.models import ApiKey, Channel, Login
from tests.api.conftest import KEY
from tests.api.odd_gateway import OddGateway, answering, raw_server, silent

PHONE = "79087964781"
SENT = '{"send":[{"server_id":"1","phone":"79087964781","price":"1.31","status":"0"}]}'
BALANCE = '{"balance":"2934.76"}'
NOON = datetime(2015, 4, 7, 9, 10, tzinfo=UTC)


async def test_a_given_session_is_used_and_left_open(
    client: SmsPilotClient, gateway: OddGateway, session: aiohttp.ClientSession
) -> None:
    gateway.answer = BALANCE
    assert await client.balance() == Decimal("2934.76")
    assert not session.closed
    assert len(gateway.requests) == 1


async def test_a_session_with_habits_of_its_own_works_too(gateway: OddGateway) -> None:
    gateway.answer, gateway.status = '{"error":{"code":"101"}}', 500
    async with aiohttp.ClientSession(
        base_url="http://127.0.0.1:1/", raise_for_status=True, headers={"Content-Type": "text/odd"}
    ) as session:
        with pytest.raises(AuthenticationError):
            await SmsPilotClient(session, ApiKey(key=KEY), url=gateway.url).balance()
    assert gateway.forms[0]["apikey"] == KEY


async def test_an_unexpected_answer_leaves_the_outcome_unknown(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = "Yes"
    with pytest.raises(OutcomeUnknownError):
        await client.balance()


async def test_a_read_gives_up_after_its_time(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    async with raw_server(silent) as server:
        client = SmsPilotClient(session, ApiKey(key=KEY), url=server.url)
        with pytest.raises(OutcomeUnknownError, match="TimeoutError"):
            await client.balance()


def test_the_time_limits_are_those_of_the_design() -> None:
    assert transport.READ_TIMEOUT.total == 10
    assert (transport.SEND_TIMEOUT.connect, transport.SEND_TIMEOUT.total) == (10, 30)


async def test_without_a_connection_nothing_is_sent(
    session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    client = SmsPilotClient(
        session, ApiKey(key=KEY), url=f"http://127.0.0.1:{unused_tcp_port}/api.php"
    )
    with pytest.raises(NotSentError, match="Cannot connect"):
        await client.balance()


async def test_a_refused_key_is_an_error_of_its_own(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = (
        '{"error":{"code":"101","description":"APIKEY is invalid",'
        '"description_ru":"Неправильный API-ключ"}}'
    )
    with pytest.raises(AuthenticationError, match=r"^gateway error 101$") as caught:
        await client.account()
    assert caught.value.code == 101
    assert caught.value.description == "APIKEY is invalid"
    assert caught.value.description_ru == "Неправильный API-ключ"


async def test_a_send_says_everything_that_it_was_told(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = SENT
    await client.send(
        "Пожар!\n2 этаж",
        [PHONE, "79161231212"],
        sender=Channel.VIBER,
        send_at=NOON,
        time_to_live=60,
        fields=("server_id", "phone"),
        test=True,
        callback="http://example.org/status?x=1",
        callback_method="post",
    )
    assert gateway.forms == [
        {
            "send": "Пожар!\n2 этаж",
            "to": "79087964781,79161231212",
            "from": "VIBER",
            "send_datetime": "1428397800",
            "ttl": "60",
            "fields": "server_id,phone",
            "test": "1",
            "callback": "http://example.org/status?x=1",
            "callback_method": "post",
            "format": "json",
            "apikey": KEY,
        }
    ]


async def test_a_send_says_no_more_than_it_was_told(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = SENT
    await client.send("", [PHONE], sender=Channel.SMS, fields=())
    assert gateway.forms == [{"send": "", "to": PHONE, "format": "json", "apikey": KEY}]


async def test_each_read_asks_for_what_it_returns(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = (
        '{"balance":"150","cost":"0.89","check":[],"inbound":[],"id":"1",'
        '"send":[{"server_id":"1","phone":"79087964781","status":"0"}]}'
    )
    assert await client.balance() == 150
    assert await client.remaining_messages() == 150
    assert await client.cost("Hello", [PHONE], sender="test") == Decimal("0.89")
    assert await client.check([4566, 4567], fields=()) == ()
    assert await client.recent(fields=("phone",)) == ()
    assert await client.recent("resent", fields=()) == ()
    assert (await client.account()).id == "1"
    await client.inbound()
    await client.inbound("2014-10-20 19:11:21")
    await client.inbound(NOON)
    await client.hlr(PHONE)
    await client.ping(PHONE)
    common = {"format": "json", "apikey": KEY}
    assert [
        {name: value for name, value in form.items() if name not in common}
        for form in gateway.forms
    ] == [
        {"balance": "rur"},
        {"balance": "sms"},
        {"send": "Hello", "to": PHONE, "cost": "1", "from": "test"},
        {"check": "4566,4567"},
        {"check": "recent", "fields": "phone"},
        {"check": "resent"},
        {},
        {"inbound": "all"},
        {"inbound": "2014-10-20 19:11:21"},
        {"inbound": "1428397800"},
        {"send": "HLR", "to": PHONE, "fields": gateway.forms[-2]["fields"]},
        {"send": "PING", "to": PHONE, "fields": gateway.forms[-1]["fields"]},
    ]
    assert all(common.items() <= form.items() for form in gateway.forms)


async def test_a_check_of_no_ids_asks_nobody(client: SmsPilotClient, gateway: OddGateway) -> None:
    assert await client.check([]) == ()
    assert gateway.requests == []


async def test_email_and_password_stand_in_for_the_key(
    session: aiohttp.ClientSession, gateway: OddGateway
) -> None:
    gateway.answer = BALANCE
    login = Login(email="info@example.org", password="p&ss wörd")
    await SmsPilotClient(session, login, url=gateway.url).balance()
    assert gateway.forms[0]["login"] == "info@example.org"
    assert gateway.forms[0]["password"] == "p&ss wörd"
    assert "apikey" not in gateway.forms[0]


async def test_every_request_is_a_post_with_nothing_in_its_address(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = SENT
    await client.send("text", [PHONE])
    (request,) = gateway.requests
    assert request.method == "POST"
    assert request.path_qs == "/api.php"
    assert request.content_type == "application/x-www-form-urlencoded"


async def test_windows_1251_can_be_spoken(session: aiohttp.ClientSession) -> None:
    body = '{"send":[{"server_id":"1","status":"0","operator":"МТС"}]}'.encode("cp1251")
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with raw_server(answering(head, body)) as server:
        client = SmsPilotClient(session, ApiKey(key=KEY), url=server.url, charset="windows-1251")
        result = await client.send("Да", [PHONE])
        assert b"send=%C4%E0&" in server.requests[0]
        assert b"charset=windows-1251&" in server.requests[0]
    assert result.messages[0].operator == "МТС"


async def test_a_text_that_no_charset_can_hold_is_refused_and_not_sent(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        await client.send("half a smile \ud83d", [PHONE])
    assert caught.value.__context__ is None
    assert gateway.requests == []


async def test_a_time_without_a_zone_is_the_callers_mistake(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    with pytest.raises(ValueError, match="zone"):
        await client.send("text", [PHONE], send_at=NOON.replace(tzinfo=None))
    assert gateway.requests == []


async def test_each_code_says_its_remedy(client: SmsPilotClient, gateway: OddGateway) -> None:
    kinds: dict[int, str] = {}
    for code in (101, 106, 112, 113, 111, 204, 223, 243, 250, 118, 600, 715):
        gateway.answer = f'{{"error":{{"code":"{code}"}}}}'
        with pytest.raises(GatewayError) as caught:
            await client.send("text", [PHONE])
        kinds[caught.value.code] = type(caught.value).__name__
    assert kinds == {
        101: "AuthenticationError",
        106: "AccountBlockedError",
        112: "NoMoneyError",
        113: "IpRestrictionError",
        111: "RecipientError",
        204: "SenderError",
        223: "TextRefusedError",
        243: "DuplicateError",
        250: "InvalidParameterError",
        118: "TemporaryError",
        600: "GatewayError",
        715: "GatewayError",
    }


def test_nothing_secret_shows_in_a_repr() -> None:
    secrets = (ApiKey(key="planted-key"), Login(email="planted@x", password="planted-word"))
    assert "planted" not in repr(secrets)
    assert "planted" not in repr([SmsPilotClient.__new__(SmsPilotClient), *secrets])
