"""What it means that the gateway refused a step because its very text is there already (243)."""

from __future__ import annotations

from ..clock import Clock
from ..limits.limits import Limits
from ..record.draft import Draft
from ..record.ledger import Ledger
from ..record.message import Message, State
from .chain import Chain

SAME_EVENT = 600.0
"""Seconds in which an equal text tells of the same; an older one is no news of what is now."""

_TAKEN = (
    *(State.SENDING, State.ACCEPTED, State.DELIVERED),
    *(State.UNDELIVERED, State.UNCONFIRMED),
)


class Duplicates:
    """Finds the messages that a refused one repeats."""

    def __init__(self, ledger: Ledger, limits: Limits, clock: Clock) -> None:
        """Take what is known of messages, and of texts that are no longer."""
        self._ledger = ledger
        self._limits = limits
        self._clock = clock

    def instead(self, chain: Chain, refused: Message, now: float) -> Message | Draft | None:
        """Return what comes in the place of a refused step: None if that counts as accepted.

        It is a message to wait for, or the step once more with the time added: what holds the
        text is an earlier step, as the gateway may not tell channels apart, or tells of something
        past.
        """
        equal = [
            one
            for one in self._equal(refused)
            if one.state in _TAKEN or (one.state is State.UNKNOWN and one.id in chain.ids)
        ]
        since = now - SAME_EVENT
        others = [one for one in equal if one.id not in chain.ids and one.attempted > since]
        others.sort(key=lambda one: one.sender == refused.sender)  # the youngest of such is last
        if others and others[-1].sender == refused.sender:
            return others[-1]
        if len(equal) > len(others) and not chain.again:
            return self._draft_again(chain, now)
        return others[-1] if others else None

    def _draft_again(self, chain: Chain, now: float) -> Draft:
        """Return a step with the time added, when its text is for: the next run says the same.

        The step's number, too, where the text of another step has that time.
        """
        time = f"{self._clock.local(chain.begun):%H:%M}"
        draft = chain.draft_again(now, time)
        charges = self._limits.charges
        own = {charges[one].address for one in chain.ids if one in charges}
        if self._limits.mark(draft.phone, draft.text) in own:
            return chain.draft_again(now, f"{time}, {chain.step}")
        return draft

    def _equal(self, refused: Message) -> list[Message]:
        """Return the messages with the same text to the same phone, oldest first."""
        charges = self._limits.charges
        if refused.id not in charges:
            return []  # a test message
        address = charges[refused.id].address
        return [
            one
            for one in self._ledger.messages.values()
            if one is not refused and one.id in charges and charges[one.id].address == address
        ]
