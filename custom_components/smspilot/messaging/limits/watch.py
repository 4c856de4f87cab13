"""Tells of each limit once when it is reached, and once when there is room again."""

from __future__ import annotations

import asyncio

from ..clock import Clock
from ..problem import Problem
from ..surroundings import Allowances, Listener
from .charge import Limit
from .limits import Limits

_REVIEW_EVERY = 60.0
"""Seconds."""
_PROBLEMS = {
    Limit.MESSAGES_PER_HOUR: Problem.LIMIT_MESSAGES,
    Limit.ROUBLES_PER_DAY: Problem.LIMIT_ROUBLES,
    Limit.ANSWERS_PER_HOUR: Problem.LIMIT_ANSWERS,
}


class LimitWatch:
    """Keeps the problems of the limits true."""

    def __init__(self, limits: Limits, clock: Clock, listener: Listener) -> None:
        """Take what to watch and whom to tell."""
        self._limits = limits
        self._clock = clock
        self._listener = listener
        self._reported: set[Limit] = set()
        self._raised = asyncio.Event()

    def report(self) -> None:
        """Raise and clear problems, each once."""
        reached = self._limits.reached
        for limit, problem in _PROBLEMS.items():
            if (limit in reached) is not (limit in self._reported):
                self._listener.problem(problem, active=limit in reached)
        self._reported = set(reached)
        if reached:
            self._raised.set()

    def grant(self, problem: Problem) -> None:
        """Grant one more allowance of the limit whose problem it is."""
        for limit, of_limit in _PROBLEMS.items():
            if of_limit is problem:
                self._limits.grant(limit)
        self.report()

    def allow(self, allowances: Allowances) -> None:
        """Take other allowances; a problem that they solve is cleared."""
        self._limits.allow(allowances)
        self.report()

    async def run(self) -> None:
        """Clear a problem when there is room again."""
        while True:
            await self._raised.wait()
            self._raised.clear()
            while self._reported:
                await self._clock.sleep(_REVIEW_EVERY)
                self._limits.review()
                self.report()
