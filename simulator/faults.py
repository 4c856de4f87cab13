"""Faults that can be switched on, and what each of them means."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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


@dataclass(slots=True, kw_only=True, eq=False)
class Fault:
    """A fault that is switched on."""

    name: str
    parameters: dict[str, Any]
    commands: frozenset[str]
    times: int | None = None
    once_per_text: bool = False
    probability: float = 1.0
    random: Random = field(default_factory=Random)
    hits: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def after(self) -> bool:
        """Whether it strikes once the message has been taken."""
        return self.parameters.get("when") == "after"

    def strikes(self, command: str, text: str, phones: Collection[str]) -> bool:
        """Tell whether it hits this request, and count it if so."""
        if command not in self.commands or (self.times is not None and self.hits >= self.times):
            return False
        if self.once_per_text:
            messages = {(phone, text) for phone in phones}
            if messages <= self.seen:
                return False
            self.seen |= messages
        if self.probability < 1 and self.random.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The faults that are switched on, in the order of switching on."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._active: list[Fault] = []
        self._held: list[asyncio.Future[None]] = []
        self._arrived = asyncio.Condition()

    def __iter__(self) -> Iterator[Fault]:
        """Go through the faults that are on and not used up."""
        return iter([f for f in self._active if f.times is None or f.hits < f.times])

    def add(
        self,
        name: str,
        *,
        times: int | None = None,
        command: str | Iterable[str] | None = None,
        once_per_text: bool = False,
        probability: float = 1.0,
        seed: int = 0,
        **parameters: Any,
    ) -> Fault:
        """Switch a fault on; `times=None` means until it is cleared."""
        kind = KINDS.get(name)
        if kind is None:
            message = f"unknown fault {name}"
            raise ValueError(message)
        commands = frozenset([command] if isinstance(command, str) else command or kind.commands)
        if wrong := (commands - set(COMMANDS)) | (parameters.keys() - kind.parameters.keys()):
            message = f"fault {name} does not know {', '.join(sorted(wrong))}"
            raise ValueError(message)
        fault = Fault(
            name=name,
            parameters={**kind.parameters, **parameters},
            commands=commands,
            times=times,
            once_per_text=once_per_text,
            probability=probability,
            random=Random(seed),
        )
        self._active.append(fault)
        return fault

    def clear(self, name: str | None = None) -> None:
        """Switch faults off, all or those of a name, and let go what is held."""
        self._active = [f for f in self._active if name is not None and f.name != name]
        if name in (None, "hold"):
            self.release()

    def striking(self, command: str, text: str, phones: Collection[str]) -> dict[str, Fault]:
        """Return the faults that hit a request, by name; the first of a name wins."""
        found: dict[str, Fault] = {}
        for fault in self._active:
            if fault.name not in found and fault.strikes(command, text, phones):
                found[fault.name] = fault
        return found

    @property
    def held(self) -> int:
        """How many answers are being held."""
        return len(self._held)

    async def hold(self) -> None:
        """Wait until released."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held.append(waiting)
        async with self._arrived:
            self._arrived.notify_all()
        await waiting

    async def wait_held(self, number: int = 1) -> None:
        """Wait until so many answers are being held."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: self.held >= number)

    def release(self) -> None:
        """Let go all answers that are being held."""
        for waiting in self._held:
            if not waiting.done():
                waiting.set_result(None)
        self._held.clear()
