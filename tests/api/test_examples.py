"""Every example of the gateway's document, parsed; its line breaks and typing errors mended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import GatewayError
from tests.api.odd_gateway import OddGateway

PHONE = "79087964781"

type Command = Callable[[SmsPilotClient], Awaitable[object]]


def send(client: SmsPilotClient) -> Awaitable[object]:
    return client.send("Hello", [PHONE])


def cost(client: SmsPilotClient) -> Awaitable[object]:
    return client.cost("Hello", [PHONE])


def check(client: SmsPilotClient) -> Awaitable[object]:
    return client.check([4566, 4567])


EXAMPLES: dict[str, tuple[Command, str]] = {
    "1.1 send": (
        send,
        """{"send": [
  {"server_id": "9316849", "phone": "79087964781", "price": "1.31", "status": "0"}
],
"balance": "2935.50",
"cost": "1.31"}""",
    ),
    "1.3 cost": (cost, '{"cost": "0.89"}'),
    "2.1 check": (
        check,
        """{"check": [
  {"server_id": "4566", "phone": "79131437355", "price": "1.31", "status": "1"},
  {"server_id": "4577", "phone": "79087964781", "price": "0.00", "status": "-2"}
]}""",
    ),
    "3.1 balance": (SmsPilotClient.balance, '{"balance": "2934.76"}'),
    "3.1 balance in messages": (SmsPilotClient.remaining_messages, '{"balance": "150"}'),
    "4 account": (
        SmsPilotClient.account,
        (
            '{"id":"5671","tariff_id":"5","email":"info@example.com",'
            '"name":" Иванов Сергей Николаевич","phone":"79087964781","balance":"2934.76",'
            '"date":"2010-06-03 09:45:41","default_sender":"INFORM",'
            '"senders":"79021121075,79087964781,INFORM,test"}'
        ),
    ),
    "6 HLR": (
        send,
        """{"send": [
  {"server_id":"9316849","phone":"79087964781","price":"0.17","status":"0"}
],
"balance":"2935.50",
"cost":"0.17"}""",
    ),
    "6 HLR result": (
        check,
        (
            '{"check": [{"server_id":"4566","phone":"79131437355","price":"0.17","status":"2",'
            '"imsi":"250203122060176", "msc": "790434", "mcc": "250", "mnc": "20", "cn": "Russia",'
            ' "net": "Tele2", "rcn": "", "rnet": ""}]}'
        ),
    ),
    "7 Viber": (
        send,
        (
            '{"send":{"server_id":"10000","phone":"79087964781","price":"1.16","status":"0"},'
            '"balance":"11908.50","cost":"1.16"}'
        ),
    ),
    "7.1 Viber or SMS": (
        send,
        (
            '{"send":[{"server_id":"10000","phone":"79087964781","price":"1.16","status":"0"}],'
            '"balance":"11908.50","cost":"1.16"}'
        ),
    ),
    "all fields": (
        check,
        (
            '{"check":[{"server_id":"4566","phone":"79087964781","price":"1.31","status":"-1",'
            '"sender":"INFORM","sender_orig":"VIBERSMS","created":"2018-07-23 10:00:00",'
            '"modified":"2018-07-23 10:00:09","parts":"2","country":"RU","operator":"MTS",'
            '"error":"601","error_en":"Undeliverable","error_ru":"Невозможно доставить",'
            '"message":"Пожар!\\n2 этаж"}]}'
        ),
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_of_the_document_is_understood(
    name: str, client: SmsPilotClient, gateway: OddGateway, snapshot: SnapshotAssertion
) -> None:
    command, gateway.answer = EXAMPLES[name]
    assert await command(client) == snapshot


async def test_the_inbound_example_of_the_document_is_understood(
    client: SmsPilotClient, gateway: OddGateway, snapshot: SnapshotAssertion
) -> None:
    gateway.headers["Date"] = "Mon, 20 Oct 2014 16:12:00 GMT"
    gateway.answer = """{"inbound":[
  {"id":"6061","phone":"79087964781","num":"79021121075","text":"51 test",\
"created":"2014-10-20 19:11:21"},
  {"id":"6060","phone":"79087964781","num":"79021121075","text":"51 test\\nLine2",\
"created":"2014-10-20 19:10:30"}
]}"""
    assert await client.inbound() == snapshot


@pytest.mark.parametrize(
    ("code", "description", "description_ru"),
    [
        (111, "Invalid phone", "Неправильный номер телефона"),
        (215, "Invalid phone length", "Неправильная длина номера телефона"),
        (212, "Phone in black list", "Телефон в черном списке"),
    ],
)
async def test_an_error_of_the_document_is_understood(
    client: SmsPilotClient,
    gateway: OddGateway,
    code: int,
    description: str,
    description_ru: str,
) -> None:
    gateway.answer = (
        f'{{"error": {{"code": "{code}", "description": "{description}", '
        f'"description_ru": "{description_ru}"}}}}'
    )
    with pytest.raises(GatewayError) as caught:
        await client.send("Hello", [PHONE])
    error = caught.value
    assert (error.code, error.description, error.description_ru) == (
        code,
        description,
        description_ru,
    )
