"""What faults do to the bytes of an answer."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import chain, repeat
from typing import Final

from aiohttp import hdrs

from simulator.faults.switches import Struck

_MEGABYTE: Final = 1024 * 1024
_WHITE_SPACE: Final = b" " * 65536
_IN_A_MEGABYTE: Final = _MEGABYTE // len(_WHITE_SPACE)
# The faults that let an answer go out piece by piece.
STREAMED: Final = frozenset({"chunked", "dripping", "endless", "compressed"})
# What zlib calls the two encodings.
_WINDOWS: Final = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def wrong_body(body: bytes, faults: Struck) -> bytes:
    """Return an answer broken or cut, if such a fault has struck."""
    if "broken_json" in faults:
        return body.replace(b":", b"=", 1)[:-1] + b",]"
    return body[: len(body) // 2] if "cut_json" in faults else body


def stream_headers(body: bytes, faults: Struck) -> dict[str, str]:
    """Return what a streamed answer says of its encoding, and of its length if it tells that."""
    if (compressed := faults.get("compressed")) is not None:
        return {hdrs.CONTENT_ENCODING: compressed.parameters["encoding"]}
    return {hdrs.CONTENT_LENGTH: str(len(body))} if STREAMED & faults.keys() == {"dripping"} else {}


async def stream(
    body: bytes, faults: Struck, sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[bytes]:
    """Yield the pieces of an answer; the event loop has its turn between them."""
    dripping = faults.get("dripping")
    for piece in _compressed(chain(_white_space(faults), _pieces(body, faults)), faults):
        yield piece
        await asyncio.sleep(0)
        if dripping is not None:
            await sleep(dripping.parameters["seconds"])


def _white_space(faults: Struck) -> Iterator[bytes]:
    for name in ("endless", "compressed"):
        if (fault := faults.get(name)) is not None:
            megabytes = fault.parameters["megabytes"]
            if not megabytes and name == "endless":
                yield from repeat(_WHITE_SPACE)
            yield from repeat(_WHITE_SPACE, round(megabytes * _IN_A_MEGABYTE))


def _pieces(body: bytes, faults: Struck) -> Iterator[bytes]:
    sizes = [faults[name].parameters["bytes"] for name in ("chunked", "dripping") if name in faults]
    size = min(sizes, default=max(1, len(body)))
    return (body[start : start + size] for start in range(0, len(body), size))


def _compressed(pieces: Iterator[bytes], faults: Struck) -> Iterator[bytes]:
    fault = faults.get("compressed")
    window = fault and _WINDOWS.get(fault.parameters["encoding"])
    if not window:
        yield from pieces
        return
    compressor = zlib.compressobj(wbits=window)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()
