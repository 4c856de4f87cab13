"""The client beside aiohttp and json alone, and beside the gateway's other client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from time import process_time

import aiohttp

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.fields import STATUS_FIELDS
from custom_components.smspilot.api.models import ApiKey

from .alarms import TEN
from .gateway import Address, gateway
from .measure import alternate
from .peers import sms_pilot_py
from .table import Row, most

_REQUESTS = 20
_NUMBER = count()


async def rows(*, long: bool) -> AsyncIterator[Row]:
    """Compare the processor time of sends to ten numbers."""
    async with gateway() as address, aiohttp.ClientSession() as session:
        client = SmsPilotClient(session, ApiKey(key=address.key), url=address.url)

        async def ours() -> None:
            for _ in range(_REQUESTS):
                result = await client.send(f"Fire {next(_NUMBER)}", TEN)
                if len(result.messages) != len(TEN):
                    raise AssertionError(result)

        async def bare() -> None:
            for _ in range(_REQUESTS):
                form = {"send": f"Fire {next(_NUMBER)}", "to": ",".join(TEN), "format": "json"}
                form |= {"apikey": address.key, "fields": ",".join(STATUS_FIELDS)}
                async with session.post(address.url, data=form) as response:
                    answer = json.loads(await response.read())
                if len(answer["send"]) != len(TEN):
                    raise AssertionError(answer)

        rounds = 31 if long else 11
        pair = await alternate(ours, bare, rounds=rounds, clock=process_time)
        yield most("client's processor time / bare aiohttp with json", pair.ratio, 1.25)
        yield await _beside_the_other(address, ours, rounds)


async def _beside_the_other(
    address: Address, ours: Callable[[], Awaitable[None]], rounds: int
) -> Row:
    """Compare the gateway's other client, which makes a request for each number."""
    name = "processor time of sms-pilot-py for ten numbers / the client's"
    try:
        theirs = sms_pilot_py(address.others)
    except ImportError:
        return Row(name, "could not be had")

    async def send() -> None:
        for _ in range(_REQUESTS):
            theirs()

    pair = await alternate(send, ours, rounds=rounds // 3, clock=process_time)
    return Row(name, f"{pair.ratio:.1f}")
