"""The messages that are not yet with the gateway, kept apart from all that are remembered."""

from __future__ import annotations

from collections import Counter

from .message import Message, State

_UNSENT = (State.QUEUED, State.SENDING)


class Unsent:
    """They keep the order in which they were accepted, whichever of the two states they are in."""

    def __init__(self) -> None:
        """Begin without any."""
        self.messages: dict[str, Message] = {}
        self.queued_texts: Counter[str] = Counter()

    def follow(self, message: Message, before: State | None) -> None:
        """Take in what state a new message is in, or one that was in another before."""
        change = (message.state is State.QUEUED) - (before is State.QUEUED)
        if change:
            self.queued_texts[message.text] += change
            if not self.queued_texts[message.text]:
                del self.queued_texts[message.text]
        if message.state in _UNSENT:
            self.messages[message.id] = message
        else:
            self.messages.pop(message.id, None)
