"""The web server in front hands on what it takes, and whatever becomes of the connection."""

from __future__ import annotations

import asyncio
from unittest.mock import Mock, call

from simulator.web.front import Front


def test_what_becomes_of_a_connection_is_handed_on() -> None:
    inner, transport, error = Mock(asyncio.Protocol), Mock(asyncio.Transport), OSError()
    inner.eof_received.return_value = True
    front = Front(inner)
    front.connection_made(transport)
    front.data_received(b"GET / HTTP/1.0\n")
    front.data_received(b"\nGET")
    front.pause_writing()
    front.resume_writing()
    assert front.eof_received() is True
    front.connection_lost(error)
    assert inner.mock_calls == [
        call.connection_made(transport),
        call.data_received(b"GET / HTTP/1.0\r\n\r\n"),
        call.pause_writing(),
        call.resume_writing(),
        call.eof_received(),
        call.connection_lost(error),
    ]


def test_nothing_is_handed_on_after_a_refusal() -> None:
    inner, transport = Mock(asyncio.Protocol), Mock(asyncio.Transport)
    front = Front(inner)
    front.connection_made(transport)
    front.data_received(b"GET / HTTP/1.0\r\n\r\nnonsense\r\n\r\nGET / HTTP/1.0\r\n\r\n")
    front.data_received(b"GET / HTTP/1.0\r\n\r\n")
    assert inner.data_received.mock_calls == [call(b"GET / HTTP/1.0\r\n\r\n")]
    transport.write_eof.assert_called_once_with()
    assert transport.write.call_args[0][0].startswith(b"HTTP/1.1 400 Bad Request\r\n")
