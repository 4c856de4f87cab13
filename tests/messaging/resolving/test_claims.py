"""Whose rows without texts are: one is known to have its own where the others are too few."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.record.message import Message
from custom_components.smspilot.messaging.resolving.claims import own_row, owners


def message(name: str) -> Message:
    """Return a message to be told apart by its id."""
    return Message(id=name, phone="79087964781", text=name, created=0.0, deadline=0.0)


@pytest.mark.parametrize(
    ("claims", "own"),
    [
        ({"a": [1]}, {"a": 1}),
        ({"a": []}, {}),
        ({"a": [1], "b": []}, {"a": 1}),
        ({"a": [1], "b": [1]}, {}),
        ({"a": [1, 2], "b": [1, 2]}, {"a": 1, "b": 2}),
        ({"a": [1, 2, 3], "b": [3]}, {"a": 1, "b": 3}),
        ({"a": [1, 2], "b": [2], "c": [2]}, {"a": 1}),
        ({"a": [1, 2], "b": [1], "c": [2]}, {}),
        ({"a": [1, 2], "b": [2], "c": [3], "d": [3]}, {"a": 1, "b": 2}),
        ({"a": [1, 2], "b": [1, 3], "c": [1]}, {"a": 2, "b": 3, "c": 1}),
    ],
)
def test_who_has_a_row_for_certain(claims: dict[str, list[int]], own: dict[str, int]) -> None:
    messages = {name: message(name) for name in claims}
    of_messages = {messages[name]: rows for name, rows in claims.items()}
    found = {name: own_row(messages[name], of_messages) for name in claims}
    assert found == dict.fromkeys(claims) | own


def test_as_many_rows_as_possible_have_an_owner() -> None:
    one, other = message("a"), message("b")
    assert owners({one: [1, 2], other: [1]}) == {1: other, 2: one}
