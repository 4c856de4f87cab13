"""A message with further steps, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf
from typing import Any, Self

from ..record.draft import Draft, Step
from ..record.message import Message
from ..record.table import or_none
from ..segments import fitted
from ..sending.intake import LEAST_HOLD

ANSWERED_WITHIN = 120.0
"""Seconds after its deadline until which it is known whether a message was accepted."""


@dataclass(slots=True, kw_only=True, eq=False)
class Chain:
    """What a message's further steps need; moments are steady time (see Clock)."""

    draft: Draft
    """What is sent, with the steps that have not begun."""
    ids: list[str]
    """The messages that carried it, oldest first; the last one is waited for."""
    begun: int
    """What the clock on the wall showed when it began, or when its text is for."""
    until: float
    """After this moment no further step begins."""
    step: int = 1
    again: bool = False
    """Whether the last step was tried with the time added to its text."""
    since: float = 0.0
    """When the last message counts as accepted although it was refused: its text is there."""
    resumed: bool = False
    """Whether a run before began it, which may have come further; not persisted."""
    asked: float = -inf
    """When the messages that may have arrived were last asked for; not persisted."""
    in_vain: float = inf
    """Since when that is asked of a gateway that does not tell; not persisted."""

    @classmethod
    def of(cls, draft: Draft, message: Message, wall: float) -> Self:
        """Return the chain of a message that begins now, or later if it is for later."""
        begun = max(wall, draft.send_at.timestamp()) if draft.send_at else wall
        until = message.deadline + (begun - wall)
        if not draft.question:
            until += sum(step.wait for step in draft.steps) + ANSWERED_WITHIN
        return cls(draft=draft, ids=[message.id], begun=int(begun), until=until)

    @property
    def id(self) -> str:
        """Return the id of the chain's first message."""
        return self.ids[0]

    @property
    def last_id(self) -> str:
        """Return the id of the message that is waited for."""
        return self.ids[-1]

    def join(self, other: Chain) -> bool:
        """Take in what an equal message wants beside this one; return whether that is anything.

        What only it wants comes last; no step has begun, for a message that others join is young.
        """
        chosen = {step.sender for step in self.draft.steps}
        more = tuple(step for step in other.draft.steps if step.sender not in chosen)
        if not more and other.until <= self.until:
            return False
        self.draft = replace(self.draft, steps=self.draft.steps + more)
        self.until = max(self.until, other.until) + sum(step.wait for step in more)
        return True

    def next_draft(self, now: float) -> Draft:
        """Take the next step, and return what it sends."""
        (sender, _), *rest = self.draft.steps
        self.draft = replace(self.draft, sender=sender, steps=tuple(rest))
        self.step, self.again = self.step + 1, False
        return self._draft(now, "")

    def draft_again(self, now: float, addition: str) -> Draft:
        """Return what the last step sends if its text is there already: with something added."""
        self.again = True
        return self._draft(now, f" ({addition})")

    def _draft(self, now: float, addition: str) -> Draft:
        left = self.until - now - sum(step.wait for step in self.draft.steps)
        self.since = 0.0
        return replace(
            self.draft,
            text=fitted(self.draft.text, self.draft.sender, addition),
            steps=(),
            hold_for=0.0 if self.draft.hold_for <= 0 else max(left, LEAST_HOLD),
            follows=self.id,
            step=self.step,
        )

    def move_by(self, seconds: float) -> None:
        """Bring its moments from the clock of one run to that of another."""
        self.until += seconds
        self.since += seconds if self.since else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return what the journal keeps."""
        draft = self.draft
        return {
            **{name: getattr(draft, name) for name in _OF_DRAFT},
            **{name: getattr(self, name) for name in _OF_CHAIN},
            "send_at": draft.send_at and int(draft.send_at.timestamp()),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the chain that the journal kept, or raise what its shape leads to."""
        draft = Draft(**{name: read(data[name]) for name, read in _OF_DRAFT.items()})
        return cls(draft=draft, **{name: read(data[name]) for name, read in _OF_CHAIN.items()})


_OF_DRAFT: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("phone", "text"), str),
    **dict.fromkeys(("sender", "recipient"), or_none(str)),
    "send_at": or_none(lambda moment: datetime.fromtimestamp(moment, UTC)),
    "time_to_live": or_none(int),
    **dict.fromkeys(("test", "ignore_limits", "question", "answer"), bool),
    "hold_for": float,
    "steps": lambda steps: tuple(Step(sender, float(wait)) for sender, wait in steps),
}
_OF_CHAIN: dict[str, Callable[[Any], Any]] = {
    "ids": lambda ids: list(map(str, ids)),
    "begun": int,
    "until": float,
    "step": int,
    "again": bool,
    "since": float,
}
"""What the journal keeps, and how each is read."""
