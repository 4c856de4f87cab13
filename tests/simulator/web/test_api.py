"""The gateway's address: what a request may look like, and what the answer looks like."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace

import pytest
from aiohttp import FormData

from simulator import InboundMessage, Message
from tests.simulator.conftest import PHONE, Gateway


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


MANY = 2000


@pytest.mark.parametrize(
    "command", [{"inbound": "all"}, {"check": "recent", "fields": "all"}, {"check": "4566," * MANY}]
)
async def test_others_are_answered_while_a_long_list_is_written(
    gateway: Gateway, command: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.basics.slices.SLICE", 0)
    simulator, begun = gateway.simulator, asyncio.Event()
    for number in range(MANY):
        simulator.receive(PHONE, str(number))
    await gateway.send()
    for number in range(MANY):
        simulator.gateway.keep(replace(simulator.messages[0], server_id=5000 + number))
    simulator.gateway.on_change.append(begun.set)
    asking = asyncio.create_task(gateway.json(**command))
    await begun.wait()
    assert await gateway.json(balance="rur") == {"balance": "2933.45"}
    assert (await gateway.control("state?limit=1", method="GET"))["messages"]
    assert not asking.done()
    assert len(next(iter((await asking).values()))) >= MANY


async def test_a_reset_gives_back_what_was_kept(gateway: Gateway) -> None:
    def kept() -> int:
        gc.collect()
        return sum(isinstance(thing, Message | InboundMessage) for thing in gc.get_objects())

    await gateway.send(to=",".join(str(79000000000 + number) for number in range(500)))
    gateway.simulator.receive(PHONE, "Hi")
    gateway.simulator.set_status(4566, -1)
    assert len(gateway.simulator.messages) == 500
    await gateway.control("reset")
    assert kept() == 0
