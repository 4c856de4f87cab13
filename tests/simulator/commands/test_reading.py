"""Reading: check, the last 24 hours, balance, account, inbound messages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from simulator.protocol.row_fields import ALL_FIELDS
from tests.simulator.conftest import NOON, OTHER, PHONE, Gateway


@pytest.mark.parametrize(
    ("ids", "code"), [("", 300), ("x", 301), (",", 300), ("9" * 4400, 301), ("1;2", 301)]
)
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
    assert await gateway.code(check="4566", fields="status,colour") == 275


@pytest.mark.parametrize("ids", ["4566,", ",4566", " 4566 ,, "])
async def test_empty_parts_of_a_list_are_passed_over(gateway: Gateway, ids: str) -> None:
    await gateway.send(to=f"{PHONE},", fields="server_id,")
    rows = (await gateway.json(check=ids, fields=",status,,phone,"))["check"]
    assert rows == [{"status": "0", "phone": PHONE}]


@pytest.mark.parametrize("fields", ["all", "ALL,status", "status, all,"])
async def test_all_among_the_fields_means_all(gateway: Gateway, fields: str) -> None:
    await gateway.send()
    row = (await gateway.json(check="4566", fields=fields))["check"][0]
    assert list(row) == list(ALL_FIELDS)


@pytest.mark.parametrize("command", ["add_template", "add_sender", "list"])
async def test_a_command_that_the_document_does_not_know_is_refused(
    gateway: Gateway, command: str
) -> None:
    assert await gateway.code(**{command: "HOME"}) == 14
    assert gateway.simulator.requests[-1].command == "unknown"
    assert (await gateway.json(source="10"))["id"] == "5671"


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
