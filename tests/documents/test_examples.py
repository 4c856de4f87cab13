"""Every example of YAML is taken by Home Assistant as it stands, and does what it is for."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.components.recorder import CONFIG_SCHEMA as RECORDER
from homeassistant.components.utility_meter import CONFIG_SCHEMA as UTILITY_METER
from homeassistant.setup import async_setup_component

from custom_components.smspilot.trigger import TRIGGERS
from tests.blueprints.running import automate as automate_blueprint
from tests.common import until
from tests.documents import trying
from tests.documents.reading import documents, examples, language_of
from tests.structure.source import INTEGRATION, fields, yaml_file

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from simulator import Simulator

pytestmark = pytest.mark.usefixtures("quick_polls")

EXAMPLES = [
    pytest.param(document, example, id=f"{document}-{number}")
    for document in documents()
    for number, example in enumerate(examples(document), 1)
]
CARD_OPTIONS = {
    "type",
    "title",
    "config_entry_id",
    "recipients",
    "height",
    "read_only",
    "grid_options",
}
NAMED_OTHERWISE = {"notify.my_phone", "notify.send_message", "notify.smspilot"}
TRIED = {
    "actions",
    "triggers",
    "use_blueprint",
    "views",
    "type",
    "alert",
    "recorder",
    "utility_meter",
}


@pytest.fixture(autouse=True)
def quick_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the outcome of a number's check without a pause."""
    monkeypatch.setattr("custom_components.smspilot.actions.number_check.PAUSE", 0.01)


@pytest.mark.parametrize(("document", "example"), EXAMPLES)
async def test_an_example_names_what_exists_and_does_what_it_is_for(
    hass: HomeAssistant,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    document: str,
    example: dict[str, Any],
) -> None:
    assert example.keys() & TRIED, "nobody would try this one"
    tried = deepcopy(example)
    language = language_of(document)
    await trying.furnish(hass, simulator, language)
    await names_what_exists(hass, tried)
    trying.stand_in(hass, tried)
    trying.hasten(tried)
    if use := tried.get("use_blueprint"):
        name = use["path"].removeprefix("smspilot/").removesuffix(".yaml")
        await automate_blueprint(hass, name, use["input"])
    elif "triggers" in tried:
        await trying.automate(hass, simulator, tried)
        assert not trying.sends(tried) or simulator.messages
    elif "actions" in tried:
        await trying.run(hass, simulator, tried["actions"])
    elif "recorder" in tried:
        RECORDER(tried)
    elif "alert" in tried:
        await raise_alarm(hass, simulator, tried)
    elif "utility_meter" in tried:
        UTILITY_METER(tried)
    await hass.async_block_till_done()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def raise_alarm(hass: HomeAssistant, simulator: Simulator, example: dict[str, Any]) -> None:
    """Set an alert up, and let it be on and over."""
    [alert] = example["alert"].values()
    assert await async_setup_component(hass, "alert", example)
    hass.states.async_set(alert["entity_id"], "on")
    await until(lambda: simulator.messages)
    hass.states.async_set(alert["entity_id"], "off")


async def names_what_exists(hass: HomeAssistant, example: dict[str, Any]) -> None:
    """Check actions and their fields, triggers and their options, the card's, and entities."""
    actions = yaml_file("services.yaml")
    for step in trying.mappings(example):
        domain, _, name = str(step.get("action", "")).partition(".")
        if domain == "smspilot":
            assert step.get("data", {}).keys() <= fields(actions[name]).keys()
        domain, _, name = str(step.get("trigger", "")).partition(".")
        if domain == "smspilot":
            options = {"options": step["options"]} if "options" in step else {}
            await TRIGGERS[name].async_validate_config(hass, options)
        if step.get("type") == "custom:smspilot-messages-card":
            assert step.keys() <= CARD_OPTIONS
    for text in strings(example):
        if text.startswith(("notify.", "sensor.smspilot", "event.smspilot")):
            assert hass.states.get(text) or text in NAMED_OTHERWISE, text


def strings(value: object) -> list[str]:
    """Return every text within an example."""
    if isinstance(value, dict):
        return strings(list(value.values()))
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def test_the_card_has_the_options_that_are_told() -> None:
    types = (INTEGRATION / "frontend" / "card" / "types.d.ts").read_text(encoding="utf-8")
    config = types.partition("interface Config {")[2].partition("\n}")[0]
    assert set(re.findall(r"^  (\w+)\??:", config, re.MULTILINE)) == CARD_OPTIONS
