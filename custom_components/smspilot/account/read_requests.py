"""Requests that an action makes and that send nothing."""

from __future__ import annotations

from collections.abc import Awaitable

from ..api.errors import SmsPilotError
from ..coordinator import SmsPilotData
from ..problems.errors import read_error
from ..problems.refused_key import async_note_error


async def async_read[T](data: SmsPilotData, request: Awaitable[T]) -> T:
    """Return the answer to a request, or raise what its user can read."""
    hass, entry = data.coordinator.hass, data.coordinator.config_entry
    try:
        return await request
    except SmsPilotError as error:
        async_note_error(hass, entry, error)
        raise read_error(hass, error) from error
