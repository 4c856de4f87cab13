"""The client: requests, parsing, phone numbers."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from itertools import count

import aiohttp

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.models import ApiKey
from custom_components.smspilot.api.parsing import decode
from custom_components.smspilot.api.rows import message_statuses
from custom_components.smspilot.messaging.phone_number import parse_phone_number
from simulator import Simulator

from .measure import Pair, alternate, alternate_async

TEN = [f"7908000000{digit}" for digit in range(10)]
ROWS = 200


async def requests() -> AsyncIterator[tuple[str, Pair]]:
    """Compare ways of sending one text to ten numbers."""
    texts = count()
    async with Simulator() as simulator, aiohttp.ClientSession() as session:
        simulator.account.balance *= 1000
        client = SmsPilotClient(session, ApiKey(key=simulator.account.key), url=simulator.url)

        async def one_request() -> None:
            await client.send(f"Alarm {next(texts)}", TEN)

        async def ten_requests() -> None:
            text = f"Alarm {next(texts)}"
            for phone in TEN:
                await client.send(text, [phone])

        async def one_number() -> None:
            await client.send(f"Alarm {next(texts)}", TEN[:1])

        yield (
            "ten numbers in ten requests / in one",
            await alternate_async(ten_requests, one_request),
        )
        yield (
            "one request for ten numbers / for one",
            await alternate_async(one_request, one_number),
        )


def parsing() -> tuple[str, Pair]:
    """Compare the parsing of an answer with what Python's own decoder needs for it."""
    row = {"server_id": "9316849", "phone": "79087964781", "price": "1.31", "status": "0"}
    more = {"parts": "1", "country": "RU", "operator": "MTS", "error": "0"}
    body = json.dumps({"send": [{**row, **more}] * ROWS}).encode()
    return (
        f"an answer of {ROWS} rows into typed values / json.loads",
        alternate(
            lambda: message_statuses(decode(body, "utf-8")["send"]),
            lambda: json.loads(body),
            repeat=5,
        ),
    )


def phone_number(written: str) -> tuple[str, Pair]:
    """Compare the reading of a phone number with the stripping of all that is no digit."""
    no_digit = re.compile(r"[^0-9]")
    return (
        f"reading {written!r} / stripping it",
        alternate(lambda: parse_phone_number(written), lambda: no_digit.sub("", written)),
    )
