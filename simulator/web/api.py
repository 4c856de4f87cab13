"""The gateway's address: reads a request, lets the faults strike, answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from email.utils import format_datetime
from typing import Any, Final

from aiohttp import hdrs, web

from simulator.commands.answer import answer
from simulator.commands.order import split_phones
from simulator.faults.connection import MISHAPS, drop, page_for_people
from simulator.faults.switches import Struck
from simulator.gateway.core import Gateway
from simulator.gateway.models import Request
from simulator.protocol.answers import Answer, Refused
from simulator.protocol.call import Call, read_call
from simulator.web.response import respond, written
from simulator.web.visit import Visit

_NO_DATE: Final = "X-No-Date"


class Api:
    """Serves API-1."""

    def __init__(self, gateway: Gateway) -> None:
        """Serve what a gateway knows."""
        self._gateway = gateway
        # The gateway is away: every connection is closed unanswered.
        self.off = False
        self._times_off = 0
        self._waiting: set[asyncio.Task[Any]] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to /api.php."""
        visit = await self._begin(request)
        if self.off:
            visit.seen.outcome = "off"
            return drop(visit.request)
        times_off = self._times_off
        visit.faults = self._striking(visit.call)
        await self._wait(visit, after=False)
        response: web.StreamResponse | None = self._instead(visit, after=False)
        if response is None:
            body = await written(self._gateway, visit, self._answer(visit))
            await self._wait(visit, after=True)
            response = self._instead(visit, after=True)
        if response is None:
            response = await self._breakable(respond(self._gateway, visit, body))
        if self._times_off != times_off:
            visit.seen.outcome = "off"
            return drop(visit.request)
        if "no_date_header" in visit.faults:
            response.headers[_NO_DATE] = "1"
        return response

    async def handle_unknown(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to an address that does not exist, as the vendor's server does."""
        visit = await self._begin(request)
        visit.seen.outcome = "404"
        return page_for_people(404, "404 Not Found")

    async def prepare(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Put the vendor's headers and the simulator's time on a response."""
        response.headers[hdrs.SERVER] = "nginx"
        if response.headers.pop(_NO_DATE, None):
            response.headers.popall(hdrs.DATE, None)
        else:
            now = self._gateway.clock.now().replace(microsecond=0)
            response.headers[hdrs.DATE] = format_datetime(now, usegmt=True)

    def stop_waiting(self) -> None:
        """Break off all answers, late and held ones at once, as a gateway that is switched off."""
        self._times_off += 1
        for waiting in self._waiting:
            waiting.cancel()

    async def _begin(self, request: web.Request) -> Visit:
        """Read a request and note it."""
        path, _, query = request.raw_path.partition("?")
        kind = request.headers.get(hdrs.CONTENT_TYPE, "")
        call = read_call(query, kind, await request.read())
        self._gateway.clock.run_due()
        seen = Request(
            at=self._gateway.clock.now(),
            method=request.method,
            path=path,
            query_string=query,
            command=call.command,
            parameters=call.parameters,
            remote=request.remote or "",
        )
        self._gateway.saw(seen)
        return Visit(request=request, call=call, seen=seen)

    def _striking(self, call: Call) -> Struck:
        phones = split_phones(call.text("to"))
        return self._gateway.faults.striking(call.command, call.text("send"), phones)

    def _answer(self, visit: Visit) -> Answer:
        """Do what was asked, unless a fault refuses it."""
        self._gateway.clock.run_due()
        refusal = visit.faults.get("error")
        given: Answer = Refused(code=0)
        if refusal is None or refusal.after:
            given = answer(self._gateway, visit.call, visit.seen.remote, visit.faults)
        if refusal is not None:
            given = Refused(code=int(refusal.parameters["code"]))
        visit.seen.outcome = f"error {given.code}" if isinstance(given, Refused) else "200"
        self._gateway.changed()
        return given

    async def _wait(self, visit: Visit, *, after: bool) -> None:
        """Be late, if a fault makes the answer late at this point."""
        if visit.faults.keys() & {"delay", "hold"}:
            await self._breakable(self._wait_for(visit.faults, after=after))

    async def _breakable[T](self, doing: Coroutine[object, object, T]) -> T:
        """Do something that is broken off when the gateway is switched off."""
        task = asyncio.create_task(doing)
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        return await task

    async def _wait_for(self, faults: Struck, *, after: bool) -> None:
        delay, hold = faults.get("delay"), faults.get("hold")
        if delay is not None and delay.after is after:
            await self._gateway.clock.sleep(float(delay.parameters["seconds"]))
        if hold is not None and hold.after is after:
            await self._gateway.faults.hold()

    def _instead(self, visit: Visit, *, after: bool) -> web.Response | None:
        """Return what a fault does instead of an answer, if one does so at this point."""
        for name, fault in visit.faults.items():
            if name in MISHAPS and (fault.after or name == "drop_after") is after:
                visit.note(name)
                if name == "take_late":
                    self._take_late(visit, float(fault.parameters["seconds"]))
                return MISHAPS[name](visit.request, fault)
        return None

    def _take_late(self, visit: Visit, seconds: float) -> None:
        def take() -> None:
            self._answer(visit)

        self._gateway.clock.call_later(seconds, take)
