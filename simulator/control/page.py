"""The page of phones: plain files beside this module, nothing from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from aiohttp import hdrs, web

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


def add_page_to(app: web.Application) -> None:
    """Serve the page at / and its files under /page/."""
    app.router.add_get("/", _index)
    app.router.add_get("/page/{name}", _file)


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
        headers={hdrs.CACHE_CONTROL: "no-store"},
    )
