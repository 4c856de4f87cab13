"""The examples of the gateway's document (API-1 v1.9.17), to the byte; JSON but for its spaces."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from simulator import Simulator
from tests.simulator.conftest import Gateway

type Preparation = Callable[[Simulator], None]

FIRST, SECOND = "79087964782", "79161231212"
RECEIVED = datetime(2014, 10, 20, 19, 10, 30, tzinfo=ZoneInfo("Europe/Moscow"))


def two_prices(simulator: Simulator) -> None:
    """Two numbers of different operators, and another customer's message between the ids."""
    simulator.gateway.next_server_id, simulator.gateway.id_step = 4566, 2
    simulator.gateway.prices.by_phone = {FIRST: Decimal("0.60"), SECOND: Decimal("0.29")}
    simulator.account.balance = Decimal("321.39")


def one_price(balance: str, price: str, number: int) -> Preparation:
    """One number, so that the balance afterwards is the given one."""

    def prepare(simulator: Simulator) -> None:
        simulator.gateway.next_server_id = number
        simulator.gateway.prices.by_phone = {"79087964781": Decimal(price)}
        simulator.account.balance = Decimal(balance) + Decimal(price)

    return prepare


def with_balance(balance: str) -> Preparation:
    def prepare(simulator: Simulator) -> None:
        simulator.account.balance = Decimal(balance)

    return prepare


def with_mail(simulator: Simulator) -> None:
    simulator.account.email = "info@example.ru"


def two_received(first: str, second: str) -> Preparation:
    def prepare(simulator: Simulator) -> None:
        for text, created in ((first, RECEIVED), (second, RECEIVED.replace(minute=11, second=21))):
            simulator.receive("79087964781", text, created=created)

    return prepare


def nothing(_simulator: Simulator) -> None:
    """Need no preparation."""


