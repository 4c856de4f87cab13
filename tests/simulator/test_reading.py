"""Reading: check, the last 24 hours, balance, account, inbound messages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import FormData

from simulator import Account

from .conftest import NOON, OTHER, PHONE, Gateway


@pytest.mark.parametrize(("ids", "code"), [("", 300), ("x", 301), ("1,,2", 303), ("1;2", 301)])
async def test_refuses_wrong_ids(gateway: Gateway, ids: str, code: int) -> None:
    assert await gateway.code(check=ids) == code


async def test_an_unknown_id_is_a_row_without_a_phone(gateway: Gateway) -> None:
    row = await gateway.send()
    rows = (await gateway.json(check=f"{row['server_id']}, 999"))["check"]
    assert rows[0]["phone"] == PHONE
    assert rows[1] == {"server_id": "999", "phone": "", "price": "0.00", "status": "-2"}


async def test_another_accounts_messages_are_unknown(gateway: Gateway) -> None:
    other = gateway.simulator.add_account()
    row = await gateway.send()
    gateway.simulator.receive(PHONE, "Hi")
    theirs = {"apikey": other.key}
    assert (await gateway.json(check=row["server_id"], **theirs))["check"][0]["phone"] == ""
    assert await gateway.json(check="recent", **theirs) == {"check": []}
    assert await gateway.json(inbound="all", **theirs) == {"inbound": []}


async def test_all_fields_of_a_message_can_be_asked_for(gateway: Gateway) -> None:
    await gateway.send("Привет", to="79001299605")
    gateway.simulator.clock.advance(10)
    row = (await gateway.json(check="4566", fields="all"))["check"][0]
    assert row == {
        "server_id": "4566",
        "phone": "79001299605",
        "price": "1.31",
        "status": "-1",
        "sender": "INFORM",
        "sender_orig": "INFORM",
        "created": "2026-11-22 15:00:00",
        "modified": "2026-11-22 15:00:06",
        "parts": "1",
        "country": "RU",
        "operator": "TELE2",
        "error": "605",
        "error_en": "The recipient has disabled such messages",
        "error_ru": "Абонент запретил отправлять ему SMS",
        "message": "Привет",
    }


async def test_fields_come_in_the_order_asked_for(gateway: Gateway) -> None:
    await gateway.send('Say "a, b"')
    fields = "status, message,server_id,imsi"
    assert await gateway.text(check="4566", fields=fields) == '0,"Say \\"a, b\\"",4566,'
    assert await gateway.code(check="4566", fields="status,,phone") == 275


@pytest.mark.parametrize("word", ["recent", "resent", "Recent"])
async def test_lists_the_messages_of_the_last_24_hours_newest_first(
    gateway: Gateway, word: str
) -> None:
    await gateway.send("Old")
    gateway.simulator.clock.advance(24 * 3600)
    await gateway.send("Edge", test="1")
    gateway.simulator.clock.advance(1)
    await gateway.send("New", to=f"{PHONE},7908")
    rows = (await gateway.json(check=word, fields="message,phone"))["check"]
    assert [(row["message"], row["phone"]) for row in rows] == [
        ("New", "7908"),
        ("New", PHONE),
        ("Edge", PHONE),
    ]
    assert gateway.simulator.requests[-1].command == "recent"


async def test_answers_the_balance_in_roubles_and_in_messages(gateway: Gateway) -> None:
    gateway.simulator.account.balance = Decimal("13.2")
    assert await gateway.json(balance="rur") == {"balance": "13.20"}
    assert await gateway.json(balance="sms") == {"balance": "10"}
    gateway.simulator.account.balance = Decimal(-5)
    assert await gateway.text(balance="sms") == "0"


async def receive_three(gateway: Gateway) -> None:
    for minutes, text in ((0, "One"), (1, "Two"), (2, "Three")):
        gateway.simulator.receive(PHONE, text, created=NOON + timedelta(minutes=minutes))


async def inbound(gateway: Gateway, word: str) -> list[Any]:
    return [row["text"] for row in (await gateway.json(inbound=word))["inbound"]]


@pytest.mark.parametrize(
    "since", ["2026-11-22 15:01:00", str(int((NOON + timedelta(minutes=1)).timestamp()))]
)
async def test_inbound_begins_at_the_given_second_inclusive(gateway: Gateway, since: str) -> None:
    await receive_three(gateway)
    assert await inbound(gateway, since) == ["Three", "Two"]
    assert await inbound(gateway, "all") == ["Three", "Two", "One"]


async def test_inbound_new_gives_each_message_once(gateway: Gateway) -> None:
    await receive_three(gateway)
    assert await inbound(gateway, "new") == ["Three", "Two", "One"]
    gateway.simulator.receive(OTHER, "Four", number="79021110000")
    rows = (await gateway.json(inbound="new"))["inbound"]
    assert [(row["text"], row["num"]) for row in rows] == [("Four", "79021110000")]


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-22", "2026-13-01 00:00:00"])
async def test_refuses_a_wrong_moment(gateway: Gateway, since: str) -> None:
    assert await gateway.code(inbound=since) == 500


async def test_xml_and_text_keep_special_characters(gateway: Gateway) -> None:
    gateway.simulator.receive(PHONE, '<a & "b">\nц')
    xml = await gateway.text(inbound="all", format="xml")
    assert '>&lt;a &amp; "b"&gt;\nц</sms>' in xml
    assert '"<a & \\"b\\">\\nц"' in await gateway.text(inbound="all")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"send": "Hi", "to": PHONE}, "4566"),
        ({"check": "1"}, "-2"),
        ({"check": "recent"}, ""),
        ({"balance": "rur"}, "2934.76"),
        ({"check": ""}, "300"),
    ],
)
async def test_format_v_is_one_bare_value(
    gateway: Gateway, parameters: dict[str, str], expected: str
) -> None:
    assert await gateway.text(format="v", **parameters) == expected


async def test_errors_in_text_come_in_russian_if_asked_for(gateway: Gateway) -> None:
    assert await gateway.text(check="", lang="ru") == "ERROR=300: server_id не указан"


async def test_rows_of_text_may_end_with_cr_and_lf(gateway: Gateway) -> None:
    gateway.simulator.gateway.dialect.line_separator = "\r\n"
    assert "\r\n4566,79087964781,1.31,0" in await gateway.text(send="Hi", to=PHONE)


async def test_get_works_as_post_does_and_the_body_wins(gateway: Gateway) -> None:
    url = f"{gateway.simulator.url}?balance=rur&apikey=wrong&format=json&=x"
    async with gateway.session.get(url) as response:
        assert (await response.json())["error"]["code"] == "101"
    body = {"apikey": gateway.simulator.account.key}
    async with gateway.session.post(url, data=body) as response:
        assert await response.json() == {"balance": "2934.76"}
    assert gateway.simulator.requests[0].query_string.startswith("balance=rur&apikey=wrong")
    assert gateway.simulator.requests[0].method == "GET"


async def test_a_multipart_form_works_too(gateway: Gateway) -> None:
    form = FormData({"apikey": gateway.simulator.account.key, "send": "Привет", "to": PHONE})
    form.add_field("picture", b"\x00", filename="x")
    async with gateway.session.post(gateway.simulator.url, data=form) as response:
        assert (await response.text()).startswith("SUCCESS=SMS SENT")
    assert gateway.simulator.messages[0].text == "Привет"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_windows_1251_holds_for_the_request_and_the_answer(
    gateway: Gateway, method: str
) -> None:
    gateway.simulator.receive(PHONE, "Ответ ✓")
    key = gateway.simulator.account.key
    query = f"apikey={key}&charset=windows-1251&send=%CF%F0%E8%E2%E5%F2&to={PHONE}"
    if method == "GET":
        request = gateway.session.get(f"{gateway.simulator.url}?{query}")
    else:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = gateway.session.post(gateway.simulator.url, data=query.encode(), headers=headers)
    async with request as response:
        assert response.charset == "windows-1251"
    assert gateway.simulator.messages[0].text == "Привет"
    data = {"apikey": key, "charset": "windows-1251", "inbound": "all", "format": "json"}
    async with gateway.session.post(gateway.simulator.url, data=data) as response:
        assert "Ответ ?".encode("cp1251") in await response.read()


async def test_looks_like_the_vendors_server(gateway: Gateway) -> None:
    data = {"apikey": gateway.simulator.account.key, "format": "json"}
    async with gateway.session.post(gateway.simulator.url, data=data) as response:
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert response.headers["Server"] == "nginx"
        assert response.headers["Connection"] == "close"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Date"] == "Sun, 22 Nov 2026 12:00:00 GMT"
    gateway.simulator.gateway.dialect.keep_alive = True
    async with gateway.session.post(gateway.simulator.url, data=data) as response:
        assert "Connection" not in response.headers
    async with gateway.session.get(f"{gateway.simulator.page_url}elsewhere") as response:
        assert response.status == 404
        assert response.content_type == "text/html"
    assert gateway.simulator.requests[-1].path == "/elsewhere"


class TestAccess:
    """Who is let in."""

    @pytest.mark.parametrize(
        ("parameters", "code"),
        [
            ({"apikey": ""}, 100),
            ({"apikey": "wrong"}, 101),
            ({"apikey": "A" * 64}, 102),
            ({"apikey": "", "login": "info@example.com"}, 401),
            ({"apikey": "", "password": "123456"}, 401),
            ({"apikey": "", "login": "info", "password": "123456"}, 401),
            ({"apikey": "", "login": "info@example.com", "password": "wrong"}, 400),
        ],
    )
    async def test_refuses_those_it_does_not_know(
        self, gateway: Gateway, parameters: dict[str, str], code: int
    ) -> None:
        for command in ({}, {"balance": "rur"}, {"send": "Hi", "to": PHONE}):
            assert await gateway.code(**command, **parameters) == code

    async def test_lets_an_e_mail_and_a_password_in(self, gateway: Gateway) -> None:
        login = {"apikey": "", "login": " Info@Example.com", "password": "123456"}
        assert (await gateway.json(**login))["id"] == "5671"

    async def test_a_changed_key_leaves_the_old_one_unknown(self, gateway: Gateway) -> None:
        old = gateway.simulator.account.key
        gateway.simulator.account.key = "B" * 64
        assert await gateway.code(apikey=old) == 102
        assert (await gateway.json())["id"] == "5671"

    @pytest.mark.parametrize("code", [105, 106, 107, 122])
    async def test_a_blocked_account_is_refused_everything(
        self, gateway: Gateway, code: int
    ) -> None:
        gateway.simulator.account.blocked = code
        assert await gateway.code(balance="rur") == code
        assert await gateway.code(send="Hi", to=PHONE) == code

    async def test_an_account_may_be_open_to_some_addresses_only(self, gateway: Gateway) -> None:
        gateway.simulator.account.allowed_addresses = ["10.0.0.1"]
        assert await gateway.code() == 113
        gateway.simulator.account.allowed_addresses.append("127.0.0.1")
        assert (await gateway.json())["id"] == "5671"

    async def test_several_accounts_have_their_own_balance(self, gateway: Gateway) -> None:
        second = gateway.simulator.add_account()
        third = gateway.simulator.add_account(Account(id=7, key="C" * 64, balance=Decimal(1)))
        await gateway.json(send="Hi", to=PHONE, apikey=second.key)
        assert (second.id, second.balance) == (5672, Decimal("2933.45"))
        assert await gateway.json(balance="rur", apikey=third.key) == {"balance": "1.00"}
        assert await gateway.json(balance="rur") == {"balance": "2934.76"}
        assert second.key not in repr(second)
