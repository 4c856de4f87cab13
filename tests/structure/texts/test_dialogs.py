"""Every field of every dialog has a name and a sentence of help, and every error a text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from custom_components.smspilot.messaging.phone_number import Flaw
from tests.structure.source import composed, literals, module, translations

FLOWS = ("config_flow", "dialogs.recipient", "dialogs.options")
READERS = ("dialogs.access", "dialogs.recipient_checks", *FLOWS)
# Ends of a dialog that Home Assistant chooses
NAMED_BY_HOME_ASSISTANT = {"already_configured", "reconfigure_successful"}
SHOWN_AT = {"'base'", "SECTION_GATEWAY"}


def dialogs() -> dict[str, dict[str, Any]]:
    """Return the texts of every dialog."""
    tree = translations("en")
    return {"config": tree["config"], "options": tree["options"], **tree["config_subentries"]}


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every step of every dialog with its texts."""
    for dialog, content in dialogs().items():
        for step, parts in content["step"].items():
            yield f"{dialog}.{step}", parts
            for section, inner in parts.get("sections", {}).items():
                yield f"{dialog}.{step}.{section}", inner


def test_every_field_has_a_name_and_a_help_sentence() -> None:
    incomplete = [
        step
        for step, parts in steps()
        if parts.get("data", {}).keys() != parts.get("data_description", {}).keys()
    ]
    assert not incomplete


def test_the_fields_in_the_code_are_the_ones_in_the_texts() -> None:
    named = {name for _, parts in steps() for name in parts.get("data", {})}
    in_code = {
        str(getattr(import_module(f"custom_components.smspilot.{flow}"), node.id))
        for flow in FLOWS
        for node in ast.walk(module(flow))
        if isinstance(node, ast.Name) and node.id.startswith("CONF_")
    }
    assert in_code == named


def errors_in(tree: ast.AST) -> Iterator[str]:
    """Yield the errors that a module shows: `errors[field] = "…"` and `{SECTION_…: "…"}`."""
    for node in ast.walk(tree):
        shown: list[ast.expr] = []
        if isinstance(node, ast.Assign) and "errors[" in ast.unparse(node.targets[0]):
            shown = [node.value]
        elif isinstance(node, ast.Dict) and SHOWN_AT & set(
            map(ast.unparse, filter(None, node.keys))
        ):
            shown = node.values
        for value in (inner for one in shown for inner in ast.walk(one)):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def test_every_error_in_the_code_has_its_text() -> None:
    in_code = {error for name in READERS for error in errors_in(module(name))}
    in_code -= {"phone_", "test_"}  # the beginnings of composed ones
    in_code |= {f"phone_{flaw}" for flaw in Flaw}
    assert in_code
    assert in_code <= {key for content in dialogs().values() for key in content["error"]}


@pytest.mark.parametrize("kind", ["error", "abort"])
def test_no_error_text_is_left_over(kind: str) -> None:
    texts = {key for content in dialogs().values() for key in content.get(kind, {})}
    unnamed = texts - literals() - NAMED_BY_HOME_ASSISTANT
    assert not {key for key in unnamed if not any(one.fullmatch(key) for one in composed())}


def test_a_section_has_a_name() -> None:
    assert [parts["name"] for step, parts in steps() if step.count(".") > 1]
