"""The control calls."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from simulator.faults.kinds import KINDS
from tests.simulator.conftest import OTHER, PHONE, Gateway, Json


async def test_the_state_tells_everything(gateway: Gateway) -> None:
    await gateway.send("Привет", send_datetime="2026-11-22 13:00:00")
    gateway.simulator.receive(OTHER, "Hi")
    gateway.simulator.faults.add("delay", command="check", times=2)
    state = await gateway.control("state", method="GET")
    assert state["url"] == gateway.simulator.url
    assert state["off"] is None
    assert state["clock"] == {"now": "2026-11-22T12:00:00+00:00", "frozen": True}
    assert state["timezone"] == "Europe/Moscow"
    assert state["accounts"][0]["balance"] == "2933.45"
    message = state["messages"][0]
    assert (message["text"], message["account"], message["price"]) == ("Привет", 5671, "1.31")
    assert message["send_at"] == "2026-11-22T13:00:00+00:00"
    assert (state["inbound"][0]["phone"], state["inbound"][0]["text"]) == (OTHER, "Hi")
    assert state["requests"][0]["parameters"]["send"] == "Привет"
    assert state["faults"][0]["name"] == "delay"
    assert state["faults"][0]["parameters"] == {"seconds": 15.0, "when": "after"}
    assert (state["callbacks"], state["held"]) == ([], 0)


async def test_the_state_can_be_limited_to_the_newest(gateway: Gateway) -> None:
    for number in range(3):
        await gateway.send(str(number))
    state = await gateway.control("state?limit=2", method="GET")
    assert [message["text"] for message in state["messages"]] == ["1", "2"]
    assert len(state["requests"]) == 2


async def test_a_message_is_received(gateway: Gateway) -> None:
    second = gateway.simulator.add_account()
    data = {"phone": PHONE, "text": "Раз\nдва", "number": "79020000000", "account": second.id}
    answer = await gateway.control("receive", {**data, "created": "2026-11-22T15:00:00+03:00"})
    assert answer["created"] == "2026-11-22T15:00:00+03:00"
    rows = (await gateway.json(inbound="all", apikey=second.key))["inbound"]
    assert (rows[0]["text"], rows[0]["num"]) == ("Раз\nдва", "79020000000")
    assert rows[0]["created"] == "2026-11-22 15:00:00"


async def test_a_status_is_set(gateway: Gateway) -> None:
    await gateway.send()
    answer = await gateway.control("status", {"server_id": 4566, "status": -1, "error": 602})
    assert (answer["status"], answer["error"]) == (-1, 602)
    assert await gateway.status("4566") == "-1"


async def test_a_phone_gets_a_name(gateway: Gateway) -> None:
    assert await gateway.control("phone", {"phone": PHONE, "name": " Masha "}) == {PHONE: "Masha"}
    assert (await gateway.control("state", method="GET"))["names"] == {PHONE: "Masha"}
    await gateway.control("reset")
    assert gateway.simulator.gateway.names == {PHONE: "Masha"}
    assert await gateway.control("phone", {"phone": PHONE, "name": ""}) == {}
    await gateway.control("phone", {"phone": PHONE, "name": "Masha"})
    await gateway.control("reset", {"accounts": True})
    assert gateway.simulator.gateway.names == {}


async def test_the_balance_is_set(gateway: Gateway) -> None:
    await gateway.control("balance", {"balance": "12,5"})
    assert gateway.simulator.account.balance == Decimal("12.5")
    assert await gateway.json(balance="rur") == {"balance": "12.50"}


async def test_the_key_is_changed(gateway: Gateway) -> None:
    old = gateway.simulator.account.key
    made_up = (await gateway.control("key"))["key"]
    assert await gateway.code(apikey=old) == 102
    assert (await gateway.json(apikey=made_up))["id"] == "5671"
    await gateway.control("key", {"key": "short"})
    assert (await gateway.json(apikey="short"))["id"] == "5671"


async def test_an_account_is_changed_and_another_one_opened(gateway: Gateway) -> None:
    await gateway.control("account", {"callback": "http://127.0.0.1:1/", "any_sender": True})
    assert gateway.simulator.account.callback == "http://127.0.0.1:1/"
    await gateway.control("account", {"callback": None, "callback_method": "post"})
    assert gateway.simulator.account.callback_method == "post"
    await gateway.control("account", {"blocked": 106, "senders": ["HOME"]})
    assert await gateway.code() == 106
    answer = await gateway.control("accounts", {"balance": 5, "email": "second@example.com"})
    assert (answer["id"], answer["balance"]) == (5672, "5")
    await gateway.control("account", {"account": 5672, "password": "secret"})
    login = {"apikey": "", "login": "second@example.com", "password": "secret"}
    assert await gateway.json(balance="rur", **login) == {"balance": "5.00"}


async def test_faults_are_listed_and_switched(gateway: Gateway) -> None:
    listed = await gateway.control("faults", method="GET")
    assert listed["kinds"].keys() == KINDS.keys()
    await gateway.control("faults", {"name": "error", "code": 118, "times": 1, "command": "send"})
    assert await gateway.code(send="Hi", to=PHONE) == 118
    await gateway.control("faults", {"name": "html"})
    listed = await gateway.control("faults", method="GET")
    assert [fault["name"] for fault in listed["active"]] == ["html"]
    await gateway.control("faults?name=html", method="DELETE")
    assert list(gateway.simulator.faults) == []
    gateway.simulator.faults.add("html")
    gateway.simulator.faults.add("reset")
    await gateway.control("faults", method="DELETE")
    assert list(gateway.simulator.faults) == []


async def test_held_answers_are_released(gateway: Gateway) -> None:
    gateway.simulator.faults.add("hold", times=1)
    asking = asyncio.create_task(gateway.json(balance="rur"))
    await gateway.simulator.faults.wait_held()
    assert (await gateway.control("state", method="GET"))["held"] == 1
    await gateway.control("release")
    assert await asking == {"balance": "2934.76"}


async def test_the_clock_is_moved(gateway: Gateway) -> None:
    await gateway.send()
    answer = await gateway.control("clock", {"advance": 10})
    zone = "Europe/Moscow"
    assert answer == {"now": "2026-11-22T12:00:10+00:00", "frozen": True, "timezone": zone}
    assert await gateway.status("4566") == "2"
    await gateway.control("clock", {"set": "2026-12-01T03:00:00+03:00", "frozen": False})
    assert not gateway.simulator.clock.frozen
    assert (await gateway.control("clock", {"frozen": True}))["now"].startswith("2026-12-01T00:00")


async def test_the_dialect_is_changed(gateway: Gateway) -> None:
    answer = await gateway.control("dialect", {"packet_id": True})
    assert answer["packet_id"] is True
    assert "server_packet_id" in await gateway.json(send="Hi", to=PHONE)


async def test_a_reset_forgets_messages_and_if_wished_the_accounts(gateway: Gateway) -> None:
    await gateway.send("Hi", to=f"{PHONE},79001198001")
    gateway.simulator.receive(PHONE, "Hi")
    gateway.simulator.faults.add("html", command="inbound")
    gateway.simulator.add_account()
    await gateway.control("reset")
    state = await gateway.control("state", method="GET")
    assert (state["messages"], state["inbound"], state["requests"], state["faults"]) == ([],) * 4
    assert len(state["accounts"]) == 2
    assert state["accounts"][0]["balance"] == "2932.14"
    assert (await gateway.send("Hi"))["server_id"] == "4568"
    await gateway.control("reset", {"accounts": True})
    assert await gateway.json(balance="rur") == {"balance": "2934.76"}
    assert len(gateway.simulator.gateway.accounts) == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("receive", {"phone": PHONE}),
        ("receive", {"phone": PHONE, "text": "Hi", "created": "2026-11-22T12:00:00"}),
        ("receive", {"phone": PHONE, "text": "Hi", "account": 1}),
        ("receive", [1]),
        ("status", {"server_id": 1, "status": 2}),
        ("balance", {"balance": "much"}),
        ("balance", {"balance": "NaN"}),
        ("account", {"colour": "red"}),
        ("account", {"id": 1}),
        ("faults", {"name": "no_such"}),
        ("clock", {"advance": "soon"}),
        ("clock", {"timezone": "Moon/Crater"}),
        ("faults", {"name": "error", "code": "much"}),
        ("faults", {"name": "server_error", "status": 99}),
        ("faults", {"name": "delay", "when": "soon"}),
        ("faults", {"name": "delay", "seconds": "nan"}),
        ("faults", {"name": "changed_phones", "how": "8,plus"}),
        ("faults", {"name": "redirect", "to": "/\r\nSet-Cookie: a"}),
        ("faults", {"name": "html", "times": "often"}),
        ("dialect", {"colour": "red"}),
        ("dialect", {"keep_alive": "yes"}),
        ("account", {"senders": 5}),
        ("account", {"blocked": 99}),
        ("account", {"templates": "Fire!"}),
        ("account", {"any_sender": 1}),
        ("account", {"callback": "//["}),
        ("account", {"callback": "nowhere"}),
        ("account", {"callback_method": "put"}),
        ("account", {"duplicate_window": float("inf")}),
        ("account", {"key": None}),
        ("account", {"key": True}),
        ("account", {"balance": "1e30"}),
        ("receive", {"phone": PHONE, "text": "Hi", "created": "9999-12-31T23:59:59+00:00"}),
        ("receive", {"phone": [PHONE], "text": "Hi"}),
        ("phone", {"phone": PHONE}),
        ("phone", {"phone": PHONE, "name": None}),
        ("clock", {"advance": 1e300}),
        ("clock", {"set": "0001-01-01T00:00:00+00:00"}),
        ("off", {"seconds": float("nan")}),
        ("off", {"mode": "loudly"}),
        ("off", {"mode": "refuse"}),
    ],
)
async def test_a_mistake_is_answered_with_its_reason(
    gateway: Gateway, path: str, data: Json
) -> None:
    url = f"{gateway.simulator.page_url}control/{path}"
    async with gateway.session.post(url, json=data) as response:
        assert response.status == 400
        assert (await response.json())["error"]


@pytest.mark.parametrize("body", ["[" * 100_000, "{", "\xff", '{"phone": ' + "9" * 5000 + "}"])
async def test_what_is_no_json_is_a_mistake(gateway: Gateway, body: str) -> None:
    url = f"{gateway.simulator.page_url}control/receive"
    headers = {"Content-Type": "application/json; charset=nonsense"}
    async with gateway.session.post(url, data=body.encode("latin-1"), headers=headers) as response:
        assert response.status == 400


async def test_an_account_is_not_opened_by_mistake(gateway: Gateway) -> None:
    url = f"{gateway.simulator.page_url}control/accounts"
    async with gateway.session.post(url, json={"balance": 5, "colour": "red"}) as response:
        assert response.status == 400
    assert len(gateway.simulator.gateway.accounts) == 1


async def test_half_a_character_can_be_received_and_shown(gateway: Gateway) -> None:
    answer = await gateway.control("receive", {"phone": PHONE, "text": "Hi \ud83d"})
    assert answer["text"] == "Hi \ud83d"
    assert (await gateway.control("state", method="GET"))["inbound"][0] == answer
    assert (await gateway.json(inbound="all"))["inbound"][0]["text"] == "Hi \ud83d"


async def test_a_stream_tells_of_every_change(gateway: Gateway) -> None:
    url = f"{gateway.simulator.page_url}control/events"
    async with gateway.session.get(url) as response:
        assert await response.content.readuntil(b"\n\n") == b"data: changed\n\n"
        gateway.simulator.receive(PHONE, "Hi")
        assert await response.content.readuntil(b"\n\n") == b"data: changed\n\n"
        await gateway.simulator.stop()
        assert await response.content.read() in (b"", b"data: changed\n\n")


async def test_watchers_may_go(gateway: Gateway) -> None:
    url = f"{gateway.simulator.page_url}control/events"
    async with gateway.session.get(url) as response:
        await response.content.readuntil(b"\n\n")
    for _ in range(3):
        gateway.simulator.receive(PHONE, "Hi")
        await gateway.control("state", method="GET")
