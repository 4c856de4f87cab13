"""Every blueprint: its form, and that its Russian and its English say the same."""

from __future__ import annotations

from typing import Any

import pytest
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.const import CONF_SOURCE_URL
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.const import (
    CONF_DEFAULT,
    CONF_DESCRIPTION,
    CONF_NAME,
    CONF_UNIT_OF_MEASUREMENT,
)
from homeassistant.util import yaml as yaml_util

from tests.blueprints.running import FOLDER, NAMES

TEXTS = {
    *(CONF_NAME, CONF_DESCRIPTION, CONF_DEFAULT, CONF_SOURCE_URL, CONF_UNIT_OF_MEASUREMENT),
    "label",
}
REPOSITORY = "https://github.com/smspilot/home-assistant/blob/main/blueprints/automation/smspilot"


def load(name: str) -> dict[str, Any]:
    loaded = yaml_util.load_yaml_dict(str(FOLDER / f"{name}.yaml"))
    assert isinstance(loaded, dict)
    return loaded


def without_texts(value: object) -> object:
    """Return a blueprint's head without what people read, and without their own words."""
    if isinstance(value, dict):
        return {key: without_texts(value[key]) for key in value if key not in TEXTS}
    return [without_texts(one) for one in value] if isinstance(value, list) else value


def inputs(head: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every input, those of sections included."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in head["input"].items():
        found |= value.get("input") or {name: value}
    return found


@pytest.mark.parametrize("language", ["", "_ru"])
@pytest.mark.parametrize("name", NAMES)
def test_a_blueprint_is_what_home_assistant_imports(name: str, language: str) -> None:
    loaded = Blueprint(
        load(f"{name}{language}"),
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert loaded.validate() is None
    assert loaded.metadata[CONF_SOURCE_URL] == f"{REPOSITORY}/{name}{language}.yaml"
    assert loaded.metadata["homeassistant"] == {"min_version": "2026.10.0"}
    assert len(loaded.metadata[CONF_DESCRIPTION]) > 50


@pytest.mark.parametrize("name", NAMES)
def test_the_languages_differ_in_their_words_alone(name: str) -> None:
    english, russian = load(name), load(f"{name}_ru")
    heads = english.pop("blueprint"), russian.pop("blueprint")
    assert english == russian
    assert without_texts(heads[0]) == without_texts(heads[1])
    theirs = inputs(heads[1])
    for key, value in inputs(heads[0]).items():
        assert value.keys() == theirs[key].keys()
        if not isinstance(value.get(CONF_DEFAULT), str | list):
            assert value.get(CONF_DEFAULT) == theirs[key].get(CONF_DEFAULT)
