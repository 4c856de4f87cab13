"""Fields that several dialogs have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..const import CHANNELS

CHANNEL: Final = SelectSelector(
    SelectSelectorConfig(
        options=list(CHANNELS), translation_key="channel", mode=SelectSelectorMode.DROPDOWN
    )
)


def sender_selector(senders: Sequence[str]) -> SelectSelector:
    """Return a field for a sender: one of the account's, or another."""
    return SelectSelector(
        SelectSelectorConfig(options=senders, custom_value=True, mode=SelectSelectorMode.DROPDOWN)
    )


def line_of_text(kind: TextSelectorType, autocomplete: str) -> TextSelector:
    """Return a field for a line of text."""
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))
