"""A poll whose answer is long."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import NoReturn

import aiohttp

from custom_components.smspilot.api.client import SmsPilotClient
from custom_components.smspilot.api.models import ApiKey, InboundMessage
from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.limits.limits import Limits
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.receiving.inbox import Inbox
from custom_components.smspilot.messaging.record.journal import Journal
from custom_components.smspilot.messaging.surroundings import Settings

from .answers import server
from .measure import watched
from .odd_server import GROWING
from .table import Row, most

_POLLS = 5


async def polls(*, long: bool) -> AsyncIterator[Row]:
    """Measure the longest stall of a poll of many rows, one of them new."""
    heard: list[str] = []
    stalls = []
    async with server(GROWING) as url, aiohttp.ClientSession() as session:
        with tempfile.TemporaryDirectory() as folder:
            client = SmsPilotClient(session, ApiKey(key="0" * 64), url=url)
            inbox, journal = _inbox(client, Path(folder) / "journal.db", heard)
            await journal.load()
            await inbox.poll()
            for _ in range(_POLLS * (3 if long else 1)):
                async with watched() as stall:
                    await inbox.poll()
                stalls.append(stall.seconds)
            async with session.post(url) as response:
                body = await response.read()
            async with watched() as bare:
                await asyncio.sleep(0.01)
                json.loads(body)
                await asyncio.sleep(0.01)
            await journal.close()
    if len(heard) != len(stalls):
        raise AssertionError(heard)
    yield most("poll of 10,000 rows, one new: longest stall", median(stalls) * 1e3, 10, " ms", 1)
    yield Row("the same / json.loads of that answer", f"{median(stalls) / bare.seconds:.2f}")


def _inbox(client: SmsPilotClient, path: Path, heard: list[str]) -> tuple[Inbox, Journal]:
    clock = Clock()
    journal = Journal(JournalDatabase(path), clock, _refuse)

    def hand_on(message: InboundMessage, *, late: bool) -> None:
        heard.append(f"{message.id} {late}")

    limits = Limits(journal, clock, Settings())
    return Inbox(client, journal, limits, clock, hand_on=hand_on), journal


def _refuse(problem: Problem, *, active: bool) -> NoReturn:
    raise AssertionError(problem, active)
