"""What the documents say is so: examples load, fields exist, links lead somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.util.yaml import load_yaml_dict, parse_yaml

from custom_components.smspilot.const import SENDERS_URL
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.problems.refusals import REFUSAL_KINDS
from custom_components.smspilot.trigger import TRIGGERS
from tests.structure.source import INTEGRATION, PROJECT, modules

DOCUMENTS = sorted(
    str(path.relative_to(PROJECT))
    for path in (*PROJECT.glob("README*.md"), *PROJECT.glob("docs/*/*.md"))
)
PAGES = (
    "actions",
    "blueprints",
    "dashboard",
    "entities",
    "numbers",
    "reliability",
    "simulator",
    "templates",
    "triggers",
)
YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
# Addresses that the gateway's document names
GATEWAY_PAGES = {
    "https://smspilot.ru",
    "https://smspilot.ru/my-settings.php?tab=api",
    "https://smspilot.ru/faq.php",
    SENDERS_URL,
}


def text_of(document: str) -> str:
    """Return a document's text."""
    return (PROJECT / document).read_text(encoding="utf-8")


def examples(document: str) -> list[dict[str, Any]]:
    """Return every example of YAML in a document."""
    found = [parse_yaml(example) for example in YAML.findall(text_of(document))]
    assert all(isinstance(example, dict) for example in found)
    return [dict(example) for example in found if isinstance(example, dict)]


def steps(value: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping within an example."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from steps(item)


def fields(description: dict[str, Any]) -> set[str]:
    """Return the fields of an action or a trigger, those of sections included."""
    named: set[str] = set()
    for name, field in description.get("fields", {}).items():
        named |= field["fields"].keys() if "fields" in field else {name}
    return named


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_examples_are_what_home_assistant_takes(hass: HomeAssistant, document: str) -> None:
    for example in examples(document):
        if "actions" in example:
            cv.SCRIPT_SCHEMA(example["actions"])
        if "triggers" in example:
            cv.TRIGGER_SCHEMA(example["triggers"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_use_actions_and_fields_that_exist(document: str) -> None:
    actions = load_yaml_dict(str(INTEGRATION / "services.yaml"))
    for step in (step for example in examples(document) for step in steps(example)):
        domain, _, name = str(step.get("action", "")).partition(".")
        if domain == "smspilot":
            assert set(step.get("data", {})) <= fields(actions[name])
            assert name != "send_message" or "message" in step["data"]


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_examples_use_triggers_and_options_that_exist(
    hass: HomeAssistant, document: str
) -> None:
    for step in (step for example in examples(document) for step in steps(example)):
        domain, _, name = str(step.get("trigger", "")).partition(".")
        if domain == "smspilot":
            options = {"options": step["options"]} if "options" in step else {}
            await TRIGGERS[name].async_validate_config(hass, options)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_use_blueprints_and_inputs_that_exist(document: str) -> None:
    for example in examples(document):
        if use := example.get("use_blueprint"):
            path = PROJECT / "blueprints" / "automation" / use["path"]
            text = path.read_text(encoding="utf-8")
            assert all(f"!input {name}\n" in text for name in use["input"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    for target, anchor in LINK.findall(text_of(document)):
        if "smspilot.ru" in target:
            assert target in GATEWAY_PAGES
        if "://" in target:
            continue
        path = ((PROJECT / document).parent / target) if target else PROJECT / document
        assert path.exists(), target
        if anchor:
            titles = HEADING.findall(path.read_text(encoding="utf-8"))
            assert anchor in {title.lower().replace(" ", "-") for title in titles}


def test_an_address_of_the_gateways_site_stands_in_one_place_of_the_code() -> None:
    found = [
        (path, node.value)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("https://smspilot.ru")
    ]
    assert {path for path, _ in found} == {"const.py", "api/client.py"}
    assert len({address for _, address in found}) == len(found)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_is_there_and_has_the_same_examples_in_both_languages(language: str) -> None:
    for page in PAGES:
        found = YAML.findall(text_of(f"docs/{language}/{page}.md"))
        assert len(found) == len(YAML.findall(text_of(f"docs/en/{page}.md")))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_documents_name_every_field_state_and_reason(language: str) -> None:
    actions = text_of(f"docs/{language}/actions.md")
    for name, action in load_yaml_dict(str(INTEGRATION / "services.yaml")).items():
        assert f"## `smspilot.{name}`" in actions
        assert all(f"`{field}" in actions for field in fields(action))
    triggers = text_of(f"docs/{language}/triggers.md")
    for name, trigger in load_yaml_dict(str(INTEGRATION / "triggers.yaml")).items():
        assert f"## `smspilot.{name}`" in triggers
        assert all(f"`{field}`" in triggers for field in fields(trigger))
    reasons = [kind for kind in REFUSAL_KINDS if kind != "limit"]  # those are not announced
    assert all(f"`{reason}`" in triggers for reason in reasons)
    assert all(f"`{state}`" in text_of(f"docs/{language}/reliability.md") for state in State)
