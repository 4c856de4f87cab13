"""Whatever happened to a journal: a person is told, what was is set aside, and alarms go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from homeassistant.core import HomeAssistant

from simulator import Simulator
from tests.accounts import MASHA, entry_of, set_up
from tests.journals import Journals
from tests.problems.shown import raised

type Damage = Callable[[Path], object]


def emptied(path: Path) -> None:
    """Lose all that a file held."""
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    """Hold something else."""
    path.write_bytes(b"no database")


def cut(path: Path) -> None:
    """Lose the second half."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def turned(path: Path) -> None:
    """Turn a byte of the page that tells what tables there are."""
    content = bytearray(path.read_bytes())
    content[103] ^= 0xFF
    path.write_bytes(content)


def zeroed(path: Path) -> None:
    """Lose the page with the rows."""
    content = bytearray(path.read_bytes())
    content[1024:2048] = bytes(1024)
    path.write_bytes(content)


def a_folder(path: Path) -> None:
    """Be a folder."""
    path.unlink()
    path.mkdir()


def executed(statement: str) -> Damage:
    """Return what changes the database as somebody else would."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    return change


DAMAGES: dict[str, Damage] = {
    "emptied": emptied,
    "overwritten": overwritten,
    "cut": cut,
    "a byte turned": turned,
    "a page zeroed": zeroed,
    "a folder": a_folder,
    "newer": executed("PRAGMA user_version = 99"),
    "without its table": executed("DROP TABLE journal"),
    "another table": executed("ALTER TABLE journal DROP COLUMN data"),
    "no JSON": executed("UPDATE journal SET data = '?'"),
    "another shape": executed("UPDATE journal SET data = '[]'"),
    "unknown kinds": executed("UPDATE journal SET kind = 'other'"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_damaged_journal_is_set_aside_and_told_and_alarms_go_on(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture, damage: Damage
) -> None:
    entry = await set_up(hass, entry_of(simulator))
    alarm = {"numbers": [MASHA], "message": "Fire", "config_entry_id": entry.entry_id}
    await hass.services.async_call("smspilot", "send_message", alarm, blocking=True)
    await hass.config_entries.async_unload(entry.entry_id)
    journals = Journals(hass.config.config_dir, entry.entry_id)
    damage(journals.path)
    caplog.clear()
    await hass.config_entries.async_setup(entry.entry_id)
    assert list(raised(hass)) == ["journal_damaged"]
    told = [one for one in caplog.records if one.levelname == "ERROR" and "smspilot" in one.name]
    assert len(told) == 1
    [aside] = [path for path in journals.files() if ".unreadable." in path.name]
    assert "Traceback" not in caplog.text
    await hass.services.async_call(
        "smspilot", "send_message", alarm | {"message": "Flood"}, blocking=True
    )
    assert [message.text for message in simulator.messages] == ["Fire", "Flood"]
    assert {row["text"] for row in journals.rows("messages")} == {"Flood"}
    assert aside.exists()
