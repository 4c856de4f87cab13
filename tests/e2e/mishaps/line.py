"""A line between a home and the gateway on which anything may happen to a request."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from demo.ports import HOST
from tests.e2e.homes.ports import GATEWAYS, own_port

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from random import Random
    from types import TracebackType

MOMENTS: Final = ("arrived", "taken", "half answered", "answered")
"""Of a request; the gateway has taken it at the second."""
# 118 asks to come back later; said after a message was taken it would be a lie.
_FAULTS: Final = (
    "lost before", "lost after", "cut", "late", "other answer",
    "118", "110 before", "110 after", "500 before", "500 after",
)  # fmt: skip
_LONGEST_DELAY: Final = 3.0


class BadLine:
    """Passes requests on to the gateway, but for those that meet with a fault."""

    def __init__(self, gateway: str, chance: Random, *, share: float) -> None:
        """Take where the gateway is, and how many of the requests meet with a fault."""
        self._gateway = gateway
        self._chance = chance
        self._share = share
        self._answers: dict[str, bytes] = {}
        self._plans: defaultdict[str, list[Callable[[], Awaitable[None]]]] = defaultdict(list)
        self._stack = AsyncExitStack()
        self._port = own_port(GATEWAYS)
        self._site: web.TCPSite | None = None
        self.good = False
        """Whether nothing goes wrong any more."""
        self.requests = 0
        self.met: Counter[str] = Counter()
        """How many requests met with each fault."""

    async def __aenter__(self) -> Self:
        """Listen."""
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        self._stack.push_async_callback(self._runner.cleanup)
        await self.come_back()
        self.url = f"http://{HOST}:{self._port}/{self._gateway.rpartition('/')[2]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hang up."""
        await self._stack.aclose()

    async def go_away(self) -> None:
        """Be reached by nobody."""
        assert self._site is not None
        await self._site.stop()
        self._site = None

    async def come_back(self) -> None:
        """Be reached again."""
        self._site = web.TCPSite(self._runner, HOST, self._port)
        await self._site.start()

    def plan(self, moment: str, action: Callable[[], Awaitable[None]]) -> asyncio.Event:
        """Do something when the next send has come so far; the event tells that it is done."""
        done = asyncio.Event()

        async def act() -> None:
            await action()
            done.set()

        self._plans[moment].append(act)
        return done

    async def hurry(self, moment: str) -> None:
        """Do what is planned for a moment of a send now, if it has not come."""
        while self._plans[moment]:
            await self._plans[moment].pop()()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        """Take a request to the gateway and its answer back, if the fault lets it."""
        self.requests += 1
        body = await request.read()
        command = _command(body)
        fault = None
        if not self.good and self._chance.random() < self._share:
            fault = self._chance.choice(_FAULTS)
            self.met[fault] += 1
        await self._come_to("arrived", command)
        if self._site is None:
            fault = "lost before"
        if fault in ("lost before", "118", "110 before", "500 before"):
            return self._instead(request, fault)
        if fault == "late":
            await asyncio.sleep(self._chance.uniform(0, _LONGEST_DELAY))
        async with self._session.post(
            self._gateway, data=body, headers={"Content-Type": request.content_type}
        ) as answer:
            content, headers = await answer.read(), {"Date": answer.headers["Date"]}
        self._answers[command] = content
        await self._come_to("taken", command)
        if fault in ("lost after", "110 after", "500 after"):
            return self._instead(request, fault)
        if fault == "late":
            await asyncio.sleep(self._chance.uniform(0, _LONGEST_DELAY))
        if fault == "other answer":
            others = [one for key, one in self._answers.items() if key != command]
            content = self._chance.choice(others or [b"{}"])
        return await self._answer(request, command, content, headers, cut=fault == "cut")

    async def _answer(
        self,
        request: web.Request,
        command: str,
        content: bytes,
        headers: dict[str, str],
        *,
        cut: bool,
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        response.content_length, response.content_type = len(content), "application/json"
        half = len(content) // 2
        try:
            await response.prepare(request)
            await response.write(content[:half])
            await self._come_to("half answered", command)
            if cut:
                return self._instead(request, "cut")
            await response.write(content[half:])
            await response.write_eof()
        except ConnectionError:
            pass  # the home is gone
        await self._come_to("answered", command)
        return response

    async def _come_to(self, moment: str, command: str) -> None:
        """Do what was planned for a moment of a send."""
        if command == "send" and self._plans[moment]:
            await self._plans[moment].pop()()

    @staticmethod
    def _instead(request: web.Request, fault: str) -> web.StreamResponse:
        """Answer in the gateway's place, or not at all."""
        code = fault[:3]
        if code.startswith("5"):
            return web.Response(status=500, text="Server Error")
        if code.isdigit():
            error = {"code": code, "description": "System", "description_ru": "Система"}
            return web.json_response(text=json.dumps({"error": error}))
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _command(body: bytes) -> str:
    """Return which command a request is: the gateway knows it by its parameters."""
    parameters = parse_qs(body.decode())
    if "check" in parameters:
        return "check" if parameters["check"][0].replace(",", "").isdigit() else "recent"
    known = (name for name in ("send", "balance", "inbound") if name in parameters)
    return next(known, "account")
