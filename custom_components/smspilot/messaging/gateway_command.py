"""Words that the gateway takes for commands (document, section 6): paid for, and never shown."""

from __future__ import annotations

from typing import Final

# HLRVIP is known from other clients of the gateway; its document names the other two.
_COMMANDS: Final = frozenset({"HLR", "HLRVIP", "PING"})


def is_command(text: str) -> bool:
    """Return whether a text on its own is a command, however it is written."""
    return text.strip().upper() in _COMMANDS
