"""One request to the gateway, and what is known about it when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

import aiohttp

from .errors import GatewayError, NotSentError, OutcomeUnknownError, SmsPilotError, gateway_error
from .long_answer import read_long
from .parsing import Json, decode, http_date, money, parts, refusal
from .rows import Listed

READ_TIMEOUT = aiohttp.ClientTimeout(total=10)
"""Seconds."""
SEND_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
"""Seconds."""

LARGEST_BODY = 8 << 20
"""Bytes; more is no answer of the gateway's."""
LONG_BODY = 64 << 10
"""Bytes from which on reading an answer would hold up everything else."""
_READ_AT_ONCE = 64 << 10
"""Bytes; also a sixteenth as many chunks, however small, which is what aiohttp needs time for."""

_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    # A few bytes of a compressed answer can become gigabytes.
    "Accept-Encoding": "identity",
}
_HTTP_GOOD = range(200, 300)
_UNKNOWN_FORMAT, _SYSTEM_ERROR = 11, 110
_NEVER_LEFT = (
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.ClientHttpProxyError,
)


class Reply[T](NamedTuple):
    """An HTTP answer, read to its end; without values if it is none of the gateway's."""

    status: int
    date: datetime | None
    values: dict[str, Json]
    parts: tuple[T | None, ...]
    """What was made of all that the answer lists, None of what is no good."""

    @property
    def good(self) -> bool:
        """Return whether HTTP says that the request was answered."""
        return self.status in _HTTP_GOOD

    @property
    def refusal(self) -> GatewayError | None:
        """Return the gateway's error, whatever the HTTP status says."""
        return refusal(self.values)

    @property
    def unusable(self) -> OutcomeUnknownError:
        """Return the error of an answer that says neither yes nor no."""
        return OutcomeUnknownError(f"no usable answer, HTTP status {self.status}")

    @property
    def why_not_sent(self) -> SmsPilotError:
        """Return the error of a send that lists nothing good; code 110 says neither yes nor no."""
        refusal = None if self.listed else self.refusal
        if refusal is None:
            return self.unusable
        return OutcomeUnknownError(str(refusal)) if refusal.code == _SYSTEM_ERROR else refusal

    def amount(self, name: str) -> Decimal:
        """Return an amount of the answer, or raise that it holds none."""
        amount = money(self.values.get(name))
        if amount is None:
            raise self.unusable
        return amount

    @property
    def listed(self) -> tuple[T, ...]:
        """Return what was made of the good parts."""
        return tuple(part for part in self.parts if part is not None)


def encode(form: Mapping[str, str], charset: str) -> bytes:
    """Return a form as a body; an empty parameter is left out, an empty text is not."""
    given = {name: value for name, value in form.items() if value or name == "send"}
    try:
        return urlencode(given, encoding=charset).encode()
    except UnicodeEncodeError:
        pass  # whose text quotes the form
    # No gateway could read it, now or later: refused as the gateway would refuse it.
    raise gateway_error(_UNKNOWN_FORMAT, "Unknown INPUT format", "Неизвестный формат")


async def exchange[T](
    session: aiohttp.ClientSession,
    url: str,
    body: bytes,
    *,
    timeout: aiohttp.ClientTimeout,
    charset: str,
    wanted: Listed[T],
) -> Reply[T]:
    """Make one POST and read its answer; redirects are answers like any other."""
    if session.closed:
        raise NotSentError("the session is closed")
    try:
        async with session.post(
            url,
            data=body,
            headers=_HEADERS,
            timeout=timeout,
            allow_redirects=False,
            raise_for_status=False,
            auto_decompress=False,
            read_bufsize=_READ_AT_ONCE,
        ) as response:
            status, date = response.status, http_date(response.headers.get("Date"))
            answer = await _body(response)
    except (aiohttp.ClientError, OSError) as error:
        failure = _failure(error)
    else:
        long = len(answer) >= LONG_BODY
        read = partial(_read, answer, charset, wanted, long=long)
        values, parts = await asyncio.to_thread(read) if long else read()
        return Reply(status, date, values, parts)
    # Raised out here to leave the cause behind: it may quote the answer or the proxy's password.
    raise failure


def _read[T](
    body: bytearray, charset: str, wanted: Listed[T], *, long: bool
) -> tuple[dict[str, Json], tuple[T | None, ...]]:
    name, make = wanted
    values, made = read_long(body, charset, make) if long else (decode(body, charset), {})
    if name in made:
        return values, tuple(made[name])
    return values, tuple(map(make, parts(values.get(name))))


async def _body(response: aiohttp.ClientResponse) -> bytearray:
    """Return the body, nothing in the place of one that is encoded or too large."""
    encoded = response.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
    if encoded or (response.content_length or 0) > LARGEST_BODY:
        return bytearray()
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        await asyncio.sleep(0)  # what lies ready is given without a pause for others
        if len(body) > LARGEST_BODY:
            return bytearray()
    return body


def _failure(error: aiohttp.ClientError | OSError) -> SmsPilotError:
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSentError(str(error))  # host, port and reason
    kind = type(error).__name__
    return NotSentError(kind) if isinstance(error, _NEVER_LEFT) else OutcomeUnknownError(kind)
