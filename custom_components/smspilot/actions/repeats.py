"""The time that is added to a text that repeats, because the gateway refuses duplicates.

While the line is down, an alarm that repeats must not become many: a text that still waits for its
phone stays as it waits, be it with an earlier time, and is not sent a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from homeassistant.util import dt as dt_util

from ..messaging.record.message import Draft, Message, State

if TYPE_CHECKING:
    from ..messaging.messenger import Messenger


def with_time(messenger: Messenger, drafts: Iterable[Draft], limit: int) -> list[Draft]:
    """Add the time to each text that went to its phone lately, where there is room."""
    time = f" ({dt_util.now():%H:%M})"
    # Those on their way last, for they may be gone before they are looked for again.
    waiting = [
        message
        for state in (State.QUEUED, State.SENDING)
        for message in messenger.messages
        if message.state is state
    ]
    return [_reworded(messenger, draft, time, limit, waiting) for draft in drafts]


def accept_once(messenger: Messenger, drafts: Sequence[Draft]) -> list[Message]:
    """Give drafts to the outbox; one whose text is on its way to its phone gives that message."""
    on_their_way = {
        (message.phone, message.content): message
        for message in messenger.messages
        if message.state is State.SENDING
    }
    known = [on_their_way.get((draft.phone, draft.content)) for draft in drafts]
    others = [draft for draft, found in zip(drafts, known, strict=True) if found is None]
    accepted = iter(messenger.accept(others))
    return [next(accepted) if found is None else found for found in known]


def _reworded(
    messenger: Messenger, draft: Draft, time: str, limit: int, waiting: Iterable[Message]
) -> Draft:
    """Return a draft with the text that shall go to its phone."""
    for message in waiting:
        if _is_same(message, draft):
            return replace(draft, text=message.text)
    if messenger.repeats(draft.phone, draft.text) and len(draft.text) + len(time) <= limit:
        return replace(draft, text=draft.text + time)
    return draft


def _is_same(message: Message, draft: Draft) -> bool:
    """Return whether a message is a draft's, but for the time in its text."""
    return (
        message.phone == draft.phone
        and re.fullmatch(re.escape(draft.text) + r"( \(\d\d:\d\d\))?", message.text) is not None
        and message.content == replace(draft, text=message.text).content
    )
