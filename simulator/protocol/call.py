"""A request's parameters: from the address and the body, in utf-8 or windows-1251."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from aiohttp import BodyPartReader

if TYPE_CHECKING:
    from aiohttp import web

UTF_8: Final = "utf-8"
WINDOWS_1251: Final = "windows-1251"
RECENT_WORDS: Final = ("recent", "resent")
_FLAGS_OFF: Final = ("", "0", "false", "no")


@dataclass(slots=True, kw_only=True)
class Call:
    """What a client asks for."""

    parameters: dict[str, str]
    charset: str = UTF_8

    def text(self, name: str) -> str:
        """Return a parameter as it was given, empty if it is absent."""
        return self.parameters.get(name, "")

    def value(self, name: str) -> str:
        """Return a parameter without the spaces around it; an empty one counts as absent."""
        return self.text(name).strip()

    def flag(self, name: str) -> bool:
        """Tell whether a parameter of 0 or 1 is set."""
        return self.value(name).lower() not in _FLAGS_OFF

    @property
    def format(self) -> str:
        """The format of the answer: text, xml, json or v (one bare value)."""
        asked = self.value("format").lower()
        return asked if asked in ("xml", "json", "v") else "text"

    @property
    def command(self) -> str:
        """The command by its name in faults and in the list of requests."""
        if "send" in self.parameters or "to" in self.parameters:
            return "cost" if self.flag("cost") else "send"
        if "check" in self.parameters:
            return "recent" if self.value("check").lower() in RECENT_WORDS else "check"
        for name in ("balance", "inbound"):
            if name in self.parameters:
                return name
        return "account"


async def read_call(request: web.Request) -> Call:
    """Read the parameters of a request; those of the body win over those of the address."""
    pairs = _pairs(request.raw_path.partition("?")[2].encode("latin-1", "replace"))
    if request.content_type == "multipart/form-data":
        pairs += await _multipart(request)
    elif request.can_read_body:
        pairs += _pairs(await request.read())
    raw = dict(pairs)
    charset = UTF_8
    if raw.get("charset", b"").decode("latin-1").strip().lower() in (WINDOWS_1251, "cp1251"):
        charset = WINDOWS_1251
    decoded = {name: value.decode(charset, "replace") for name, value in raw.items()}
    return Call(parameters=decoded, charset=charset)


def _pairs(data: bytes) -> list[tuple[str, bytes]]:
    """Split a query string or a form body, leaving the values as bytes."""
    pairs = []
    for pair in data.split(b"&"):
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        if name:
            pairs.append((unquote_to_bytes(name).decode("latin-1"), unquote_to_bytes(value)))
    return pairs


async def _multipart(request: web.Request) -> list[tuple[str, bytes]]:
    return [
        (part.name, bytes(await part.read()))
        async for part in await request.multipart()
        if isinstance(part, BodyPartReader) and part.name
    ]
