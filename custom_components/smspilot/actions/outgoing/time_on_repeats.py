"""The time that is added to a text that repeats, because the gateway refuses duplicates.

An alarm that repeats must not become many: a text on its way to a phone, or just accepted for it,
stays as it is, be it with an earlier time, and is not sent a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from homeassistant.util import dt as dt_util

from ...messaging.record.draft import Content, Draft

if TYPE_CHECKING:
    from ...messaging.messenger import Messenger


def with_time(messenger: Messenger, drafts: Iterable[Draft], limit: int) -> list[Draft]:
    """Add the time to each text that went to its phone lately, where there is room."""
    time = f" ({dt_util.now():%H:%M})"
    return [_reworded(messenger, draft, time, limit) for draft in drafts]


def _reworded(messenger: Messenger, draft: Draft, time: str, limit: int) -> Draft:
    """Return a draft with the text that shall go to its phone."""
    for content in messenger.standing(draft.phone):
        if _is_same(content, draft):
            return replace(draft, text=content.text)
    if messenger.repeats(draft.phone, draft.text) and len(draft.text) + len(time) <= limit:
        return replace(draft, text=draft.text + time)
    return draft


def _is_same(content: Content, draft: Draft) -> bool:
    """Return whether a message is a draft's, but for the time in its text."""
    return (
        re.fullmatch(re.escape(draft.text) + r"( \(\d\d:\d\d\))?", content.text) is not None
        and content == replace(draft, text=content.text).content
    )
