"""Who may control the simulator: its own page and programs, but no page of another origin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from ipaddress import ip_address
from typing import Final

from aiohttp import hdrs, web
from yarl import URL

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# What a browser says of a request that the page itself makes, or a person by the address bar.
_OWN: Final = frozenset({"same-origin", "none"})
_JSON: Final = "application/json"
_SITE: Final = "Sec-Fetch-Site"

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Refuses what a browser asks for in the name of somebody else's page."""

    def __init__(self, host: str, names: Collection[str]) -> None:
        """Expect requests to the address listened on, or to one of some further names."""
        self._names = {name.lower() for name in names}
        self._anywhere = not host or (_is_address(host) and ip_address(host).is_unspecified)
        self._hosts = _LOCAL if host in _LOCAL or self._anywhere else frozenset({host.lower()})

    def protect(self, handler: Handler) -> Handler:
        """Return a handler that answers only those who may control the simulator."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if (wrong := self._wrong_origin(request)) is not None:
                return web.json_response({"error": wrong}, status=403)
            if request.method == hdrs.METH_POST and request.content_type != _JSON:
                return web.json_response({"error": f"send it as {_JSON}"}, status=415)
            return await handler(request)

        return handle

    def protect_page(self, handler: Handler) -> Handler:
        """Return a handler that answers under the names expected; links from elsewhere are fine."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if not self._is_expected(request):
                raise web.HTTPForbidden
            return await handler(request)

        return handle

    def _wrong_origin(self, request: web.Request) -> str | None:
        if not self._is_expected(request):
            return "this is not the address of the simulator; --name adds one"
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and origin.partition("://")[2] != request.headers[hdrs.HOST]:
            return "pages of another origin may not control the simulator"
        if request.headers.get(_SITE, "none") not in _OWN:
            return "pages of another origin may not control the simulator"
        return None

    def _is_expected(self, request: web.Request) -> bool:
        """Tell whether `Host` names what the connection was made to."""
        try:
            asked = URL(f"http://{request.headers.get(hdrs.HOST, '')}")
            host, port = (asked.host or "").lower(), asked.port
        except ValueError:
            return False
        if host in self._names or (self._anywhere and _is_address(host)):
            return True
        transport = request.transport
        own = None if transport is None else transport.get_extra_info("sockname")
        return own is not None and host in self._hosts and port == own[1]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
