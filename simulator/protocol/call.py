"""A request's parameters: from the address and the body, in utf-8 or windows-1251."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

UTF_8: Final = "utf-8"
WINDOWS_1251: Final = "windows-1251"
RECENT_WORDS: Final = ("recent", "resent")
# Commands that newer pages mention and the document does not know.
UNKNOWN_COMMANDS: Final = frozenset({"add_template", "add_sender", "list"})
_BOUNDARY: Final = re.compile(r'boundary="?([^";,\s]+)', re.IGNORECASE)
_PART_NAME: Final = re.compile(r'content-disposition:[^\n]*[; ]name="?([^"\r\n;]+)', re.IGNORECASE)
_LONGEST_PART_HEAD: Final = 1000
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

    def list(self, name: str) -> tuple[str, ...]:
        """Return the parts of a parameter between its commas; empty ones are passed over."""
        return tuple(part for each in self.text(name).split(",") if (part := each.strip()))

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
        return "unknown" if self.parameters.keys() & UNKNOWN_COMMANDS else "account"


def read_call(query: str, content_type: str, body: bytes) -> Call:
    """Read the parameters of a request; those of the body win over those of the address."""
    pairs = _pairs(query.encode("ascii", "replace"))
    if content_type.lower().startswith("multipart/form-data"):
        pairs += _multipart(content_type, body)
    else:
        pairs += _pairs(body)
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


def _multipart(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """Split an upload; what is broken in it is passed over, as PHP does."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        return []
    pairs = []
    for part in body.split(b"--" + boundary[1].encode("ascii", "replace")):
        head, separator, content = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head[:_LONGEST_PART_HEAD].decode("latin-1"))
        if name is not None and separator:
            pairs.append((name[1], content.removesuffix(b"\r\n")))
    return pairs
