"""Make a home out of an empty Home Assistant."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from demo.account import Account, digits, set_up
from demo.automations import alarm_script, status_automation
from demo.dashboard import dashboard
from demo.home_assistant import HomeAssistant, RefusedError
from demo.rooms import Rooms, find_rooms
from demo.seeds import DASHBOARD

if TYPE_CHECKING:
    from demo.words import Words

USERNAME: Final = "demo"

_ALARM: Final = "sound_the_alarm"
_STATUS: Final = "answer_status"
_PAUSE: Final = 0.2
_MOST_LOOKS: Final = 300


async def furnish(
    url: str, account: Account, words: Words, *, password: str, language: str, hints: str
) -> None:
    """Create the owner, then everything that the demo shows."""
    async with HomeAssistant.first_visit(
        url, username=USERNAME, password=password, name=words.user, language=language
    ) as home:
        await home.until_running()
        await home.command("frontend/set_user_data", key="language", value={"language": language})
        temperature, heating = await _helpers(home, words)
        await set_up(home, account)
        rooms = await _rooms(home, temperature, heating, recipients=len(account.people))
        allowed = [digits(person.phone) for person in account.people]
        if rooms.recipients:
            await home.post(f"config/script/config/{_ALARM}", alarm_script(words, rooms))
        await home.post(
            f"config/automation/config/{_STATUS}", status_automation(words, rooms, allowed)
        )
        await _show(home, words, rooms, hints)


async def _helpers(home: HomeAssistant, words: Words) -> tuple[str, str]:
    """Create the thermometer and the switch of the heating that STATUS tells about."""
    await home.command(
        "input_number/create",
        name=words.temperature,
        icon="mdi:thermometer",
        min=-30,
        max=40,
        step=0.5,
        initial=21.5,
        unit_of_measurement="°C",
    )
    await home.command(
        "input_boolean/create", name=words.heating, icon="mdi:radiator", initial=True
    )
    rows = await home.command("config/entity_registry/list")
    by_platform = {row["platform"]: row["entity_id"] for row in rows}
    return by_platform["input_number"], by_platform["input_boolean"]


async def _rooms(home: HomeAssistant, temperature: str, heating: str, *, recipients: int) -> Rooms:
    """Wait until each recipient has its entity: a new one makes the account load again."""
    for _ in range(_MOST_LOOKS):
        registry = await home.command("config/entity_registry/list")
        rooms = find_rooms(registry, temperature=temperature, heating=heating)
        if rooms is not None and len(rooms.recipients) == recipients:
            return rooms
        await asyncio.sleep(_PAUSE)
    raise RefusedError("smspilot")


async def _show(home: HomeAssistant, words: Words, rooms: Rooms, hints: str) -> None:
    """Create the dashboard and open it first."""
    await home.command(
        "lovelace/dashboards/create",
        url_path=DASHBOARD,
        title=words.dashboard,
        icon="mdi:message-alert",
        show_in_sidebar=True,
    )
    config = dashboard(
        words,
        rooms,
        alarm=f"script.{_ALARM}",
        automation=await _entity(home, "automation", _STATUS),
        hints=hints,
    )
    await home.command("lovelace/config/save", url_path=DASHBOARD, config=config)
    await home.command("frontend/set_system_data", key="core", value={"default_panel": DASHBOARD})


async def _entity(home: HomeAssistant, platform: str, unique_id: str) -> str:
    """Wait for an entity of this origin and return its id."""
    for _ in range(_MOST_LOOKS):
        for row in await home.command("config/entity_registry/list"):
            if (row["platform"], row["unique_id"]) == (platform, unique_id):
                return str(row["entity_id"])
        await asyncio.sleep(_PAUSE)
    raise RefusedError(platform)
