"""What the tests themselves run in."""

from __future__ import annotations

import asyncio
import socket

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_socket import SocketConnectBlockedError


async def test_a_test_reaches_a_server_on_the_loopback_address() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"here")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"here"
        writer.close()
        await writer.wait_closed()


@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_a_test_reaches_no_other_address() -> None:
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


def test_a_test_looks_up_no_name() -> None:
    with pytest.raises(RuntimeError, match="DNS resolution disabled"):
        socket.getaddrinfo("smspilot.ru", 443)


async def test_home_assistant_starts_without_a_warning(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "notify", {})
