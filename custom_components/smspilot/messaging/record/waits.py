"""Who waits for messages, and who watches them all."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..clock import Clock
from ..tasks import unhurried
from .message import Message


@dataclass(slots=True, eq=False)
class _Wait:
    """Somebody who waits until something has been so for each of some messages."""

    done: Callable[[Message], bool]
    pending: set[Message] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def look_at(self, message: Message) -> None:
        """Wait no longer for a message of which it is so."""
        if self.done(message):
            self.pending.discard(message)
        if not self.pending:
            self.changed.set()


class Waits:
    """Wakes those alone whom a change concerns."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nobody."""
        self._clock = clock
        self._waits: defaultdict[Message, set[_Wait]] = defaultdict(set)
        self._for_more: set[_Wait] = set()
        self.watchers: list[Callable[[Message], None]] = []
        """Whom to tell of every change of a state, announced or not."""
        self.over = False

    def end(self) -> None:
        """Let nobody wait: the next run knows what comes."""
        self.over = True
        for wait in self._for_more.union(*self._waits.values()):
            wait.changed.set()

    def signal(self, message: Message) -> None:
        """Tell that a message has changed."""
        for wait in self._waits.get(message, ()):
            wait.look_at(message)
        self.signal_more()
        for watcher in tuple(self.watchers):
            watcher(message)

    def signal_more(self) -> None:
        """Tell that something has changed that is of no one message."""
        for wait in self._for_more:
            wait.changed.set()

    async def wait(
        self,
        messages: Sequence[Message],
        done: Callable[[Message], bool],
        seconds: float,
        *,
        attended: bool,
        alone: bool = True,
    ) -> None:
        """Wait until something has been so for each message, the run is over, or the time is.

        Unless it depends on these messages `alone`, all are looked at whenever any message changes.
        """
        wait = _Wait(done)
        until = self._clock.steady() + seconds
        if not alone:
            self._for_more.add(wait)
        for message in messages:
            message.waiters += attended
        try:
            async for message in unhurried(messages):
                if alone:
                    self._waits[message].add(wait)
                if not done(message):
                    wait.pending.add(message)
            while wait.pending and not self.over:
                if not await self._clock.wait(wait.changed, until - self._clock.steady()):
                    return
                wait.changed.clear()
                if not alone:
                    wait.pending = {message for message in messages if not done(message)}
        finally:
            self._leave(wait, messages, attended=attended)

    def _leave(self, wait: _Wait, messages: Sequence[Message], *, attended: bool) -> None:
        """Let somebody wait no more."""
        self._for_more.discard(wait)
        for message in messages:
            message.waiters -= attended
            self._waits[message].discard(wait)
            if not self._waits[message]:
                del self._waits[message]
