"""Where an account's journal lies, and its end."""

from __future__ import annotations

from homeassistant.core import HomeAssistant

from custom_components.smspilot.account.journal_path import async_remove_journal, journal_path
from custom_components.smspilot.journal_database import JournalDatabase
from tests.journals import Journals

ENTRY_ID = "entry"


async def test_removal_leaves_nothing_but_what_belongs_to_others(hass: HomeAssistant) -> None:
    journals = Journals(hass.config.config_dir, ENTRY_ID)
    assert journal_path(hass, ENTRY_ID) == journals.path
    database = JournalDatabase(journals.path)
    await database.load()
    await database.close()
    assert journals.files() == [journals.path]
    journals.path.with_name(f"{journals.path.name}.unreadable.1").mkdir()
    other = Journals(hass.config.config_dir, "other").path
    other.write_text("")
    await async_remove_journal(hass, ENTRY_ID)
    assert list(journals.path.parent.iterdir()) == [other]
