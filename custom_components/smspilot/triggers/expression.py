"""A person's regular expression, tried on anybody's text.

An expression that is harmless on the texts its author thought of can take hours on one that a
stranger makes for it. So it is tried in a thread, by a library that lets the home go on meanwhile
(Python's own does not) and that gives up in time; Home Assistant brings the library along.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import regex
import voluptuous as vol
from homeassistant.helpers import config_validation as cv

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

LONGEST_TEXT: Final = 670
"""Letters of the longest SMS, in ten parts."""
PATIENCE: Final = 0.5
"""Seconds of work; a search that comes to an end takes a thousandth of it."""


def expression(value: object) -> str:
    """Return a text that is a regular expression."""
    text = cv.string(value)
    try:
        regex.compile(text)
    except regex.error as error:
        raise vol.Invalid(f"not a regular expression: {error}") from error
    return text


class Expression:
    """A regular expression, in which upper and lower case are one."""

    def __init__(self, hass: HomeAssistant, text: str) -> None:
        """Take an expression that was checked."""
        self._hass = hass
        self._search = regex.compile(text, regex.IGNORECASE).search

    async def is_found_in(self, text: str) -> bool:
        """Return whether it is found; raise TimeoutError if nobody can say in time."""
        search = partial(self._search, text[:LONGEST_TEXT], timeout=PATIENCE, concurrent=True)
        return await self._hass.async_add_executor_job(search) is not None
