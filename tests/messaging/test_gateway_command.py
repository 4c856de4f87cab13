"""Words that the gateway takes for commands."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.gateway_command import is_command


@pytest.mark.parametrize(
    ("text", "command"),
    [("HLR", True), (" ping\n", True), ("HlrVip", True), ("PING me", False), ("", False)],
)
def test_a_text_that_is_nothing_but_such_a_word_is_a_command(text: str, command: bool) -> None:
    assert is_command(text) is command
