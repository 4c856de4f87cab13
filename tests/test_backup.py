"""Backups: the journals are whole in them, and nobody waits while one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custom_components.smspilot.backup import async_post_backup, async_pre_backup
from tests.accounts import MASHA, entry_of, set_up
from tests.common import act
from tests.journals import Journals

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from simulator import Simulator


async def test_the_journal_is_one_whole_file_while_a_backup_is_made(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    await act(hass, "send_message", numbers=MASHA, message="Before")
    await async_pre_backup(hass)
    journals = Journals(hass.config.config_dir, entry.entry_id)
    copied = journals.path.read_bytes()
    assert b"Before" in copied
    sent = await act(hass, "send_message", numbers=MASHA, message="Meanwhile")
    assert sent["messages"][0]["status"] == "accepted"
    assert journals.path.read_bytes() == copied
    assert len(journals.rows("messages")) == 2
    await async_post_backup(hass)
    assert journals.path.read_bytes() != copied
