"""Where an account's journal lies, and its end."""

from __future__ import annotations

import shutil
from pathlib import Path

from homeassistant.core import HomeAssistant

from ..const import DOMAIN


def journal_path(hass: HomeAssistant, entry_id: str) -> Path:
    """Return the database of an account's journal."""
    return Path(hass.config.path(".storage", f"{DOMAIN}.{entry_id}.db"))


async def async_remove_journal(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what was stored about an account, and what of it was set aside."""
    path = journal_path(hass, entry_id)

    def remove() -> None:
        for found in path.parent.glob(f"{path.name}*"):
            shutil.rmtree(found) if found.is_dir() else found.unlink()

    await hass.async_add_executor_job(remove)
