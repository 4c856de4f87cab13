"""Whose the rows of a list without texts are, as far as all of them together tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..record.message import Message

type Claims = Mapping[Message, Sequence[int]]
"""Which rows, by their ids, each message may have, in the order of the messages' attempts."""


def owners(claims: Claims) -> dict[int, Message]:
    """Return a message for each row, so that as many rows as possible have one of their own."""
    found: dict[int, Message] = {}
    for message in claims:
        _find_place(message, claims, found, set())
    return found


def own_row(message: Message, claims: Claims) -> int | None:
    """Return the message's row if the rows are too many for the other messages alone.

    Else nobody knows whether the message has one of them.
    """
    with_it = owners(claims)
    without_it = owners({one: rows for one, rows in claims.items() if one is not message})
    if len(with_it) == len(without_it):
        return None
    return next(row for row, owner in with_it.items() if owner is message)


def _find_place(
    message: Message, claims: Claims, found: dict[int, Message], tried: set[int]
) -> bool:
    """Give a message a row, if need be one that its owner can exchange for another."""
    for row in sorted(claims[message], key=found.__contains__):
        if row not in tried:
            tried.add(row)
            if row not in found or _find_place(found[row], claims, found, tried):
                found[row] = message
                return True
    return False
