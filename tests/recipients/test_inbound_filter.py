"""Which inbound messages are from somebody who was named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from custom_components.smspilot.recipients.inbound_filter import is_from
from tests.accounts import MASHA, PETYA, entry_of, recipient_data

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from simulator import Simulator


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Return an account with recipients, one number of two of them."""
    entry = entry_of(
        simulator,
        recipient_data("Маша", MASHA),
        recipient_data("Семья", PETYA, MASHA, subentry_id="family"),
    )
    entry.add_to_hass(hass)
    return entry


@pytest.mark.parametrize(
    ("wanted", "sender", "named"),
    [
        (["8 (908) 796-47-81"], MASHA, True),
        (["8 (908) 796-47-81"], PETYA, False),
        (["маша"], MASHA, True),
        ([" маша "], MASHA, True),
        (["Маша"], PETYA, False),
        (["Семья"], MASHA, True),
        (["Семья"], PETYA, True),
        ([PETYA, "Маша"], PETYA, True),
        (["INFORM"], "INFORM", True),
        (["", "inform "], "INFORM", True),
        (["INFORM"], MASHA, False),
        (["", " "], "INFORM", False),
        (["", " "], "", False),
        ([], MASHA, False),
    ],
)
async def test_a_sender_is_named_by_number_by_a_recipients_name_or_as_it_is(
    hass: HomeAssistant, entry: MockConfigEntry, wanted: list[str], sender: str, *, named: bool
) -> None:
    assert is_from(hass, entry, sender, wanted) is named


@pytest.mark.parametrize("sender", ["Маша", "МАША", " маша"])
async def test_a_sender_that_calls_itself_like_a_recipient_is_not_taken_for_one(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, sender: str
) -> None:
    other = entry_of(simulator, account=simulator.add_account())
    other.add_to_hass(hass)

    assert [is_from(hass, one, sender, ["Маша"]) for one in (entry, other)] == [False, False]
