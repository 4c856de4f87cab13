"""Whose number one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custom_components.smspilot.recipients.recipient import sender_name
from tests.accounts import entry_of, recipient_data

if TYPE_CHECKING:
    from simulator import Simulator


def test_a_foreign_sender_is_known_by_the_digits_that_the_gateway_gives(
    simulator: Simulator,
) -> None:
    """Read at home, such digits would be those of a Russian number."""
    entry = entry_of(simulator, recipient_data("Ola", "4740612345"))
    assert sender_name(entry, "4740612345") == "Ola"
    assert sender_name(entry, "INFORM") is None
