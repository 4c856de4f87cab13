"""The parts of an account, put together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ANSWERS_PER_HOUR,
    CONF_MESSAGES_PER_HOUR,
    CONF_ROUBLES_PER_DAY,
    DEFAULT_ANSWERS_PER_HOUR,
    DEFAULT_MESSAGES_PER_HOUR,
    DEFAULT_ROUBLES_PER_DAY,
)
from ..coordinator import AccountCoordinator, SmsPilotConfigEntry, SmsPilotData
from ..journal_database import JournalDatabase
from ..messaging.clock import Clock
from ..messaging.messenger import Messenger
from ..messaging.surroundings import Settings, Surroundings
from .announcer import Announcer
from .connection import create_client
from .journal_path import journal_path


def create_parts(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> SmsPilotData:
    """Return the parts of an account, put together."""
    client = create_client(hass, entry.data)
    announcer = Announcer(hass, entry)
    database = JournalDatabase(journal_path(hass, entry.entry_id))
    messenger = Messenger(
        Surroundings(
            client=client,
            storage=database,
            clock=Clock(zone=dt_util.get_default_time_zone()),
            settings=settings(entry.options),
            listener=announcer,
        )
    )
    return SmsPilotData(
        client=client,
        database=database,
        messenger=messenger,
        coordinator=AccountCoordinator(hass, entry, client, announcer, messenger.heard),
    )


def settings(options: Mapping[str, Any]) -> Settings:
    """Return what the user set, as far as messages are concerned."""
    roubles = options.get(CONF_ROUBLES_PER_DAY, DEFAULT_ROUBLES_PER_DAY)
    return Settings(
        messages_per_hour=int(options.get(CONF_MESSAGES_PER_HOUR, DEFAULT_MESSAGES_PER_HOUR)),
        roubles_per_day=Decimal(str(roubles)),
        answers_per_hour=int(options.get(CONF_ANSWERS_PER_HOUR, DEFAULT_ANSWERS_PER_HOUR)),
    )
