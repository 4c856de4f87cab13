"""When inbound messages are asked for: only while somebody listens, more often when likely."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ...api.errors import GatewayError, NotSentError, SmsPilotError, TemporaryError
from ..clock import Clock
from ..events import GatewayEvents
from ..problem import Problem
from ..surroundings import Listener
from ..tasks import Tasks
from .inbox import Inbox

SELDOM, OFTEN = 60.0, 10.0
LIKELY_FOR = 180.0
"""Seconds after a message went out or came in during which another is likely to come in."""
REFUSED_FOR = 600.0
"""Seconds of refused polls after which people are told."""
CURRENT_FOR = 90.0
"""Seconds after a complete poll during which what came in until then counts as known."""
PAUSE = 60.0
"""Seconds without a listener that make a pause; a reload of an automation takes less."""


class Polling:
    """Polls the inbox while somebody listens."""

    def __init__(
        self, inbox: Inbox, clock: Clock, events: GatewayEvents, listener: Listener
    ) -> None:
        """Take what to poll and whom to tell how that went."""
        self._inbox = inbox
        self._clock = clock
        self._events = events
        self._listener = listener
        self._listeners = 0
        self._deaf = False
        self._well_since = clock.steady()
        self._likely_until = float("-inf")
        self._wake = asyncio.Event()
        self._one_by_one = asyncio.Lock()
        self._tasks = Tasks()

    def start(self) -> None:
        """Poll from now on, while somebody listens."""
        self._tasks.keep_running(self._run, self._clock)

    async def stop(self) -> None:
        """Poll no more."""
        await self._tasks.cancel()

    @property
    def listening(self) -> bool:
        """Return whether somebody listens."""
        return self._listeners > 0

    def listen(self) -> Callable[[], None]:
        """Count a listener in, and return what counts it out again."""
        self._listeners += 1
        self._wake.set()
        listening = True

        def leave() -> None:
            nonlocal listening
            self._listeners -= listening
            listening = False

        return leave

    def expect_answers(self) -> None:
        """Poll often for a while."""
        self._likely_until = self._clock.steady() + LIKELY_FOR
        self._wake.set()

    async def look(self, seconds: float) -> None:
        """Poll once more at once, and wait for what that brings; no longer than so long."""
        await self._clock.give(self._tasks.spawn(self._poll()), seconds)

    def known_up_to(self) -> str | None:
        """Return when the newest message came in, in the gateway's words; empty if there is none.

        It is None if the gateway was not asked for a while: there may be newer ones.
        """
        asked = self._inbox.polled_at
        if asked is None or self._clock.steady() - asked > CURRENT_FOR:
            return None
        return self._inbox.newest

    async def _run(self) -> None:
        """Poll, and wait until the next poll or until somebody listens again."""
        while True:
            while self._listeners:
                await self._poll()
                await self._wait_for_next()
            pause_at = self._clock.steady() + PAUSE
            while not self._listeners and (left := pause_at - self._clock.steady()) > 0:
                self._wake.clear()  # also set when a message went out
                await self._clock.wait(self._wake, left)
            while not self._listeners:
                self._inbox.pause()
                self._wake.clear()
                await self._wake.wait()

    async def _wait_for_next(self) -> None:
        """Wait until the next poll is due; what makes messages likely brings it forward."""
        begun = self._clock.steady()
        while self._listeners:
            self._wake.clear()
            likely = self._clock.steady() < self._likely_until
            left = begun + (OFTEN if likely else SELDOM) - self._clock.steady()
            if left <= 0 or not await self._clock.wait(self._wake, left):
                return

    async def _poll(self) -> None:
        """Poll once, after one that is under way."""
        async with self._one_by_one:
            await self._ask()

    async def _ask(self) -> None:
        """Ask for what came in, and tell how that went."""
        try:
            if await self._inbox.poll():
                self.expect_answers()
            self._events.heard(answered=True)
            self._well_since = self._clock.steady()
        except NotSentError:
            self._events.heard(answered=False)
            return  # which is told of in another way
        except TemporaryError:
            pass  # to be asked to slow down is neither a success nor a silence
        except GatewayError as error:
            self._events.heard(answered=True)
            self._listener.gateway_error(error)
        except SmsPilotError:
            self._events.heard(answered=False)
        refused = self._clock.steady() - self._well_since > REFUSED_FOR
        if (deaf := refused or not self._inbox.complete) is not self._deaf:
            self._deaf = deaf
            self._listener.problem(Problem.INBOUND_NOT_FETCHED, active=deaf)
