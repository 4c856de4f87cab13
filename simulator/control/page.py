"""The page of phones: plain files beside this module, nothing from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from aiohttp import hdrs, web

from simulator.control.guard import Guard

_TYPES: Final = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_FILES: Final = {
    file.name: file.read_bytes()
    for file in (files("simulator.control") / "assets").iterdir()
    if file.name.rpartition(".")[2] in _TYPES
}


# Nothing from elsewhere, and in nobody's frame.
_POLICY: Final = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"


def add_page_to(app: web.Application, guard: Guard) -> None:
    """Serve the page at / and its files under /page/."""
    app.router.add_get("/", guard.protect_page(_index))
    app.router.add_get("/page/{name}", guard.protect_page(_file))


async def _index(_request: web.Request) -> web.Response:
    return _answer("index.html")


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _FILES:
        raise web.HTTPNotFound
    return _answer(name)


def _answer(name: str) -> web.Response:
    return web.Response(
        body=_FILES[name],
        content_type=_TYPES[name.rpartition(".")[2]],
        charset="utf-8",
        headers={hdrs.CACHE_CONTROL: "no-store", "Content-Security-Policy": _POLICY},
    )
