"""Faults that are switched on, and which requests they hit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from simulator.faults.kinds import COMMANDS, KINDS
from simulator.faults.parameters import read_parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


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


type Struck = Mapping[str, Fault]


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
            raise ValueError(f"unknown fault {name}")
        commands = frozenset([command] if isinstance(command, str) else command or kind.commands)
        if wrong := commands - set(COMMANDS):
            raise ValueError(f"fault {name} does not know {', '.join(sorted(wrong))}")
        fault = Fault(
            name=name,
            parameters=read_parameters(name, kind, parameters),
            commands=commands,
            times=None if times is None else int(times),
            once_per_text=once_per_text,
            probability=float(probability),
            random=Random(int(seed)),
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
