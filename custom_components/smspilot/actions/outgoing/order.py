"""What somebody wants sent, however it was asked for, and what is wrong with all of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from homeassistant.util import dt as dt_util

from ...api.parsing import whole
from ...messaging.gateway_command import is_command
from ...problems.errors import invalid
from .further_channels import check_further_channels
from .options import SendOptions

LONGEST_TIME_TO_LIVE: Final = timedelta(minutes=1440)
LONGEST_AHEAD: Final = timedelta(days=366)

# Letters by their kind that show nothing: Hangul fillers and the empty Braille cell.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A text, and how it shall be sent."""

    text: str = field(repr=False)
    options: SendOptions = field(default_factory=SendOptions)
    wait_for_delivery: float = 0.0
    """Seconds."""

    def check(self) -> None:
        """Raise what is wrong with the order, to whomever it shall go."""
        if not any(map(_is_visible, self.text)):
            raise invalid("empty_text")
        if is_command(self.text):
            raise invalid("text_is_command", text=self.text.strip())
        alive, send_at = self.options.time_to_live, self.options.send_at
        if alive is not None and not timedelta(minutes=1) <= alive <= LONGEST_TIME_TO_LIVE:
            raise invalid("time_to_live_out_of_range")
        if send_at is not None and send_at <= dt_util.utcnow():
            raise invalid("time_in_past")
        if send_at is not None and send_at > dt_util.utcnow() + LONGEST_AHEAD:
            raise invalid("time_too_far")
        check_further_channels(self.options)


def compose(message: str, title: str | None) -> str:
    """Return the text of a message; a title is its first line."""
    text = whole(f"{title.strip()}\n{message}" if title else message)
    # YAML leaves an end of line behind a block. The gateway may not give it back, and a text that
    # comes back changed is not recognised.
    return text.strip()


def _is_visible(character: str) -> bool:
    """Return whether a character shows anything."""
    category = unicodedata.category(character)
    return category[0] not in "CZ" and category not in ("Mn", "Me") and character not in _BLANK
