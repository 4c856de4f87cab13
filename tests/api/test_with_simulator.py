"""The client and the simulated gateway, each written from the document alone, over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import aiohttp
import pytest

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.errors import (
    AccountBlockedError,
    AuthenticationError,
    DuplicateError,
    GatewayError,
    InvalidParameterError,
    NoMoneyError,
    NotSentError,
    OutcomeUnknownError,
    RecipientError,
    SenderError,
    TextRefusedError,
)
from custom_components.smspilot.api.models import ApiKey, Channel, Login, Status
from simulator import Simulator

MASHA = "79087964781"
PETYA = "79161231212"


@pytest.fixture
def client(session: aiohttp.ClientSession, simulator: Simulator) -> SmsPilotClient:
    return SmsPilotClient(session, ApiKey(key=simulator.account.key), url=simulator.url)


async def test_a_message_to_two_is_one_request_and_two_rows(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    before = simulator.account.balance
    result = await client.send("Пожар!\n2 этаж 😀", [MASHA, PETYA])
    assert [row.phone for row in result.messages] == [MASHA, PETYA]
    assert [row.server_id for row in result.messages] == [m.server_id for m in simulator.messages]
    assert [m.text for m in simulator.messages] == ["Пожар!\n2 этаж 😀"] * 2
    assert {row.status for row in result.messages} == {Status.NEW}
    assert all(row.parts == 1 and row.price and row.operator for row in result.messages)
    assert result.cost == sum(row.price or 0 for row in result.messages)
    assert result.balance == simulator.account.balance == before - (result.cost or 0)
    assert len(simulator.requests) == 1


async def test_all_that_a_send_says_is_understood(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    later = simulator.clock.now() + timedelta(hours=1)
    result = await client.send(
        "text",
        [MASHA],
        sender=simulator.account.senders[0],
        send_at=later,
        time_to_live=60,
        test=True,
        callback="http://127.0.0.1:9/status",
        callback_method="post",
    )
    (message,) = simulator.messages
    assert message.sender == simulator.account.senders[0]
    assert message.test
    assert message.ttl == 60
    assert message.send_at is not None
    assert int(message.send_at.timestamp()) == int(later.timestamp())
    assert message.callback == "http://127.0.0.1:9/status"
    assert result.messages[0].status is Status.SCHEDULED


@pytest.mark.parametrize("channel", [*Channel])
async def test_each_channel_is_taken(
    client: SmsPilotClient, simulator: Simulator, channel: Channel
) -> None:
    assert (await client.send("Привет", [MASHA], sender=channel)).messages[0].server_id
    assert simulator.requests[0].parameters.get("from", "") == channel


async def test_windows_1251_is_understood(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    key = ApiKey(key=simulator.account.key)
    client = SmsPilotClient(session, key, url=simulator.url, charset="windows-1251")
    await client.send("Привет", [MASHA])
    assert simulator.messages[0].text == "Привет"
    simulator.receive(MASHA, "Ответ")
    assert [message.text for message in (await client.inbound()).messages] == ["Ответ"]


async def test_the_cost_is_known_before(client: SmsPilotClient, simulator: Simulator) -> None:
    cost = await client.cost("Hello", [MASHA, PETYA])
    assert simulator.messages == []
    assert (await client.send("Hello", [MASHA, PETYA])).cost == cost > 0


async def test_the_balance_is_known_in_roubles_and_messages(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    simulator.account.balance = Decimal("308.25")
    assert await client.balance() == Decimal("308.25")
    assert await client.remaining_messages() > 0


async def test_the_account_is_the_same_by_key_and_by_password(
    client: SmsPilotClient, session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    login = Login(email=simulator.account.email, password=simulator.account.password)
    account = await client.account()
    assert account == await SmsPilotClient(session, login, url=simulator.url).account()
    assert account.id == str(simulator.account.id)
    assert account.balance == simulator.account.balance
    assert account.default_sender == simulator.account.default_sender
    assert list(account.senders) == list(simulator.account.senders)


async def test_a_wrong_key_and_a_wrong_password_are_refused(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    for wrong in (ApiKey(key="wrong"), ApiKey(key=""), Login(email="a@b.org", password="wrong")):
        with pytest.raises(AuthenticationError):
            await SmsPilotClient(session, wrong, url=simulator.url).account()


async def test_what_is_refused_for_a_key_replaced_meanwhile_is_asked_with_the_new_one(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    for request in (client.account, lambda: client.send("Fire", [MASHA])):
        simulator.faults.add("hold", times=1)
        under_way = asyncio.create_task(request())
        await simulator.faults.wait_held()
        simulator.account.key = f"{len(simulator.requests)}" * 64
        client.use(ApiKey(key=simulator.account.key), simulator.url)
        simulator.release()
        await under_way
    assert [message.text for message in simulator.messages] == ["Fire"]
    simulator.account.key = "Z" * 64
    with pytest.raises(AuthenticationError):
        await client.send("Flood", [MASHA])


async def test_a_status_goes_on_to_the_end(client: SmsPilotClient, simulator: Simulator) -> None:
    sent = await client.send("text", [MASHA, "79990099601"])
    ids = [row.server_id for row in sent.messages]
    simulator.clock.advance(3600)
    delivered, undelivered = await client.check(ids)
    assert (delivered.phone, delivered.status, delivered.error) == (MASHA, Status.DELIVERED, 0)
    assert (undelivered.status, undelivered.error) == (Status.UNDELIVERED, 601)
    assert undelivered.error_en
    assert undelivered.error_ru


async def test_an_unknown_id_has_no_phone(client: SmsPilotClient) -> None:
    (row,) = await client.check([999_999_999])
    assert (row.phone, row.status) == ("", Status.REFUSED)


@pytest.mark.parametrize("word", ["recent", "resent"])
async def test_the_last_24_hours_show_a_message_as_it_was_sent(
    client: SmsPilotClient, word: str
) -> None:
    (sent,) = (await client.send("Пожар!\n2 этаж", [MASHA])).messages
    (row,) = await client.recent(word)
    assert (row.server_id, row.phone, row.text) == (sent.server_id, MASHA, "Пожар!\n2 этаж")
    assert row.created


async def test_inbound_messages_come_with_the_date_of_the_answer(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    simulator.receive(MASHA, "Да,\nещё\t«как»!")
    page = await client.inbound()
    (message,) = page.messages
    assert (message.phone, message.text) == (MASHA, "Да,\nещё\t«как»!")
    assert page.date is not None
    assert (await client.inbound(message.created)).messages == (message,)
    assert (await client.inbound(page.date + timedelta(days=2))).messages == ()


async def test_a_number_is_looked_up(client: SmsPilotClient, simulator: Simulator) -> None:
    hlr = (await client.hlr(MASHA)).messages[0].server_id
    ping = (await client.ping(MASHA)).messages[0].server_id
    simulator.clock.advance(60)
    looked_up, pinged = await client.check([hlr, ping], fields=())
    assert looked_up.status is pinged.status is Status.DELIVERED
    assert looked_up.number_check is not None
    assert looked_up.number_check.country == "Russia"
    assert pinged.number_check is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (106, AccountBlockedError),
        (112, NoMoneyError),
        (204, SenderError),
        (223, TextRefusedError),
        (270, InvalidParameterError),
        (111, RecipientError),
        (632, GatewayError),
    ],
)
async def test_a_refusal_is_sorted_by_its_remedy(
    client: SmsPilotClient, simulator: Simulator, code: int, kind: type[GatewayError]
) -> None:
    simulator.faults.add("error", code=code)
    with pytest.raises(kind) as caught:
        await client.send("text", [MASHA])
    assert caught.value.code == code
    assert type(caught.value) is kind


async def test_the_same_text_twice_is_a_duplicate(client: SmsPilotClient) -> None:
    await client.send("text", [MASHA])
    with pytest.raises(DuplicateError):
        await client.send("text", [MASHA])


async def test_one_bad_number_among_good_ones_is_a_row_of_its_own(client: SmsPilotClient) -> None:
    result = await client.send("text", [MASHA, "79990099212"])
    statuses = {row.phone: row.status for row in result.messages}
    assert statuses[MASHA] is Status.NEW
    assert statuses.get("79990099212", Status.REFUSED) is Status.REFUSED


@pytest.mark.parametrize(
    "fault",
    [
        *("drop_before", "drop_after", "take_late", "reset", "redirect", "server_error", "html"),
        *("broken_json", "cut_json", "cut_body", "error"),
    ],
)
async def test_whatever_goes_wrong_with_the_answer_the_outcome_is_unknown_and_nothing_repeated(
    client: SmsPilotClient, simulator: Simulator, fault: str
) -> None:
    simulator.faults.add(fault)
    with pytest.raises(OutcomeUnknownError):
        await client.send("text", [MASHA])
    assert len(simulator.requests) == 1


async def test_a_gateway_that_is_away_was_sent_nothing(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    await simulator.stop()
    with pytest.raises(NotSentError):
        await client.send("text", [MASHA])
    await simulator.start()
    assert simulator.messages == []
    await client.send("text", [MASHA])
    assert len(simulator.messages) == 1


async def test_a_send_that_nobody_awaits_any_more_is_cancelled(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    simulator.faults.add("hold")
    sending = asyncio.create_task(client.send("text", [MASHA]))
    await simulator.faults.wait_held()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    simulator.release()
    assert len(simulator.messages) == 1


async def test_an_answer_without_a_date_is_an_answer(
    client: SmsPilotClient, simulator: Simulator
) -> None:
    simulator.faults.add("no_date_header")
    assert (await client.inbound()).date is None


async def test_no_secret_is_in_an_address(client: SmsPilotClient, simulator: Simulator) -> None:
    await client.send("planted text", [MASHA])
    await client.account()
    for request in simulator.requests:
        assert request.method == "POST"
        assert request.query_string == ""
        assert request.path == "/api.php"


async def test_a_read_that_an_old_key_was_refused_for_is_made_again_with_the_new_one(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    old, new = ApiKey(key="X" * 64), ApiKey(key=simulator.account.key)
    client = SmsPilotClient(session, old, url=simulator.url)
    with pytest.raises(AuthenticationError):
        await client.account()
    simulator.faults.add("hold", times=1)
    asking = asyncio.create_task(client.account())
    await simulator.faults.wait_held()
    client.use(new, simulator.url)
    simulator.release()
    assert (await asking).balance == simulator.account.balance
