"""Messages that share a request, and what of them a request leaves to be done."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..record.draft import Content
from ..record.message import Message, State

MOST_PHONES = 200


@dataclass(slots=True)
class Batch:
    """Messages that go in one request; others may join while it is being written down."""

    content: Content
    messages: list[Message] = field(default_factory=list)
    open: bool = True

    def phones(self) -> set[str]:
        """Return the phones for which there is no answer yet."""
        return {each.phone for each in self.messages if each.state is State.SENDING}

    @property
    def has_room(self) -> bool:
        """Return whether any message may join."""
        return self.open and len(self.messages) < MOST_PHONES

    def takes(self, message: Message) -> bool:
        """Return whether a message may join."""
        return self.has_room and self.content == message.content


@dataclass(slots=True)
class Leftover:
    """What a batch leaves to the outbox."""

    held: list[Message] = field(default_factory=list)
    unclear: list[Message] = field(default_factory=list)

    def add(self, other: Leftover) -> None:
        """Take in what another request left."""
        self.held += other.held
        self.unclear += other.unclear
