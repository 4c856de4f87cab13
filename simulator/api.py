"""The gateway's address: reads a request, lets the faults strike, answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
import socket
import struct
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

from simulator import commands
from simulator.answers import Checked, Received, Refused, Sent
from simulator.formats import CONTENT_TYPES, render
from simulator.models import Request
from simulator.parameters import WINDOWS_1251, read_call
from simulator.sending import split_phones

if TYPE_CHECKING:
    from simulator.answers import Answer, Row
    from simulator.faults import Fault
    from simulator.gateway import Gateway
    from simulator.parameters import Call

type Struck = dict[str, Fault]

PAGE_FOR_PEOPLE: Final = """<html>
<head><title>{title}</title></head>
<body>
<center><h1>{title}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""
_NO_DATE: Final = "X-No-Date"


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request on its way through the simulator."""

    request: web.Request
    call: Call
    seen: Request
    faults: Struck


class Api:
    """Serves API-1."""

    def __init__(self, gateway: Gateway) -> None:
        """Serve what a gateway knows."""
        self._gateway = gateway
        # The gateway is away: every connection is closed unanswered.
        self.off = False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to /api.php."""
        visit = await self._begin(request)
        if self.off:
            return self._drop(visit, "dropped: the gateway is off")
        faults = visit.faults
        await self._wait(faults, after=False)
        response = self._instead(visit, after=False)
        if response is None:
            answer = self._answer(visit)
            await self._wait(faults, after=True)
            response = self._instead(visit, after=True)
            if response is None:
                response = await self._respond(visit, answer)
        if "no_date_header" in faults:
            response.headers[_NO_DATE] = "1"
        return response

    async def handle_unknown(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to an address that does not exist, as the vendor's server does."""
        visit = await self._begin(request)
        visit.seen.outcome = "404"
        return _page(404, "404 Not Found")

    async def prepare(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Put the vendor's headers and the simulator's time on a response."""
        response.headers[hdrs.SERVER] = "nginx"
        if response.headers.pop(_NO_DATE, None):
            response.headers.popall(hdrs.DATE, None)
        else:
            now = self._gateway.clock.now().replace(microsecond=0)
            response.headers[hdrs.DATE] = format_datetime(now, usegmt=True)

    async def _begin(self, request: web.Request) -> Visit:
        self._gateway.clock.run_due()
        call = await read_call(request)
        path, _, query = request.raw_path.partition("?")
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
        phones = split_phones(call.text("to"))
        faults = self._gateway.faults.striking(call.command, call.text("send"), phones)
        return Visit(request=request, call=call, seen=seen, faults=faults)

    def _answer(self, visit: Visit) -> Answer:
        """Do what was asked, and give the answer rows too many or too few."""
        self._gateway.clock.run_due()
        remote = visit.request.remote or ""
        answer = commands.answer(self._gateway, visit.call, remote, visit.faults)
        if isinstance(answer, Sent | Checked | Received):
            answer.rows = _rows(answer.rows, visit.faults)
        visit.seen.outcome = f"error {answer.code}" if isinstance(answer, Refused) else "200"
        self._gateway.changed()
        return answer

    async def _wait(self, faults: Struck, *, after: bool) -> None:
        delay, hold = faults.get("delay"), faults.get("hold")
        if delay is not None and delay.after is after:
            await self._gateway.clock.sleep(float(delay.parameters["seconds"]))
        if hold is not None and hold.after is after:
            await self._gateway.faults.hold()

    def _instead(self, visit: Visit, *, after: bool) -> web.StreamResponse | None:
        """Return what a fault answers instead, if one does at this point."""
        for name, fault in visit.faults.items():
            at_this_point = fault.after if "when" in fault.parameters else name == "drop_after"
            if at_this_point is after and (handler := _INSTEAD.get(name)) is not None:
                visit.seen.outcome += f" {name}" if visit.seen.outcome else name
                return handler(self, visit, fault)
        return None

    def _drop(self, visit: Visit, outcome: str = "") -> web.StreamResponse:
        visit.seen.outcome = outcome or visit.seen.outcome
        if visit.request.transport is not None:
            visit.request.transport.close()
        return web.Response()

    def _dropped(self, visit: Visit, _fault: Fault) -> web.StreamResponse:
        return self._drop(visit)

    def _take_late(self, visit: Visit, fault: Fault) -> web.StreamResponse:
        clock = self._gateway.clock
        late = timedelta(seconds=float(fault.parameters["seconds"]))
        clock.call_at(clock.now() + late, lambda: self._answer(visit) and None)
        return self._drop(visit)

    def _reset(self, visit: Visit, _fault: Fault) -> web.StreamResponse:
        transport = visit.request.transport
        if transport is not None:
            # Closing with data unsent and no lingering makes it a reset on the wire.
            linger = struct.pack("ii", 1, 0)
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, linger
            )
            transport.abort()
        return web.Response()

    def _redirect(self, _visit: Visit, fault: Fault) -> web.StreamResponse:
        headers = {hdrs.LOCATION: str(fault.parameters["to"])}
        return _page(int(fault.parameters["status"]), "Moved", headers)

    def _server_error(self, _visit: Visit, fault: Fault) -> web.StreamResponse:
        status = int(fault.parameters["status"])
        return _page(status, f"{status} Server Error")

    def _html(self, _visit: Visit, _fault: Fault) -> web.StreamResponse:
        return _page(200, "Технические работы")

    def _error(self, visit: Visit, fault: Fault) -> web.StreamResponse:
        code = int(fault.parameters["code"])
        visit.seen.outcome = f"error {code}"
        return self._response(visit.call, self._body(visit.call, Refused(code=code)))

    def _body(self, call: Call, answer: Answer) -> bytes:
        separator = self._gateway.dialect.line_separator
        language = call.value("lang").lower()
        text = render(answer, call.format, language=language, separator=separator)
        return text.encode(call.charset, "replace")

    async def _respond(self, visit: Visit, answer: Answer) -> web.StreamResponse:
        body, faults = self._body(visit.call, answer), visit.faults
        if "broken_json" in faults:
            body = body.replace(b":", b"=", 1)[:-1] + b",]"
        elif "cut_json" in faults:
            body = body[: len(body) // 2]
        elif "cut_body" in faults:
            return await self._cut_body(visit, body)
        return self._response(visit.call, body)

    async def _cut_body(self, visit: Visit, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={hdrs.CONTENT_LENGTH: str(len(body))})
        response.content_type = CONTENT_TYPES[visit.call.format]
        response.force_close()
        await response.prepare(visit.request)
        await response.write(body[: len(body) // 2])
        self._drop(visit, "200 cut_body")
        return response

    def _response(self, call: Call, body: bytes) -> web.Response:
        charset = WINDOWS_1251 if call.charset == WINDOWS_1251 else "utf-8"
        response = web.Response(
            body=body,
            headers={
                hdrs.CONTENT_TYPE: f"{CONTENT_TYPES[call.format]}; charset={charset}",
                hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
            },
        )
        if not self._gateway.dialect.keep_alive:
            response.force_close()
        return response


_INSTEAD: Final = {
    "drop_before": Api._dropped,  # noqa: SLF001 - a table of this class's own methods
    "drop_after": Api._dropped,  # noqa: SLF001
    "take_late": Api._take_late,  # noqa: SLF001
    "reset": Api._reset,  # noqa: SLF001
    "redirect": Api._redirect,  # noqa: SLF001
    "server_error": Api._server_error,  # noqa: SLF001
    "html": Api._html,  # noqa: SLF001
    "error": Api._error,  # noqa: SLF001
}


def _rows(rows: list[Row], faults: Struck) -> list[Row]:
    if (missing := faults.get("missing_rows")) is not None:
        rows = rows[: max(0, len(rows) - int(missing.parameters["rows"]))]
    if "doubled_rows" in faults:
        rows = [row for row in rows for _ in range(2)]
    return rows


def _page(status: int, title: str, headers: dict[str, str] | None = None) -> web.Response:
    response = web.Response(
        status=status,
        text=PAGE_FOR_PEOPLE.format(title=title),
        content_type="text/html",
        headers=headers,
    )
    response.force_close()
    return response
