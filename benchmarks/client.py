"""The client beside aiohttp and json alone, and beside the gateway's other client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import count
from time import process_time

import aiohttp

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.fields import SEND_FIELDS
from custom_components.smspilot.api.models import ApiKey

from .alarms import TEN
from .gateway import gateway
from .measure import alternate
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
                form |= {"apikey": address.key, "fields": ",".join(SEND_FIELDS)}
                async with session.post(address.url, data=form) as response:
                    answer = json.loads(await response.read())
                if len(answer["send"]) != len(TEN):
                    raise AssertionError(answer)

        rounds = 31 if long else 11
        pair = await alternate(ours, bare, rounds=rounds, clock=process_time)
        yield most("client's processor time / bare aiohttp with json", pair.ratio, 1.25)
