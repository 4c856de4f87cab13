"""Every field of every dialog has a name and a sentence of help, and every error a text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from .source import calls, modules, name_of, translations

FLOWS = ("config_flow", "recipient_flow", "options_flow")


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every step of every dialog with its texts."""
    tree = translations("en")
    dialogs = {"config": tree["config"], "options": tree["options"]} | tree["config_subentries"]
    for dialog, content in dialogs.items():
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


@pytest.mark.parametrize("flow", FLOWS)
def test_every_field_in_the_code_is_named_in_the_texts(flow: str) -> None:
    module = import_module(f"custom_components.smspilot.{flow}")
    named = {name for _, parts in steps() for name in parts.get("data", {})}
    sections = {name for _, parts in steps() for name in parts.get("sections", {})}
    in_code = {
        str(getattr(module, argument.id)) if isinstance(argument, ast.Name) else argument.value
        for call in calls(modules()[f"{flow}.py"])
        if name_of(call.func) in ("Required", "Optional")
        for argument in call.args[:1]
        if isinstance(argument, ast.Name | ast.Constant)
    }
    assert in_code
    assert in_code <= named | sections


def test_a_section_has_a_name() -> None:
    assert [parts["name"] for step, parts in steps() if step.count(".") > 1]
