"""What the gateway told lately of the messages that chains went with before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from math import inf

from ..clock import Clock
from ..delivery import DeliveryChecks
from ..tasks import Tasks
from .chain import Chain
from .chains import Chains

KNOWN_FOR = 10.0
"""Seconds for which an answer of the gateway's tells what has not arrived."""
ASK_AGAIN = 30.0
"""Seconds until it is asked again if it did not answer."""
PATIENCE = 60.0
"""Seconds for which it may leave that open: an alarm too many is better than none."""


class EarlierSteps:
    """Asks after them, for many chains at once, and beside whatever else goes on."""

    def __init__(
        self, chains: Chains, delivery: DeliveryChecks, clock: Clock, answered: asyncio.Event
    ) -> None:
        """Take how to ask, and what to set when that has ended."""
        self._chains = chains
        self._delivery = delivery
        self._clock = clock
        self._answered = answered
        self._ask_again = -inf
        self._asking = Tasks()

    async def stop(self) -> None:
        """Ask no more."""
        await self._asking.cancel()

    def is_known(self, chain: Chain) -> bool:
        """Return whether the gateway has just told of all that may have arrived meanwhile."""
        lately = self._clock.steady() - chain.asked < KNOWN_FOR
        return lately or not self._chains.open_messages(chain)

    def ask(self, chains: Sequence[Chain], now: float) -> float:
        """Ask unless that is under way or was in vain just now; return when to come again."""
        if self._asking or not chains:
            return inf
        if self._ask_again <= now:
            self._ask_again = now + ASK_AGAIN
            self._asking.spawn(self._ask(chains))
        return self._ask_again

    def hurry(self) -> None:
        """Ask for what could not be asked for: the gateway has just answered."""
        if self._ask_again > self._clock.steady():
            self._ask_again = -inf
            self._answered.set()

    async def _ask(self, chains: Sequence[Chain]) -> None:
        """Ask for the earlier messages of chains, and note of which the answer is known.

        Or that there will be none, which must not hold an alarm up.
        """
        asked = {message for chain in chains for message in self._chains.open_messages(chain)}
        begun = self._clock.steady()
        answered = await self._delivery.ask(list(asked))
        now = self._clock.steady()
        self._ask_again = -inf if answered else now + ASK_AGAIN
        in_vain = self._delivery.reached and not answered
        for chain in chains:
            chain.in_vain = min(chain.in_vain, begun) if in_vain else inf
            told = answered or now - chain.in_vain >= PATIENCE
            if told and asked.issuperset(self._chains.open_messages(chain)):
                chain.asked = now
        self._answered.set()
