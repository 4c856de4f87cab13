"""Lets whatever the journal writes wait for as long as there is a file that says so."""

from __future__ import annotations

import time
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType

from custom_components.smspilot.journal_database import JournalDatabase
from custom_components.smspilot.messaging.record.journal import Changes

HANGS = "disk-hangs"
_PAUSE = 0.02


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Let every journal write more slowly."""
    hangs, write = Path(hass.config.path(HANGS)), JournalDatabase._write  # noqa: SLF001

    def write_slowly(database: JournalDatabase, changes: Changes) -> None:
        while hangs.exists():
            time.sleep(_PAUSE)
        write(database, changes)

    JournalDatabase._write = write_slowly  # type: ignore[method-assign, assignment]  # noqa: SLF001
    return True
