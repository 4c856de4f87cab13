"""The gateway's being away, and its coming back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientConnectorError, ClientSession, ServerDisconnectedError

from simulator import Simulator
from tests.simulator.conftest import Gateway, frozen_gateway


@pytest.fixture
async def two_ports(session: ClientSession) -> AsyncGenerator[Gateway]:
    async with Simulator(frozen_gateway(), control_port=0) as simulator:
        yield Gateway(simulator, session)


async def test_dropping_leaves_the_page_and_the_control_calls(gateway: Gateway) -> None:
    assert await gateway.control("off") == {"off": "drop"}
    with pytest.raises(ServerDisconnectedError):
        await gateway.send()
    assert gateway.simulator.requests[-1].outcome == "off"
    assert gateway.simulator.messages == []
    assert await gateway.control("on") == {"off": None}
    assert (await gateway.send())["status"] == "0"


@pytest.mark.parametrize("turns", range(2))
async def test_what_is_being_answered_when_it_goes_is_not_answered(
    gateway: Gateway, turns: int
) -> None:
    """However soon it is back: the answer would bear a date of after that."""
    simulator, blinks = gateway.simulator, set[asyncio.Task[None]]()

    async def blink() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await simulator.turn_off()
        await simulator.turn_on()

    def taken() -> None:
        if simulator.messages and not blinks:
            blinks.add(asyncio.create_task(blink()))

    simulator.gateway.on_change.append(taken)
    with pytest.raises(ServerDisconnectedError):
        await gateway.send()
    assert [each.done() for each in blinks] == [True]
    assert len(simulator.messages) == 1


async def test_refusing_closes_the_gateways_port_alone(two_ports: Gateway) -> None:
    assert (await two_ports.control("state", method="GET"))["can_refuse"] is True
    assert await two_ports.control("off", {"mode": "refuse"}) == {"off": "refuse"}
    with pytest.raises(ClientConnectorError):
        await two_ports.send()
    assert await two_ports.control("on") == {"off": None}
    assert (await two_ports.send())["status"] == "0"
    await two_ports.control("off", {"mode": "refuse"})
    await two_ports.control("off", {"mode": "drop"})
    with pytest.raises(ServerDisconnectedError):
        await two_ports.send()
    url = f"{two_ports.simulator.control_url}api.php"
    async with two_ports.session.post(url) as response:
        assert response.status == 404


async def test_the_gateway_may_come_back_by_itself(gateway: Gateway) -> None:
    back = asyncio.Event()
    await gateway.simulator.turn_off("refuse", seconds=0.01)
    gateway.simulator.gateway.on_change.append(back.set)
    await back.wait()
    assert gateway.simulator.off_mode is None
    assert (await gateway.send())["status"] == "0"


async def test_a_stop_while_the_gateway_is_away_is_a_stop(gateway: Gateway) -> None:
    await gateway.simulator.turn_off("refuse", seconds=600)
    await gateway.simulator.stop()
    await gateway.simulator.start()
    assert gateway.simulator.off_mode is None


async def test_a_stopped_gateway_refuses_connections_and_comes_back(gateway: Gateway) -> None:
    await gateway.send()
    await gateway.simulator.stop()
    with pytest.raises(ClientConnectorError):
        await gateway.json(balance="rur")
    await gateway.simulator.start()
    assert await gateway.json(balance="rur") == {"balance": "2933.45"}
    assert await gateway.status("4566") == "0"


@pytest.mark.parametrize("moments", range(4))
async def test_a_connection_at_the_moment_of_the_stop_is_no_error(
    gateway: Gateway, moments: int
) -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: complaints.append(told))
    address = urlsplit(gateway.simulator.url)
    with socket.create_connection((address.hostname, address.port)):
        for _ in range(moments):
            await asyncio.sleep(0)
        await gateway.simulator.stop()
    assert complaints == []


async def test_many_requests_at_once_are_all_taken(gateway: Gateway) -> None:
    rows = await asyncio.gather(*(gateway.send(str(number)) for number in range(50)))
    assert len({row["server_id"] for row in rows}) == 50
