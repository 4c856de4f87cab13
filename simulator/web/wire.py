"""Requests as they come over the wire, read as forgivingly as the vendor's web server does.

Raw bytes and blanks in an address, bare line feeds, odd header lines, bodies in chunks: whatever
that server would take is written anew in plain HTTP, so that no HTTP parser stumbles over it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from typing import Final

# nginx, as it is delivered: one header line, all of them together, a body.
LONGEST_LINE: Final = 8192
LONGEST_HEAD: Final = 4 * LONGEST_LINE
LARGEST_BODY: Final = 1024 * 1024

_REQUEST_LINE: Final = re.compile(rb"([A-Z]+) +(/.*?) +HTTP/(\d+)\.(\d+) *")
_METHODS: Final = frozenset({b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS"})
_UNSAFE: Final = re.compile(rb"[^!#-;=?-\[\]_a-z~]")
_HEADER: Final = re.compile(rb"([!#-'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
_UNPRINTABLE: Final = re.compile(rb"[^ -~]")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(;.*)?")
# What the simulator looks at; of the body's length and its chunks it hears in its own words.
_KEPT: Final = frozenset({b"host", b"connection", b"content-type", b"origin", b"sec-fetch-site"})
_ONCE: Final = frozenset({b"host", b"content-length", b"transfer-encoding"})
_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"

type Headers = dict[bytes, bytes]
type Reading[T] = Generator[bytes | None, None, T]


class UnreadableError(Exception):
    """A request that no web server would take."""

    def __init__(self, status: int) -> None:
        """Carry the HTTP status to answer with."""
        super().__init__(status)
        self.status = status


class Wire:
    """One connection's requests, each given out once it is there as a whole."""

    def __init__(self, say: Callable[[bytes], None]) -> None:
        """Begin to read; `say` tells a client that waits for it to go on."""
        self._say = say
        self._buffer = bytearray()
        self._requests = self._read()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take in what has come, and give out the requests that are whole now."""
        self._buffer += data
        while (request := next(self._requests)) is not None:
            yield request

    def _read(self) -> Iterator[bytes | None]:
        """Give out request after request, and None whenever more is needed."""
        while True:
            if line := (yield from self._line(414)):
                start = _request_line(line)
                headers = yield from self._headers()
                if b"host" not in headers and start.endswith(b"1.1"):
                    raise UnreadableError(400)
                body = yield from self._body(headers)
                yield _written(start, headers, body)

    def _line(self, too_long: int) -> Reading[bytes]:
        while (end := self._buffer.find(b"\n", 0, LONGEST_LINE)) < 0:
            if len(self._buffer) >= LONGEST_LINE:
                raise UnreadableError(too_long)
            yield None
        return self._exact(end + 1)[:-1].removesuffix(b"\r")

    def _headers(self) -> Reading[Headers]:
        headers: Headers = {}
        length = 0
        while line := (yield from self._line(400)):
            length += len(line)
            if length > LONGEST_HEAD:
                raise UnreadableError(400)
            if (header := _HEADER.fullmatch(line)) is None:
                continue
            name = header[1].lower()
            if name in headers and name in _ONCE:
                raise UnreadableError(400)
            headers.setdefault(name, header[2])
        return headers

    def _body(self, headers: Headers) -> Reading[bytes | None]:
        """Read the body, None if there is none."""
        length, encoding = headers.get(b"content-length"), headers.get(b"transfer-encoding")
        if length is None and encoding is None:
            return None
        if length is not None and (encoding is not None or not re.fullmatch(rb"\d{1,18}", length)):
            raise UnreadableError(400)
        if encoding is not None and encoding.lower() != b"chunked":
            raise UnreadableError(501)
        if headers.get(b"expect", b"").lower() == b"100-continue" and not self._buffer:
            self._say(_GO_ON)
        return (yield from self._chunks() if length is None else self._bytes(int(length)))

    def _bytes(self, number: int) -> Reading[bytes]:
        if number > LARGEST_BODY:
            raise UnreadableError(413)
        while len(self._buffer) < number:
            yield None
        return self._exact(number)

    def _chunks(self) -> Reading[bytes]:
        body = bytearray()
        while True:
            if (chunk := _CHUNK.fullmatch((yield from self._line(400)))) is None:
                raise UnreadableError(400)
            if (size := int(chunk[1], 16)) == 0:
                break
            body += yield from self._bytes(size)
            if (yield from self._line(400)):
                raise UnreadableError(400)
            if len(body) > LARGEST_BODY:
                raise UnreadableError(413)
        yield from self._headers()
        return bytes(body)

    def _exact(self, number: int) -> bytes:
        taken = bytes(self._buffer[:number])
        del self._buffer[:number]
        return taken


def _request_line(line: bytes) -> bytes:
    """Return a request line with nothing in its address that would have to be written otherwise."""
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        raise UnreadableError(400)
    method, target, major, minor = found.groups()
    if int(major) != 1:
        raise UnreadableError(505)
    if method not in _METHODS:
        raise UnreadableError(405)
    target = _UNSAFE.sub(lambda byte: b"%%%02X" % byte[0][0], target.partition(b"#")[0])
    return b"%s %s HTTP/1.%d" % (method, target, int(minor) > 0)


def _written(start: bytes, headers: Headers, body: bytes | None) -> bytes:
    lines = [start]
    lines += [
        name + b": " + _UNPRINTABLE.sub(b"?", value)
        for name, value in headers.items()
        if name in _KEPT
    ]
    if body is not None:
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")
