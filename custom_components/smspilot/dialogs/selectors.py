"""Fields that several dialogs have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
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
CHANNELS_IN_ORDER: Final = SelectSelector(
    SelectSelectorConfig(
        options=list(CHANNELS),
        translation_key="channel",
        mode=SelectSelectorMode.DROPDOWN,
        multiple=True,
    )
)

PHONE_NUMBERS: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.TEL, autocomplete="tel", multiple=True)
)


def sender_selector(senders: Sequence[str]) -> SelectSelector:
    """Return a field for a sender: one of the account's, or another."""
    return SelectSelector(
        SelectSelectorConfig(options=senders, custom_value=True, mode=SelectSelectorMode.DROPDOWN)
    )


def line_of_text(kind: TextSelectorType, autocomplete: str) -> TextSelector:
    """Return a field for a line of text."""
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))


def whole_number(unit: str | None = None) -> NumberSelector:
    """Return a box for a whole number; a range of its own would be told in English alone."""
    config = NumberSelectorConfig(step=1, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    if unit == UnitOfTime.MINUTES:
        config["translation_key"] = "minutes"
    return NumberSelector(config)
