"""A server whose answers are too much: `python -m benchmarks.odd_server NAME` prints its address.

It runs by itself, so that neither its memory nor its work is taken for the client's.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

type Body = Callable[[asyncio.StreamWriter], Awaitable[None]]

MIB = 1 << 20
LARGEST = 8 * MIB
BLOCK = 64 << 10
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


async def _whole(writer: asyncio.StreamWriter, *, body: bytes) -> None:
    writer.write(body)
    await writer.drain()


async def _endless(writer: asyncio.StreamWriter, *, head: bytes, block: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(block)
        await writer.drain()


async def _dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


def _list(rows: bytes) -> bytes:
    body = b'{"inbound":[%s]}' % rows
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _rows(number: int) -> bytes:
    return _list(json.dumps(list(map(_row, range(number)))).encode()[1:-1])


def _growing() -> Body:
    """Return what answers with ten thousand rows, and one more each time."""
    rows = list(map(_row, range(9_999)))

    async def answer(writer: asyncio.StreamWriter) -> None:
        rows.append(_row(len(rows)))
        await _whole(writer, body=_list(json.dumps(rows).encode()[1:-1]))

    return answer


def _row(number: int) -> dict[str, str]:
    created = f"2026-11-22 {number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
    row = {"id": str(number), "phone": f"7908{number % 50:07}", "num": "79021121076"}
    return {**row, "text": f"Open the gate {number}", "created": created}


def _bomb() -> bytes:
    body = gzip.compress(bytes(400 * MIB))
    return b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


GROWING = "ten thousand rows, and one more each time"
BODIES: dict[str, Callable[[], Body]] = {
    "nothing": lambda: partial(_whole, body=b"Content-Length: 2\r\n\r\n{}"),
    "endless": lambda: partial(_endless, head=b"\r\n", block=bytes(BLOCK)),
    "endless, in chunks of a kibibyte": lambda: partial(
        _endless, head=CHUNKED, block=b"400\r\n%s\r\n" % bytes(1024) * 64
    ),
    "endless, in chunks of a byte": lambda: partial(
        _endless, head=CHUNKED, block=b"1\r\n \r\n" * (BLOCK // 6)
    ),
    "400 MiB compressed to 400 KiB": lambda: partial(_whole, body=_bomb()),
    "dripping": lambda: _dripping,
    GROWING: _growing,
    "8 MiB of empty rows": lambda: partial(_whole, body=_list(b"{}," * (LARGEST // 3 - 5) + b"{}")),
    "50,000 good rows": lambda: partial(_whole, body=_rows(50_000)),
}


async def _serve(body: Body) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n")
            await body(writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api.php", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(BODIES[sys.argv[1]]()))
