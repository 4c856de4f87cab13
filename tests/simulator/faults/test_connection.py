"""The faults of the connection and of the whole answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import (
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ServerDisconnectedError,
)

from tests.simulator.conftest import OTHER, PHONE, Gateway

MESSAGE = {"send": "Hello", "to": f"{PHONE},{OTHER}"}


@pytest.mark.parametrize(
    ("name", "parameters", "error", "taken"),
    [
        ("drop_before", {}, ServerDisconnectedError, 0),
        ("drop_after", {}, ServerDisconnectedError, 2),
        ("take_late", {}, ServerDisconnectedError, 0),
        ("reset", {}, ClientOSError, 0),
        ("reset", {"when": "after"}, ClientOSError, 2),
        ("cut_body", {}, ClientPayloadError, 2),
    ],
)
async def test_breaks_the_connection(
    gateway: Gateway, name: str, parameters: dict[str, Any], error: type[ClientError], taken: int
) -> None:
    gateway.simulator.faults.add(name, times=1, **parameters)
    with pytest.raises(error):
        await gateway.json(**MESSAGE)
    assert len(gateway.simulator.messages) == taken
    assert name in gateway.simulator.requests[-1].outcome
    assert (await gateway.send("Next"))["status"] == "0"


async def test_take_late_takes_the_message_when_its_time_has_come(gateway: Gateway) -> None:
    gateway.simulator.faults.add("take_late", seconds=90, times=1)
    with pytest.raises(ServerDisconnectedError):
        await gateway.json(**MESSAGE)
    gateway.simulator.clock.advance(89)
    assert gateway.simulator.messages == []
    gateway.simulator.clock.advance(1)
    assert [message.phone for message in gateway.simulator.messages] == [PHONE, OTHER]


@pytest.mark.parametrize(
    ("name", "parameters", "status", "taken"),
    [
        ("redirect", {}, 302, 0),
        ("redirect", {"status": 307, "to": "https://example.com/"}, 307, 0),
        ("server_error", {}, 500, 0),
        ("server_error", {"status": 502, "when": "after"}, 502, 2),
        ("html", {}, 200, 0),
        ("html", {"when": "after"}, 200, 2),
    ],
)
async def test_answers_something_else(
    gateway: Gateway, name: str, parameters: dict[str, Any], status: int, taken: int
) -> None:
    gateway.simulator.faults.add(name, **parameters)
    data = {"apikey": gateway.simulator.account.key, "format": "json", **MESSAGE}
    async with gateway.session.post(
        gateway.simulator.url, data=data, allow_redirects=False
    ) as response:
        assert response.status == status
        assert response.content_type == "text/html"
        assert response.headers.get("Location") == (
            parameters.get("to", "/elsewhere") if name == "redirect" else None
        )
    assert len(gateway.simulator.messages) == taken


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_refuses_with_any_code(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("error", code=118, when=when)
    assert await gateway.code(**MESSAGE) == 118
    assert len(gateway.simulator.messages) == taken
    assert gateway.simulator.requests[-1].outcome == "error 118"


@pytest.mark.parametrize("code", [500, 110, 303, 999])
@pytest.mark.parametrize("command", [{"inbound": "all"}, {"check": "1"}, {}])
async def test_may_refuse_one_command_alone(
    gateway: Gateway, code: int, command: dict[str, str]
) -> None:
    hit = next(iter(command), "account")
    gateway.simulator.faults.add("error", code=code, command=hit)
    assert await gateway.code(**command) == code
    assert (await gateway.send())["status"] == "0"
    assert await gateway.json(check="recent", fields="phone") == {"check": [{"phone": PHONE}]}


@pytest.mark.parametrize("name", ["broken_json", "cut_json"])
async def test_spoils_the_answer_after_taking_the_message(gateway: Gateway, name: str) -> None:
    gateway.simulator.faults.add(name)
    body = await gateway.text(format="json", **MESSAGE)
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert len(gateway.simulator.messages) == 2


async def test_answers_without_a_date(gateway: Gateway) -> None:
    gateway.simulator.faults.add("no_date_header")
    data = {"apikey": gateway.simulator.account.key}
    async with gateway.session.post(gateway.simulator.url, data=data) as response:
        assert "Date" not in response.headers
        assert "X-No-Date" not in response.headers


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_holds_an_answer_until_released(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("hold", when=when)
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.faults.wait_held()
    assert len(gateway.simulator.messages) == taken
    assert gateway.simulator.faults.held == 1
    gateway.simulator.release()
    assert len((await asking)["send"]) == 2


async def test_clearing_the_faults_releases_what_is_held(gateway: Gateway) -> None:
    gateway.simulator.faults.add("hold", times=1)
    gateway.simulator.faults.add("delay")
    asking = asyncio.create_task(gateway.json(balance="rur"))
    await gateway.simulator.clock.wait_sleeping()
    gateway.simulator.clock.advance(15)
    await gateway.simulator.faults.wait_held()
    gateway.simulator.faults.clear("delay")
    assert gateway.simulator.faults.held == 1
    gateway.simulator.faults.clear()
    assert await asking == {"balance": "2934.76"}
    assert list(gateway.simulator.faults) == []


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_is_late_by_its_own_clock(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("delay", seconds=40, when=when)
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.clock.wait_sleeping()
    gateway.simulator.clock.advance(39)
    assert len(gateway.simulator.messages) == taken
    assert not asking.done()
    gateway.simulator.clock.advance(1)
    await asking
    assert len(gateway.simulator.messages) == 2


@pytest.mark.parametrize(("when", "taken"), [("before", 0), ("after", 2)])
async def test_a_stop_breaks_off_what_is_held(gateway: Gateway, when: str, taken: int) -> None:
    gateway.simulator.faults.add("hold", when=when)
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.faults.wait_held()
    await gateway.simulator.stop()
    with pytest.raises(ServerDisconnectedError):
        await asking
    assert len(gateway.simulator.messages) == taken


async def test_a_client_that_goes_does_not_stop_the_taking(gateway: Gateway) -> None:
    gateway.simulator.faults.add("hold", when="before")
    asking = asyncio.create_task(gateway.json(**MESSAGE))
    await gateway.simulator.faults.wait_held()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    gateway.simulator.faults.clear()
    await gateway.json(balance="rur")
    assert len(gateway.simulator.messages) == 2