SEND_TWO = {"send": "Hello", "to": f"{FIRST},{SECOND}", "from": "test"}
SEND_ONE = {"send": "Hello", "to": "79087964781", "from": "test"}
COST = {"send": "Hello", "to": f"{FIRST},{SECOND}", "cost": "1"}
VIBER = {"send": "test", "to": "79087964781"}
INFO = """id=5671
tariff_id=5
email=info@example.ru
name=Иванов Сергей Николаевич
phone=79087964781
balance=2934.76
date=2010-06-03 09:45:41
default_sender=INFORM
any_sender=0
senders=79021121075,79087964781,INFORM,test"""
INFO_XML = """<info>
<id>5671</id>
<tariff_id>5</tariff_id>
<email>info@example.com</email>
<name>Иванов Сергей Николаевич</name>
<phone>79087964781</phone>
<balance>2934.76</balance>
<date>2010-06-03 09:45:41</date>
<default_sender>INFORM</default_sender>
<senders>79021121075,79087964781,INFORM,test</senders>
</info>"""
INFO_JSON = """{"id":"5671","tariff_id":"5","email":"info@example.com",
"name":"Иванов Сергей Николаевич","phone":"79087964781","balance":"2934.76",
"date":"2010-06-03 09:45:41","default_sender":"INFORM",
"senders":"79021121075,79087964781,INFORM,test"}"""
EXAMPLES: dict[str, tuple[Preparation, dict[str, str], str]] = {
    "1.1 text": (
        two_prices,
        SEND_TWO,
        "SUCCESS=SMS SENT 0.89/320.50\n4566,79087964782,0.60,0\n4568,79161231212,0.29,0",
    ),
    "1.1 text, error": (
        nothing,
        SEND_ONE | {"from": "unknown"},
        "ERROR=204: SENDER (FROM) UNREGISTERED",
    ),
    "1.1 xml": (
        one_price("2936.81", "0.43", 9316848),
        SEND_ONE | {"format": "xml"},
        (
            '<send balance="2936.81" cost="0.43">\n'
            '<sms server_id="9316848" phone="79087964781" price="0.43" status="0"/>\n</send>'
        ),
    ),
    "1.1 xml, error": (
        nothing,
        SEND_ONE | {"to": "89087964781", "format": "xml"},
        (
            "<error><code>111</code><description>Invalid phone</description>"
            "<description_ru>Неправильный номер телефона</description_ru></error>"
        ),
    ),
    "1.1 json": (
        one_price("2935.50", "1.31", 9316849),
        SEND_ONE | {"format": "json"},
        (
            '{"send": [\n  {"server_id": "9316849", "phone": "79087964781", "price": "1.31",'
            ' "status": "0"}\n],\n"balance": "2935.50",\n"cost": "1.31"}'
        ),
    ),
    "1.1 json, error": (
        nothing,
        SEND_ONE | {"to": "89087964781", "format": "json"},
        (
            '{"error": {"code": "111", "description": "Invalid phone", "description_ru":'
            ' "Неправильный номер телефона"}}'
        ),
    ),
    "1.3 text": (two_prices, COST, "0.89"),
    "1.3 xml": (two_prices, COST | {"format": "xml"}, "<cost>0.89</cost>"),
    "1.3 json": (two_prices, COST | {"format": "json"}, '{"cost": "0.89"}'),
    "3.1 text": (with_balance("308.25"), {"balance": "rur"}, "308.25"),
    "3.1 xml": (nothing, {"balance": "rur", "format": "xml"}, "<balance>2934.76</balance>"),
    "3.1 json": (nothing, {"balance": "rur", "format": "json"}, '{"balance": "2934.76"}'),
    "4 text": (with_mail, {}, f"SUCCESS=APIKEY INFO\n{INFO}"),
    "4 xml": (nothing, {"format": "xml"}, INFO_XML),
    "4 json": (nothing, {"format": "json"}, INFO_JSON),
    "5 text": (
        two_received("5671 test\nLine2", "5671 test"),
        {"inbound": "all"},
        (
            '6061,79087964781,79021121075,"5671 test","2014-10-20 19:11:21"\n'
            '6060,79087964781,79021121075,"5671 test\\nLine2","2014-10-20 19:10:30"'
        ),
    ),
    "5 xml": (
        two_received("5671 test\nLine 2", "5671 test"),
        {"inbound": "all", "format": "xml"},
        (
            '<inbound>\n<sms id="6061" phone="79087964781" num="79021121075"'
            ' created="2014-10-20 19:11:21">5671 test</sms>\n'
            '<sms id="6060" phone="79087964781" num="79021121075"'
            ' created="2014-10-20 19:10:30">5671 test\nLine 2</sms>\n</inbound>'
        ),
    ),
    "5 json": (
        two_received("51 test\nLine2", "51 test"),
        {"inbound": "all", "format": "json"},
        (
            '{"inbound":[{"id":"6061","phone":"79087964781","num":"79021121075",'
            '"text":"51 test","created":"2014-10-20 19:11:21"},'
            '{"id":"6060","phone":"79087964781","num":"79021121075",'
            '"text":"51 test\\nLine2","created":"2014-10-20 19:10:30"}]}'
        ),
    ),
    "6 json": (
        one_price("2935.50", "0.17", 9316849),
        {"send": "HLR", "to": "79087964781", "format": "json"},
        (
            '{"send": [\n  {"server_id":"9316849","phone":"79087964781","price":"0.17",'
            '"status":"0"}\n],'
            '\n"balance":"2935.50",\n"cost":"0.17"}'
        ),
    ),
    "7 json": (
        one_price("11908.50", "1.16", 10000),
        VIBER | {"from": "VIBER", "format": "json"},
        (
            '{"send":{"server_id":"10000","phone":"79087964781","price":"1.16","status":"0"},'
            '"balance":"11908.50","cost":"1.16"}'
        ),
    ),
    "7 json, error": (
        nothing,
        VIBER | {"from": "VIBER", "format": "json", "to": "7908796478"},
        (
            '{"error":{"code":"215","description":"Invalid phone length",'
            '"description_ru":"Неправильная длина номера телефона"}}'
        ),
    ),
    "7.1 json": (
        one_price("11908.50", "1.16", 10000),
        VIBER | {"from": "VIBERSMS", "format": "json"},
        (
            '{"send":[{"server_id":"10000","phone":"79087964781","price":"1.16","status":"0"}],'
            '"balance":"11908.50","cost":"1.16"}'
        ),
    ),
    "7.1 json, error": (
        nothing,
        VIBER | {"from": "VIBERSMS", "format": "json", "to": "79001299212"},
        (
            '{"error":{"code":"212","description":"Phone in black list",'
            '"description_ru":"Телефон в черном списке"}}'
        ),
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
async def test_answers_as_the_document_shows(gateway: Gateway, example: str) -> None:
    prepare, parameters, expected = EXAMPLES[example]
    prepare(gateway.simulator)
    answer = await gateway.text(**parameters)
    if parameters.get("format") == "json":
        compact = json.dumps(json.loads(expected), ensure_ascii=False, separators=(",", ":"))
        assert answer == compact
    else:
        assert answer == expected


async def prepare_checks(gateway: Gateway, phones: list[str], prices: list[str]) -> None:
    gateway.simulator.gateway.prices.by_phone = {
        phone: Decimal(price) for phone, price in zip(phones, prices, strict=True)
    }
    gateway.simulator.gateway.next_server_id = 4566
    await gateway.send(to=",".join(phones))


async def test_checks_in_text_as_the_document_shows(gateway: Gateway) -> None:
    await prepare_checks(gateway, ["79087964782", "79131231212"], ["0.29", "1.2"])
    gateway.simulator.set_status(4566, -1)
    gateway.simulator.set_status(4567, 2)
    # The document shows 1.2 for the price, and two places in every other example.
    expected = "4566,79087964782,0.29,-1\n4567,79131231212,1.20,2"
    assert await gateway.text(check="4566,4567") == expected


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_checks_in_xml_and_json_as_the_document_shows(gateway: Gateway, form: str) -> None:
    gateway.simulator.gateway.id_step = 11
    await prepare_checks(gateway, ["79131437355", "79087964781"], ["1.31", "0.00"])
    gateway.simulator.set_status(4566, 1)
    gateway.simulator.set_status(4577, -2)
    answer = await gateway.text(check="4566,4577", format=form)
    if form == "xml":
        assert answer == (
            '<check>\n<sms server_id="4566" phone="79131437355" price="1.31" status="1"/>\n'
            '<sms server_id="4577" phone="79087964781" price="0.00" status="-2"/>\n</check>'
        )
    else:
        assert answer == (
            '{"check":[{"server_id":"4566","phone":"79131437355","price":"1.31","status":"1"},'
            '{"server_id":"4577","phone":"79087964781","price":"0.00","status":"-2"}]}'
        )


async def test_answers_the_result_of_an_hlr_request_as_the_document_shows(gateway: Gateway) -> None:
    prices = gateway.simulator.gateway.prices
    prices.ported["79131437355"] = "TELE2"
    row = await gateway.send("HLR", "79131437355")
    gateway.simulator.messages[0].network = {}
    gateway.simulator.clock.advance(10)
    gateway.simulator.messages[0].network["imsi"] = "250203122060176"
    assert await gateway.text(check=row["server_id"], format="json") == (
        '{"check":[{"server_id":"4566","phone":"79131437355","price":"0.17","status":"2",'
        '"imsi":"250203122060176","msc":"790434","mcc":"250","mnc":"20","cn":"Russia",'
        '"net":"Tele2","rcn":"","rnet":""}]}'
    )
