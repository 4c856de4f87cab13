"""One request to the gateway, and what is known about it when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

import aiohttp

from .errors import GatewayError, NotSentError, OutcomeUnknownError, SmsPilotError, gateway_error
from .parsing import Json, decode, http_date, money, refusal

READ_TIMEOUT = aiohttp.ClientTimeout(total=10)
"""Seconds."""
SEND_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
"""Seconds."""

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
_HTTP_GOOD = range(200, 300)
_UNKNOWN_FORMAT = 11
_NEVER_LEFT = (
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.ClientHttpProxyError,
)


class Reply(NamedTuple):
    """An HTTP answer, read to its end."""

    status: int
    date: datetime | None
    values: dict[str, Json]

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

    def amount(self, name: str) -> Decimal:
        """Return an amount of the answer, or raise that it holds none."""
        amount = money(self.values.get(name))
        if amount is None:
            raise self.unusable
        return amount


def encode(form: Mapping[str, str], charset: str) -> bytes:
    """Return a form as a body; an empty parameter is left out, an empty text is not."""
    given = {name: value for name, value in form.items() if value or name == "send"}
    try:
        return urlencode(given, encoding=charset).encode()
    except UnicodeEncodeError:
        pass  # whose text quotes the form
    # No gateway could read it, now or later: refused as the gateway would refuse it.
    raise gateway_error(_UNKNOWN_FORMAT, "Unknown INPUT format", "Неизвестный формат")


async def exchange(
    session: aiohttp.ClientSession,
    url: str,
    body: bytes,
    *,
    timeout: aiohttp.ClientTimeout,
    charset: str,
) -> Reply:
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
        ) as response:
            values = decode(await response.read(), charset)
            return Reply(response.status, http_date(response.headers.get("Date")), values)
    except (aiohttp.ClientError, OSError) as error:
        failure = _failure(error)
    # Raised out here to leave the cause behind: it may quote the answer or the proxy's password.
    raise failure


def _failure(error: aiohttp.ClientError | OSError) -> SmsPilotError:
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSentError(str(error))  # host, port and reason
    kind = type(error).__name__
    return NotSentError(kind) if isinstance(error, _NEVER_LEFT) else OutcomeUnknownError(kind)
