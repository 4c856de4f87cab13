"""What the client makes of answers that the document does not show."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import aiohttp
import pytest

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import OutcomeUnknownError
from custom_components.smspilot.api.models import ApiKey, MessageStatus, Status
from tests.api.conftest import KEY
from tests.api.odd_gateway import OddGateway, answering, raw_server

PHONE = "79087964781"
GOOD = '{"server_id":"7","phone":"79087964781","price":"1.31","status":"0"}'


async def sent(
    client: SmsPilotClient, gateway: OddGateway, answer: str | bytes
) -> tuple[MessageStatus, ...]:
    """Send, and return the rows of the answer."""
    gateway.answer = answer
    return (await client.send("text", [PHONE])).messages


@pytest.mark.parametrize(
    "row",
    [
        GOOD,
        '{"server_id":7,"phone":79087964781,"price":1.31,"status":0}',
        '{"server_id":" 7 ","phone":"+7 908 796-47-81","price":" 1.31 ","status":"+0"}',
        '{"server_id":"7","phone":"79087964781","price":"1.31","status":"0","news":{"a":[1]}}',
    ],
)
@pytest.mark.parametrize(
    "answer",
    [
        '{"send":[%s]}',
        '{"send":%s}',
        '{"send":{"0":%s}}',
        '{"send":{"0":%s,"1":"?"},"balance":null}',
        '\ufeff{"send":[%s],"server_packet_id":"9316849"}\n',
        '{"send":[%s],"cost":NaN,"balance":"-"}',
        '{"send":[%s],"error":{"code":"0"}}',
        '{"send":[%s],"error":[]}',
        '{"send":[%s],"error":{"code":"111"}}',
    ],
)
async def test_a_row_is_a_row_however_it_is_written(
    client: SmsPilotClient, gateway: OddGateway, answer: str, row: str
) -> None:
    assert await sent(client, gateway, answer % row) == (
        MessageStatus(server_id=7, phone=PHONE, status=Status.NEW, price=Decimal("1.31")),
    )


@pytest.mark.parametrize(
    "bad",
    [
        *("null", "5", '"?"', "[]", "{}", "true", '{"phone":"79161231212","status":"0"}'),
        '{"server_id":"x","phone":"79161231212","status":"0"}',
        '{"server_id":{"a":1},"status":[]}',
    ],
)
async def test_a_bad_row_costs_no_good_one(
    client: SmsPilotClient, gateway: OddGateway, bad: str
) -> None:
    rows = await sent(client, gateway, f'{{"send":[{bad},{GOOD},{bad}]}}')
    assert [row.server_id for row in rows] == [7]


async def test_a_bad_byte_costs_no_good_row(client: SmsPilotClient, gateway: OddGateway) -> None:
    body = b'{"send":[{"server_id":"7","phone":"79087964781","status":"0","operator":"\xd0"}]}'
    assert (await sent(client, gateway, body))[0].server_id == 7


async def test_a_refused_row_needs_no_id(client: SmsPilotClient, gateway: OddGateway) -> None:
    (row,) = await sent(
        client, gateway, '{"send":[{"phone":"79087964781","status":"-2","error":"215"}]}'
    )
    assert (row.server_id, row.phone, row.status, row.error) == (0, PHONE, Status.REFUSED, 215)


@pytest.mark.parametrize("status", ["4", "-3", "99999999999999999999", "", "x", "2.0"])
async def test_a_status_that_nobody_knows_is_none(
    client: SmsPilotClient, gateway: OddGateway, status: str
) -> None:
    (row,) = await sent(
        client, gateway, f'{{"send":[{{"server_id":"7","phone":"1","status":"{status}"}}]}}'
    )
    assert row.status is None


@pytest.mark.parametrize(
    "amount", ['""', "null", '"1,31"', '"1e400"', "1e-400", '"sNaN"', "[]", "true", '"-Infinity"']
)
async def test_an_amount_that_is_none_is_left_out(
    client: SmsPilotClient, gateway: OddGateway, amount: str
) -> None:
    gateway.answer = f'{{"send":[{GOOD}],"cost":{amount},"balance":{amount}}}'
    result = await client.send("text", [PHONE])
    assert (result.cost, result.balance) == (None, None)
    with pytest.raises(OutcomeUnknownError):
        await client.balance()


@pytest.mark.parametrize(("price", "parts"), [("-1.31", "-1"), ("-0.01", "0"), ("x", "99999")])
async def test_no_price_is_below_nought_and_no_number_of_parts_below_one(
    client: SmsPilotClient, gateway: OddGateway, price: str, parts: str
) -> None:
    row = f'{{"server_id":"7","phone":"{PHONE}","price":"{price}","parts":"{parts}","status":"0"}}'
    answer = f'{{"send":[{row}],"cost":"{price}","balance":"-12.50"}}'
    [read] = await sent(client, gateway, answer)
    assert (read.price, read.parts) == (None, None)
    result = await client.send("text", [PHONE])
    assert (result.cost, result.balance) == (None, Decimal("-12.50"))


async def test_money_is_exact(client: SmsPilotClient, gateway: OddGateway) -> None:
    gateway.answer = '{"balance":0.1}'
    assert await client.balance() + Decimal("0.2") == Decimal("0.3")


async def test_a_negative_or_broken_number_of_messages_is_rounded(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = '{"balance":"12.9"}'
    assert await client.remaining_messages() == 12


async def test_the_content_type_says_nothing(client: SmsPilotClient, gateway: OddGateway) -> None:
    gateway.headers["Content-Type"] = "text/html; charset=windows-1251"
    (row,) = await sent(
        client, gateway, '{"send":[{"server_id":"7","status":"0","operator":"МТС"}]}'
    )
    assert row.operator == "МТС"


async def test_an_account_may_be_wrapped_and_its_senders_a_list(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = (
        '{"info":{"id":5671,"balance":2934.76,"phone":"+7 908","senders":["INFORM"," ",null]}}'
    )
    account = await client.account()
    assert (account.id, account.balance, account.phone) == ("5671", Decimal("2934.76"), "7908")
    assert account.senders == ("INFORM",)


@pytest.mark.parametrize("answer", ['{"balance":"1"}', '{"id":"1"}', '{"info":{"id":""}}'])
async def test_an_account_has_a_number_and_a_balance(
    client: SmsPilotClient, gateway: OddGateway, answer: str
) -> None:
    gateway.answer = answer
    with pytest.raises(OutcomeUnknownError):
        await client.account()


@pytest.mark.parametrize("nothing", ["[]", "{}", "null", '""', '[null,{"text":"no id"}]'])
async def test_no_inbound_message_may_be_written_in_many_ways(
    client: SmsPilotClient, gateway: OddGateway, nothing: str
) -> None:
    gateway.answer = f'{{"inbound":{nothing}}}'
    assert (await client.inbound()).messages == ()


async def test_inbound_texts_stay_as_they_are(client: SmsPilotClient, gateway: OddGateway) -> None:
    gateway.answer = (
        '{"inbound":[{"id":1,"phone":"+79087964781","text":" Да \r\n, ё😀 "},'
        '{"id":"2","phone":"INFORM","text":5}]}'
    )
    first, second = (await client.inbound()).messages
    assert (first.id, first.phone, first.text) == ("1", PHONE, " Да \r\n, ё😀 ")
    assert (second.phone, second.text, second.created) == ("INFORM", "5", "")


@pytest.mark.parametrize("read", ["inbound", "check", "recent"])
async def test_an_answer_to_another_question_is_none(
    client: SmsPilotClient, gateway: OddGateway, read: str
) -> None:
    gateway.answer = '{"balance":"5"}'
    with pytest.raises(OutcomeUnknownError):
        await (client.check([1]) if read == "check" else getattr(client, read)())


@pytest.mark.parametrize("listed", ["[%s,null]", "[{},%s]", '{"0":%s,"1":[]}', "null", '""'])
async def test_a_torn_list_proves_nothing_to_be_absent(
    client: SmsPilotClient, gateway: OddGateway, listed: str
) -> None:
    gateway.answer = '{"check":' + listed.replace("%s", GOOD) + "}"
    with pytest.raises(OutcomeUnknownError):
        await client.recent()
    assert len(await client.check([7])) == listed.count("%s")


@pytest.mark.parametrize("listed", ["[]", "{}"])
async def test_an_empty_list_is_a_list(
    client: SmsPilotClient, gateway: OddGateway, listed: str
) -> None:
    gateway.answer = f'{{"check":{listed}}}'
    assert await client.recent() == ()


async def test_an_unknown_id_is_a_refused_row_without_a_phone(
    client: SmsPilotClient, gateway: OddGateway
) -> None:
    gateway.answer = '{"check":[{"server_id":"10000","phone":"","price":"0.00","status":"-2"}]}'
    (row,) = await client.check([10000])
    assert (row.server_id, row.phone, row.status) == (10000, "", Status.REFUSED)


def test_a_status_knows_whether_it_is_final() -> None:
    assert [status.name for status in Status if status.final] == [
        "REFUSED",
        "UNDELIVERED",
        "DELIVERED",
    ]


@pytest.mark.parametrize(
    ("header", "date"),
    [
        (b"Date: Mon, 20 Oct 2014 16:12:00 GMT\r\n", datetime(2014, 10, 20, 16, 12, tzinfo=UTC)),
        (b"Date: Mon, 20 Oct 2014 19:12:00 +0300\r\n", datetime(2014, 10, 20, 16, 12, tzinfo=UTC)),
        (b"Date: Mon, 20 Oct 2014 16:12:00 -0000\r\n", datetime(2014, 10, 20, 16, 12, tzinfo=UTC)),
        (b"Date: yesterday\r\n", None),
        (b"Date: Fri, 31 Dec 9999 23:59:59 -2300\r\n", None),
        (b"Date: \r\n", None),
        (b"", None),
    ],
)
async def test_the_date_of_an_answer_is_utc_or_none(
    session: aiohttp.ClientSession, header: bytes, date: datetime | None
) -> None:
    body = b'{"inbound":[]}'
    head = b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (header, len(body))
    async with raw_server(answering(head, body)) as server:
        page = await SmsPilotClient(session, ApiKey(key=KEY), url=server.url).inbound()
    assert page.date == date
    assert page.date is None or page.date.tzinfo is UTC
