"""The control calls: everything that tests and the page do to the simulator, as JSON.

GET    /control/state     accounts, messages, inbound messages, requests, callbacks, faults, clock;
                          ?limit=N gives only the newest N of each list
GET    /control/events    a stream (text/event-stream) that says "changed" after every change
POST   /control/receive   {"phone", "text", "number"?, "created"?, "account"?}: an SMS comes in
POST   /control/status    {"server_id", "status", "error"?}: set a message's status by hand
POST   /control/phone     {"phone", "name"}: give a phone a name (an empty one: take it away)
POST   /control/balance   {"balance", "account"?}
POST   /control/key       {"key"?, "account"?}: change the key (made up if none is given)
POST   /control/account   {"account"?, ...}: change anything else of an account: password, senders,
                          default_sender, any_sender, blocked, allowed_addresses, templates,
                          duplicate_window, inbound_number, callback, callback_method, email, name
POST   /control/accounts  {...}: open a further account
GET    /control/faults    the faults there are and those that are on
POST   /control/faults    {"name", "times"?, "command"?, "once_per_text"?, "probability"?, "seed"?,
                          and the fault's own parameters}: switch a fault on
DELETE /control/faults    switch faults off; ?name= only those of a name
POST   /control/release   let go the answers that the fault "hold" keeps back
POST   /control/clock     {"advance": seconds} or {"set": "2026-11-22T10:00:00+03:00"} and/or
                          {"frozen": true or false} and/or {"timezone": "Asia/Omsk"}
POST   /control/dialect   {"line_separator"?, "packet_id"?, "viber_object"?, "keep_alive"?,
                          "refuse_https_callbacks"?}: how to answer where the document is vague
POST   /control/off       {"mode"?: "drop" or "refuse", "seconds"?}: the gateway goes away; "refuse"
                          closes its port and needs --control-port or seconds to come back
POST   /control/on        the gateway is back
POST   /control/reset     {"accounts"?: true}: forget messages, requests and faults; with accounts
                          true the accounts too are as at the very first start

"account" is an account's number; without it the first one is meant. Each POST is a JSON object sent
as application/json, if need be an empty one, and answers what it made or changed; a mistake is
answered with status 400 and {"error": "..."}. Pages of another origin are refused (403), and so is
everybody who calls the simulator by another name than the address it listens on.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import asdict
from typing import Any, Final

from aiohttp import hdrs, web

from simulator.basics.json_text import json_text
from simulator.basics.slices import in_slices
from simulator.control.calls import ControlCall, ControlCalls
from simulator.control.guard import Guard, Handler
from simulator.control.values import seconds
from simulator.faults.kinds import COMMANDS, KINDS
from simulator.gateway.core import Gateway
from simulator.gateway.records import Record, fault_record, record
from simulator.web.callbacks import Callbacks
from simulator.web.doors import Doors

_REFUSED: Final = (ArithmeticError, KeyError, RecursionError, TypeError, ValueError)


class Control:
    """Serves the control calls."""

    def __init__(self, gateway: Gateway, callbacks: Callbacks, doors: Doors) -> None:
        """Control a gateway, show its delivery reports, and let it go away."""
        self._gateway, self._callbacks, self._doors = gateway, callbacks, doors
        self._watchers: set[asyncio.Event] = set()
        self._closing = False
        gateway.on_change.append(self._changed)

    def add_to(self, app: web.Application, guard: Guard) -> None:
        """Add the calls to a server."""
        calls = {
            name: self._handler(call) for name, call in ControlCalls(self._gateway).all().items()
        }
        routes: dict[str, dict[str, Handler]] = {
            hdrs.METH_GET: {"state": self._state, "events": self._events, "faults": self._faults},
            hdrs.METH_DELETE: {"faults": self._clear_faults},
            hdrs.METH_POST: {"off": self._off, "on": self._on, **calls},
        }
        for method, handlers in routes.items():
            for name, handler in handlers.items():
                app.router.add_route(method, f"/control/{name}", guard.protect(handler))

    def open(self) -> None:
        """Let pages watch."""
        self._closing = False

    def close(self) -> None:
        """End the streams of those who watch."""
        self._closing = True
        self._changed()

    async def state(self, limit: int | None = None) -> str:
        """Return everything there is to know as JSON, newest last."""
        gateway, doors = self._gateway, self._doors
        known = {
            "url": doors.api_url,
            "off": doors.away,
            "can_refuse": doors.second is not None,
            "clock": {"now": gateway.clock.now().isoformat(), "frozen": gateway.clock.frozen},
            "timezone": gateway.zone.key,
            "dialect": asdict(gateway.dialect),
            "accounts": [record(account) for account in gateway.accounts],
            "faults": [fault_record(fault) for fault in gateway.faults],
            "held": gateway.faults.held,
            "names": gateway.names,
        }
        lists: dict[str, list[Any]] = {
            "messages": list(gateway.by_id.values()),
            "inbound": gateway.inbound,
            "requests": gateway.requests,
            "callbacks": list(self._callbacks.reports),
        }
        parts = [json_text(known)[1:-1]]
        for name, things in lists.items():
            newest = things if limit is None else things[max(0, len(things) - limit) :]
            rows = await in_slices(list(newest), lambda thing: json_text(record(thing)))
            parts.append(f'"{name}":[{",".join(rows)}]')
        return f"{{{','.join(parts)}}}"

    def _changed(self) -> None:
        for watcher in self._watchers:
            watcher.set()

    def _handler(self, call: ControlCall) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                answer = call(await _body(request))
            except _REFUSED as error:
                return _json({"error": f"{type(error).__name__}: {error}"}, status=400)
            self._gateway.changed()
            return _json(answer)

        return handle

    async def _state(self, request: web.Request) -> web.StreamResponse:
        self._gateway.clock.run_due()
        limit = request.query.get("limit", "")
        number = int(limit) if re.fullmatch("[0-9]{1,9}", limit) else None
        return web.json_response(text=await self.state(number))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={hdrs.CONTENT_TYPE: "text/event-stream", hdrs.CACHE_CONTROL: "no-store"}
        )
        await response.prepare(request)
        news = asyncio.Event()
        self._watchers.add(news)
        try:
            while not self._closing:
                await response.write(b"data: changed\n\n")
                await news.wait()
                news.clear()
        except ConnectionError:
            pass
        finally:
            self._watchers.discard(news)
        return response

    async def _faults(self, _request: web.Request) -> web.StreamResponse:
        kinds = {
            name: kind._asdict()
            | {"parameters": dict(kind.parameters), "choices": dict(kind.choices)}
            for name, kind in KINDS.items()
        }
        active = [fault_record(fault) for fault in self._gateway.faults]
        return _json({"kinds": kinds, "commands": COMMANDS, "active": active})

    async def _clear_faults(self, request: web.Request) -> web.StreamResponse:
        self._gateway.faults.clear(request.query.get("name"))
        self._gateway.changed()
        return _json({})

    async def _off(self, request: web.Request) -> web.StreamResponse:
        try:
            data = await _body(request)
            period = data.get("seconds")
            await self._doors.turn_off(
                str(data.get("mode", "drop")), None if period is None else seconds(period)
            )
        except _REFUSED as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, status=400)
        return _json({"off": self._doors.away})

    async def _on(self, _request: web.Request) -> web.StreamResponse:
        await self._doors.turn_on()
        return _json({"off": self._doors.away})


async def _body(request: web.Request) -> Record:
    data = json.loads(await request.read() or "{}")
    if not isinstance(data, dict):
        raise TypeError("a JSON object is expected")
    return data


def _json(data: object, status: int = 200) -> web.Response:
    return web.json_response(data, status=status, dumps=json_text)
