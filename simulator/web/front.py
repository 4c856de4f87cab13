"""The web server in front: what it does to a connection before a request is answered."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import cast

from simulator.faults.connection import text_for_people
from simulator.web.wire import UnreadableError, Wire


class Front(asyncio.Protocol):
    """Hands whole and well-formed requests on, and refuses by itself what is none."""

    def __init__(self, inner: asyncio.Protocol) -> None:
        """Stand in front of a protocol that knows plain HTTP."""
        self._inner = inner
        self._refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to read."""
        self._transport = cast("asyncio.Transport", transport)
        self._wire = Wire(self._transport.write)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Hand on the requests that are whole by now."""
        if self._refused:
            return
        try:
            for request in self._wire.feed(data):
                self._inner.data_received(request)
        except UnreadableError as unreadable:
            self._refused = True
            self._transport.write(_refusal(unreadable.status))
            # What is still on its way is read and dropped, or the client would not get the answer.
            self._transport.write_eof()

    def eof_received(self) -> bool | None:
        """Hand on that nothing more will come."""
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on that the connection is gone."""
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Hand on that the client is slow."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Hand on that the client has caught up."""
        self._inner.resume_writing()


def _refusal(status: int) -> bytes:
    title = f"{status} {HTTPStatus(status).phrase}"
    page = text_for_people(title).encode()
    head = (
        f"HTTP/1.1 {title}\r\nServer: nginx\r\nContent-Type: text/html\r\n"
        f"Content-Length: {len(page)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + page
