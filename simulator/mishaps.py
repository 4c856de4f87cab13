"""What a fault does to a connection or answers in the gateway's place."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import hdrs, web

from simulator.answers import Row
from simulator.faults import Fault
from simulator.models import Request
from simulator.parameters import Call

type Struck = dict[str, Fault]

_PAGE_FOR_PEOPLE: Final = """<html>
<head><title>{title}</title></head>
<body>
<center><h1>{title}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""
# Closing with nothing lingering makes it a reset on the wire.
_NO_LINGERING: Final = struct.pack("ii", 1, 0)


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request on its way through the simulator."""

    request: web.Request
    call: Call
    seen: Request
    faults: Struck = field(default_factory=dict)


def page_for_people(status: int, title: str, headers: dict[str, str] | None = None) -> web.Response:
    """Return a page such as the vendor's web server shows."""
    response = web.Response(
        status=status,
        text=_PAGE_FOR_PEOPLE.format(title=title),
        content_type="text/html",
        headers=headers,
    )
    response.force_close()
    return response


def drop(visit: Visit) -> web.Response:
    """Close the connection without an answer."""
    if visit.request.transport is not None:
        visit.request.transport.close()
    return web.Response()


def wrong_rows(rows: list[Row], faults: Struck) -> list[Row]:
    """Return rows with some missing or all doubled, if such a fault has struck."""
    if (missing := faults.get("missing_rows")) is not None:
        rows = rows[: max(0, len(rows) - int(missing.parameters["rows"]))]
    if "doubled_rows" in faults:
        rows = [row for row in rows for _ in range(2)]
    return rows


def wrong_body(body: bytes, faults: Struck) -> bytes:
    """Return an answer broken or cut, if such a fault has struck."""
    if "broken_json" in faults:
        return body.replace(b":", b"=", 1)[:-1] + b",]"
    return body[: len(body) // 2] if "cut_json" in faults else body


def _dropped(visit: Visit, _fault: Fault) -> web.Response:
    return drop(visit)


def _reset(visit: Visit, _fault: Fault) -> web.Response:
    transport = visit.request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)
        transport.abort()
    return web.Response()


def _redirect(_visit: Visit, fault: Fault) -> web.Response:
    headers: dict[str, str] = {hdrs.LOCATION: str(fault.parameters["to"])}
    return page_for_people(int(fault.parameters["status"]), "Moved", headers)


def _server_error(_visit: Visit, fault: Fault) -> web.Response:
    status = int(fault.parameters["status"])
    return page_for_people(status, f"{status} Server Error")


def _html(_visit: Visit, _fault: Fault) -> web.Response:
    return page_for_people(200, "Технические работы")


# Of the faults that answer instead of the gateway: what they do.
MISHAPS: Final[dict[str, Callable[[Visit, Fault], web.Response]]] = {
    "drop_before": _dropped,
    "drop_after": _dropped,
    "take_late": _dropped,
    "reset": _reset,
    "redirect": _redirect,
    "server_error": _server_error,
    "html": _html,
}
