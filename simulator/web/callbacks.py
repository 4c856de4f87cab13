"""Delivery reports that the gateway pushes to a client's address (section 1, `callback`)."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from simulator.basics.error_codes import RefusalError
from simulator.gateway.core import Gateway
from simulator.gateway.models import Message
from simulator.protocol.call import Call
from simulator.protocol.row_fields import attributes, read_fields
from simulator.web.loopback import is_elsewhere

ANSWER: Final = "OK"
ELSEWHERE: Final = "not called: not on this machine"
TIME_LIMIT: Final = ClientTimeout(total=10)
# Seconds until the next attempt; after the last one the report is given up.
PAUSES: Final = (10.0, 60.0, 300.0, 900.0)
REPORTS_KEPT: Final = 2000
_ALWAYS: Final = ("server_id", "status", "error")


@dataclass(slots=True, kw_only=True, eq=False)
class Report:
    """One attempt to push a status."""

    at: datetime
    server_id: int
    method: str
    url: str
    parameters: dict[str, str]
    # What came back: "OK", another text, or the kind of failure.
    answer: str = ""


class Callbacks:
    """Pushes each new status to the address given with the message, until it is answered OK."""

    def __init__(self, gateway: Gateway, *, anywhere: bool = False) -> None:
        """Follow a gateway's messages; call this machine alone, unless anywhere."""
        self._gateway, self._anywhere = gateway, anywhere
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self.reports: deque[Report] = deque(maxlen=REPORTS_KEPT)
        gateway.on_status.append(self._status_changed)
        gateway.on_reset.append(self._forget)

    def open(self) -> None:
        """Begin to push."""
        self._session = ClientSession(timeout=TIME_LIMIT)

    async def close(self) -> None:
        """Break off what is under way."""
        session, self._session = self._session, None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if session is not None:
            await session.close()

    async def settled(self) -> None:
        """Wait until no push is under way; those waiting for their next attempt do not count."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _forget(self) -> None:
        for task in self._tasks:
            task.cancel()
        self.reports.clear()

    def _status_changed(self, message: Message) -> None:
        if message.callback:
            url, parameters = report_of(message, URL(message.callback), self._gateway)
            self._push(message, url, parameters, 0)

    def _push(self, message: Message, url: URL, parameters: dict[str, str], number: int) -> None:
        session = self._session
        if session is None:
            return
        report = Report(
            at=self._gateway.clock.now(),
            server_id=message.server_id,
            method="POST" if message.callback_method == "post" else "GET",
            url=str(url),
            parameters=parameters,
        )
        self.reports.append(report)
        if not self._anywhere and is_elsewhere(url):
            report.answer = ELSEWHERE
            return

        def again() -> None:
            self._push(message, url, parameters, number + 1)

        async def push() -> None:
            report.answer = await _ask(session, report, url)
            if report.answer != ANSWER and number < len(PAUSES):
                self._gateway.clock.call_later(PAUSES[number], again)
            self._gateway.changed()

        task = asyncio.get_running_loop().create_task(push())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def report_of(message: Message, address: URL, gateway: Gateway) -> tuple[URL, dict[str, str]]:
    """Return the address to call, and the parameters that it asks for in its `fields`."""
    known = attributes(message, gateway.zone)
    try:
        asked = read_fields(Call(parameters={"fields": address.query.get("fields", "")}))
    except RefusalError:
        asked = ()
    names = [*_ALWAYS, *(asked if "fields" in address.query else ()), *message.network]
    parameters = {name: known[name] for name in dict.fromkeys(names) if name in known}
    return address.without_query_params("fields"), parameters


async def _ask(session: ClientSession, report: Report, url: URL) -> str:
    """Push once and return the answer, or the kind of failure."""
    try:
        if report.method == "POST":
            request = session.post(url, data=report.parameters, allow_redirects=False)
        else:
            asked = url.extend_query(report.parameters)
            request = session.get(asked, allow_redirects=False)
        async with request as response:
            return (await response.content.read(100)).decode("utf-8", "replace").strip()
    except (ClientError, TimeoutError) as error:
        return type(error).__name__
