"""The faults there are: what each does, what can be said about it, and what it can hit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

COMMANDS: Final = ("send", "cost", "check", "recent", "balance", "account", "inbound")
_LISTS: Final = ("send", "check", "recent", "inbound")


class Kind(NamedTuple):
    """What a fault does, its own parameters with their defaults, and the commands it can hit."""

    help: str
    parameters: Mapping[str, Any] = MappingProxyType({})
    commands: tuple[str, ...] = COMMANDS


KINDS: Final[dict[str, Kind]] = {
    "delay": Kind(
        "answer so many seconds late (simulator's clock), the message taken before or after",
        {"seconds": 15.0, "when": "after"},
    ),
    "hold": Kind("answer only once released", {"when": "after"}),
    "drop_before": Kind("close the connection; nothing is taken"),
    "drop_after": Kind("take the message, then close the connection without an answer"),
    "take_late": Kind("close the connection, take the message seconds later", {"seconds": 30.0}),
    "reset": Kind("reset the connection before or after taking the message", {"when": "before"}),
    "redirect": Kind("send the client elsewhere", {"status": 302, "to": "/elsewhere"}),
    "server_error": Kind("HTTP 500 (or another status)", {"status": 500, "when": "before"}),
    "html": Kind("a page for people, with HTTP 200", {"when": "before"}),
    "error": Kind("refuse with any code", {"code": 110, "when": "before"}),
    "broken_json": Kind("take the message, answer with wrong JSON"),
    "cut_json": Kind("take the message, answer with half of the JSON"),
    "cut_body": Kind("take the message, close the connection in the middle of the answer"),
    "missing_rows": Kind("leave out the last rows of an answer", {"rows": 1}, _LISTS),
    "doubled_rows": Kind("give every row of an answer twice", {}, _LISTS),
    "recent_lags": Kind(
        "the last 24 hours do not show what is younger than this", {"seconds": 30.0}, ("recent",)
    ),
    "recent_cut_off": Kind("the last 24 hours show only so many rows", {"rows": 1}, ("recent",)),
    "recent_knows_only": Kind(
        "of recent and resent only one word is known (empty: none); the other is answered"
        " like an unknown id (row) or with error 301 (error)",
        {"word": "recent", "answer": "row"},
        ("recent",),
    ),
    "recent_without_text": Kind("the last 24 hours do not give the text back", {}, ("recent",)),
    "recent_trims_text": Kind(
        "the last 24 hours give texts without white space at their ends, and no double spaces",
        {},
        ("recent",),
    ),
    "future_rows": Kind(
        "rows listed for the first time meanwhile are dated ahead by this",
        {"seconds": 86400.0},
        ("recent", "inbound"),
    ),
    "inbound_cut_off": Kind(
        "inbound messages are cut off to so many rows, the oldest or the newest",
        {"rows": 1, "keep": "oldest"},
        ("inbound",),
    ),
    "inbound_from_earlier": Kind(
        "inbound messages are given from so many seconds before the moment asked for",
        {"seconds": 10800.0},
        ("inbound",),
    ),
    "no_date_header": Kind("answer without the HTTP header Date"),
}
