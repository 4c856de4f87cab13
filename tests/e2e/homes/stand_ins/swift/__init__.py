"""Lets the time by which messages live pass faster, so that a minute shows what else an hour does.

What waits for this machine's own disk and for requests under way waits no shorter for it. Set up
before the account; without configuration time passes as it does.
"""

from __future__ import annotations

import asyncio
import time

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType

from custom_components.smspilot.api import gateway_clock
from custom_components.smspilot.messaging.clock import Clock
from custom_components.smspilot.messaging.record import journal
from custom_components.smspilot.messaging.resolving import likeness
from custom_components.smspilot.messaging.sending import outbox


async def async_setup(_hass: HomeAssistant, config: ConfigType) -> bool:
    """Give every clock that is made from now on another pace, since a moment that is configured."""
    pace, since = config["swift"]["pace"], config["swift"]["since"]

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / pace)

    def monotonic() -> float:
        return time.monotonic() * float(pace)

    gateway_clock.QUICK *= pace
    journal.PATIENCE *= pace
    likeness.LONGEST_REQUEST *= pace
    outbox.STOP_PATIENCE *= pace
    assert Clock.__init__.__kwdefaults__ is not None
    Clock.__init__.__kwdefaults__.update(
        wall=lambda: since + (time.time() - since) * pace, monotonic=monotonic, sleep=sleep
    )
    assert gateway_clock.GatewayClock.__init__.__kwdefaults__ is not None
    gateway_clock.GatewayClock.__init__.__kwdefaults__.update(monotonic=monotonic)
    return True
