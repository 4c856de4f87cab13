"""What a backup is told of: the journals stay whole while their files are copied."""

from __future__ import annotations

from collections.abc import Iterator

from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import SmsPilotConfigEntry
from .journal_database import JournalDatabase


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Bring each journal into one file that stays as it is until the backup is made."""
    for database in _databases(hass):
        await database.keep_still(still=True)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the files be written again."""
    for database in _databases(hass):
        await database.keep_still(still=False)


def _databases(hass: HomeAssistant) -> Iterator[JournalDatabase]:
    """Yield the journal of each account that is loaded."""
    entry: SmsPilotConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        yield entry.runtime_data.database
