"""What a fault does to a connection or answers in the gateway's place."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Final

from aiohttp import hdrs, web

from simulator.faults.switches import Fault

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


def text_for_people(title: str) -> str:
    """Return what the vendor's web server writes on a page."""
    return _PAGE_FOR_PEOPLE.format(title=title)


def page_for_people(status: int, title: str, headers: dict[str, str] | None = None) -> web.Response:
    """Return a page such as the vendor's web server shows."""
    response = web.Response(
        status=status,
        text=text_for_people(title),
        content_type="text/html",
        headers=headers,
    )
    response.force_close()
    return response


def drop(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _dropped(request: web.Request, _fault: Fault) -> web.Response:
    return drop(request)


def _reset(request: web.Request, _fault: Fault) -> web.Response:
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)
        transport.abort()
    return web.Response()


def _redirect(_request: web.Request, fault: Fault) -> web.Response:
    headers: dict[str, str] = {hdrs.LOCATION: str(fault.parameters["to"])}
    return page_for_people(int(fault.parameters["status"]), "Moved", headers)


def _server_error(_request: web.Request, fault: Fault) -> web.Response:
    status = int(fault.parameters["status"])
    return page_for_people(status, f"{status} Server Error")


def _html(_request: web.Request, _fault: Fault) -> web.Response:
    return page_for_people(200, "Технические работы")


# Of the faults that answer instead of the gateway: what they do.
MISHAPS: Final[dict[str, Callable[[web.Request, Fault], web.Response]]] = {
    "drop_before": _dropped,
    "drop_after": _dropped,
    "take_late": _dropped,
    "reset": _reset,
    "redirect": _redirect,
    "server_error": _server_error,
    "html": _html,
}
