"""Why a message was refused, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from custom_components.smspilot.api.errors import NotSentError, gateway_error
from custom_components.smspilot.problems.refusal_kinds import gateway_words

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant


@pytest.mark.parametrize(
    ("language", "error", "words"),
    [
        ("en", gateway_error(112, "No money", "Нет денег"), "No money (112)"),
        ("ru", gateway_error(112, "No money", "Нет денег"), "Нет денег (112)"),
        ("ru", gateway_error(112, "No money"), "No money (112)"),
        ("en", gateway_error(112, "", "Нет денег"), "Нет денег (112)"),
        ("en", gateway_error(112), "112"),
        ("en", NotSentError("secret"), ""),
        ("en", None, ""),
    ],
)
async def test_the_gateways_own_words_are_shown_in_the_homes_language(
    hass: HomeAssistant, language: str, error: Exception | None, words: str
) -> None:
    hass.config.language = language

    assert gateway_words(hass, error) == words
