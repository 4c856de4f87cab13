"""What one table of the journal holds, and which of its rows are not written down yet."""

from __future__ import annotations

import json

from custom_components.smspilot.messaging.record.table import Table


def numbers() -> Table[int]:
    """Return rows of numbers."""
    return Table(str, int)


def test_what_is_put_in_changed_or_taken_out_is_written_once() -> None:
    rows = numbers()
    rows["a"], rows["b"] = 1, 2
    assert rows.changes() == {"a": '"1"', "b": '"2"'}
    assert rows.changes() == {}
    rows.note("b")
    del rows["a"]
    assert rows.changes() == {"b": '"2"', "a": None}
    assert rows.changes() == {}


def test_rows_are_written_in_the_order_in_which_they_came() -> None:
    rows = numbers()
    for key in ("2", "10", "1"):
        rows[key] = 0
    assert list(rows.changes()) == ["2", "10", "1"]


def test_what_is_taken_over_is_written_already() -> None:
    rows = numbers()
    rows.update(rows.read({"a": "1"}))
    assert rows == {"a": 1}
    assert rows.changes() == {}


def test_half_a_character_keeps_nothing_from_the_disk() -> None:
    rows: Table[str] = Table(str, str)
    rows["a"] = "Пожар \ud83d"
    [text] = rows.changes().values()
    assert text is not None
    assert json.loads(text) == "Пожар ?"
    assert "Пожар" in text
