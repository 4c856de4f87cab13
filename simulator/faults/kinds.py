"""The faults there are: what each does, what can be said about it, and what it can hit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

COMMANDS: Final = ("send", "cost", "check", "recent", "balance", "account", "inbound")
_LISTS: Final = ("send", "check", "recent", "inbound")
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_WHEN: Final = ("before", "after")


class Kind(NamedTuple):
    """A fault: what it does, its own parameters with their defaults, the commands it hits."""

    help: str
    parameters: Mapping[str, Any] = _NOTHING
    commands: tuple[str, ...] = COMMANDS
    # What a parameter may be, if not anything of its type.
    choices: Mapping[str, tuple[str, ...]] = _NOTHING
    # Whether several of the choices may be given, with commas between them.
    several: bool = False


KINDS: Final[dict[str, Kind]] = {
    "delay": Kind(
        "answer so many seconds late (simulator's clock), the message taken before or after",
        {"seconds": 15.0, "when": "after"},
        choices={"when": _WHEN},
    ),
    "hold": Kind("answer only once released", {"when": "after"}, choices={"when": _WHEN}),
    "drop_before": Kind("close the connection; nothing is taken"),
    "drop_after": Kind("take the message, then close the connection without an answer"),
    "take_late": Kind("close the connection, take the message seconds later", {"seconds": 30.0}),
    "reset": Kind(
        "reset the connection before or after taking the message",
        {"when": "before"},
        choices={"when": _WHEN},
    ),
    "redirect": Kind("send the client elsewhere", {"status": 302, "to": "/elsewhere"}),
    "server_error": Kind(
        "HTTP 500 (or another status)",
        {"status": 500, "when": "before"},
        choices={"when": _WHEN},
    ),
    "html": Kind("a page for people, with HTTP 200", {"when": "before"}, choices={"when": _WHEN}),
    "error": Kind("refuse with any code", {"code": 110, "when": "before"}, choices={"when": _WHEN}),
    "broken_json": Kind("take the message, answer with wrong JSON"),
    "cut_json": Kind("take the message, answer with half of the JSON"),
    "cut_body": Kind("take the message, close the connection in the middle of the answer"),
    "chunked": Kind("answer in chunks of so many bytes, the whole length untold", {"bytes": 16}),
    "dripping": Kind(
        "answer in drops of so many bytes, one in so many seconds (simulator's clock)",
        {"bytes": 1, "seconds": 1.0},
    ),
    "endless": Kind(
        "white space before the answer: so many megabytes, or without end (0)",
        {"megabytes": 0.0},
    ),
    "compressed": Kind(
        "answer compressed, whatever the client accepts; so many megabytes of white space before"
        " the answer make it a bomb. An encoding of another name is only claimed",
        {"encoding": "gzip", "megabytes": 0.0},
    ),
    "missing_rows": Kind("leave out the last rows of an answer", {"rows": 1}, _LISTS),
    "doubled_rows": Kind("give every row of an answer twice", {}, _LISTS),
    "other_order": Kind(
        "give the rows of a list in another order, the oldest first or shuffled",
        {"order": "oldest"},
        ("recent", "inbound"),
        {"order": ("oldest", "shuffled")},
    ),
    "changed_texts": Kind(
        "give texts back changed: other letters (ё as е, № as N, « as a straight quote, — as -),"
        " emoji as ?, cut to so many characters, trimmed of white space, or with half an emoji"
        " (in JSON an escaped one); command=inbound or check does so to those",
        {"how": "letters", "characters": 20},
        ("recent",),
        {"how": ("letters", "emoji", "cut", "trimmed", "halves")},
        several=True,
    ),
    "changed_senders": Kind(
        "give another sender back; sender_orig stays unless one is given",
        {"sender": "SMSPILOT.RU", "sender_orig": ""},
        ("recent",),
    ),
    "changed_phones": Kind(
        "write Russian numbers with 8, with +7, without either, or as people do;"
        " command=send, check or inbound does so to those",
        {"how": "8"},
        ("recent",),
        {"how": ("8", "plus", "short", "people")},
    ),
    "changed_parts": Kind("count so many parts more or fewer", {"by": 1}, ("recent",)),
    "changed_created": Kind(
        "give moments so many seconds later or earlier, or in another form: with T, with"
        " fractions, with the offset, all three (iso), in unix seconds, or none",
        {"form": "iso", "seconds": 0.0},
        ("recent",),
        {"form": ("plain", "T", "fraction", "offset", "iso", "unix", "none")},
    ),
    "recent_lags": Kind(
        "the last 24 hours do not show what is younger than this", {"seconds": 30.0}, ("recent",)
    ),
    "recent_cut_off": Kind("the last 24 hours show only so many rows", {"rows": 1}, ("recent",)),
    "recent_knows_only": Kind(
        "of recent and resent only one word is known (empty: none); the other is answered"
        " like an unknown id (row) or with error 301 (error)",
        {"word": "recent", "answer": "row"},
        ("recent",),
        {"word": ("recent", "resent", ""), "answer": ("row", "error")},
    ),
    "recent_without_text": Kind("the last 24 hours do not give the text back", {}, ("recent",)),
    "future_rows": Kind(
        "rows listed for the first time meanwhile are dated ahead by this",
        {"seconds": 86400.0},
        ("recent", "inbound"),
    ),
    "inbound_lags": Kind(
        "inbound messages are listed only so many seconds after they came, all or every so many",
        {"seconds": 30.0, "every": 1},
        ("inbound",),
    ),
    "inbound_cut_off": Kind(
        "inbound messages are cut off to so many rows, the oldest or the newest",
        {"rows": 1, "keep": "oldest"},
        ("inbound",),
        {"keep": ("oldest", "newest")},
    ),
    "inbound_from_earlier": Kind(
        "inbound messages are given from so many seconds before the moment asked for",
        {"seconds": 10800.0},
        ("inbound",),
    ),
    "no_date_header": Kind("answer without the HTTP header Date"),
}
