"""Gateways that misbehave, over real HTTP."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

type Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class OddGateway:
    """Answers every request with what it was told to, and remembers the forms."""

    def __init__(self) -> None:
        """Begin with an answer that no command understands."""
        self.answer: str | bytes = "{}"
        self.status = 200
        self.headers: dict[str, str] = {}
        self.forms: list[dict[str, str]] = []
        self.requests: list[web.Request] = []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self.server = TestServer(app, host="127.0.0.1")

    @property
    def url(self) -> str:
        """Return the address to post to."""
        return str(self.server.make_url("/api.php"))

    async def _handle(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        body = self.answer.encode() if isinstance(self.answer, str) else self.answer
        return web.Response(body=body, status=self.status, headers=self.headers)


@dataclass
class RawServer:
    """A server that speaks bytes."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Return the address to post to."""
        return f"http://127.0.0.1:{self.port}/api.php"


@asynccontextmanager
async def raw_server(
    behave: Behaviour, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[RawServer]:
    """Let a behaviour answer each request, once it was read; count the requests."""
    state = RawServer()
    handling: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            handling.add(task)
        try:
            while True:
                state.requests.append(await read_request(reader))
                state.asked.set()
                await behave(reader, writer)
        except asyncio.IncompleteReadError, ConnectionError:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        server.close_clients()
        await server.wait_closed()
        for task in handling:
            task.cancel()
        await asyncio.gather(*handling, return_exceptions=True)


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """Return one request, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head + await reader.readexactly(length)


def answering(*chunks: bytes, close: bool = False) -> Behaviour:
    """Return the behaviour that writes bytes."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for chunk in chunks:
            writer.write(chunk)
        await writer.drain()
        if close:
            writer.close()

    return behave


async def silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Answer nothing, but keep the connection."""


async def dropping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close the connection after the request was read."""
    writer.close()


async def resetting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection: closed with no time to linger, it says RST and not FIN."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
