"""Every action and every trigger is registered, described, translated and has an icon."""

from __future__ import annotations

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.smspilot.const import DOMAIN
from custom_components.smspilot.trigger import async_get_triggers
from tests.structure.source import LANGUAGES, fields, json_file, translations, yaml_file

FILES = {"services": "services.yaml", "triggers": "triggers.yaml"}


async def test_the_registered_actions_are_the_described_ones(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    registered = hass.services.async_services_for_domain(DOMAIN)
    assert registered.keys() == yaml_file("services.yaml").keys()


async def test_the_registered_triggers_are_the_described_ones(hass: HomeAssistant) -> None:
    assert (await async_get_triggers(hass)).keys() == yaml_file("triggers.yaml").keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "file"), FILES.items())
def test_all_of_it_is_translated(language: str, kind: str, file: str) -> None:
    described = yaml_file(file)
    words = translations(language)[kind]
    assert words.keys() == described.keys()
    for name, description in described.items():
        assert words[name].keys() >= {"name", "description"}
        wanted = fields(description)
        assert words[name].get("fields", {}).keys() == wanted.keys()
        for field in wanted:
            assert words[name]["fields"][field].keys() >= {"name", "description"}, (name, field)
        sections = {
            key for key, value in (description.get("fields") or {}).items() if "fields" in value
        }
        assert words[name].get("sections", {}).keys() == sections


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "file"), FILES.items())
def test_every_choice_is_translated(language: str, kind: str, file: str) -> None:
    for description in yaml_file(file).values():
        for name, field in fields(description).items():
            select = (field.get("selector") or {}).get("select") or {}
            if "translation_key" not in select:
                assert not select, f"the options of {name} in {kind} have no words"
                continue
            words = translations(language)["selector"][select["translation_key"]]["options"]
            assert words.keys() >= set(select["options"]), name


@pytest.mark.parametrize(("kind", "file"), FILES.items())
def test_every_one_has_an_icon(kind: str, file: str) -> None:
    word = kind.removesuffix("s")
    icons = json_file("icons.json")[kind]
    assert icons.keys() == yaml_file(file).keys()
    assert all(icon[word].startswith("mdi:") for icon in icons.values())


@pytest.mark.parametrize("file", FILES.values())
def test_every_field_has_a_selector(file: str) -> None:
    for description in yaml_file(file).values():
        assert all("selector" in field for field in fields(description).values())
