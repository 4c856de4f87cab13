"""The integration's own files, as the structural tests read them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

PROJECT = Path(__file__).parents[2]
INTEGRATION = PROJECT / "custom_components" / "smspilot"
LANGUAGES = ("en", "ru")

type Texts = dict[str, str]
type Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the integration by its path within it."""
    return {
        str(path.relative_to(INTEGRATION)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(INTEGRATION.rglob("*.py"))
    }


def module(name: str) -> ast.Module:
    """Return a module by its name within the integration."""
    return modules()[f"{name.replace('.', '/')}.py"]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, Function.__value__))


def name_of(function: ast.expr) -> str:
    """Return the last word of a name: `create` for `registry.create`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literals() -> set[str]:
    """Return every string that stands in the code."""
    return {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def composed() -> list[re.Pattern[str]]:
    """Return what the strings can be that the code composes after a prefix: `refused_{kind}`."""
    beginnings = [
        node.values[0].value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    ]
    prefixes = {
        text for text in beginnings if isinstance(text, str) and re.fullmatch("[a-z_]+_", text)
    }
    return [re.compile(rf"{prefix}\w+") for prefix in prefixes]


@cache
def json_file(name: str) -> dict[str, Any]:
    """Return a JSON file of the integration."""
    content: dict[str, Any] = json.loads((INTEGRATION / name).read_text(encoding="utf-8"))
    return content


@cache
def yaml_file(name: str) -> dict[str, Any]:
    """Return a YAML file of the integration."""
    return load_yaml_dict(INTEGRATION / name)


def translations(language: str) -> dict[str, Any]:
    """Return a language's texts, as they stand in the file."""
    return json_file(f"translations/{language}.json")


def texts(tree: dict[str, Any], path: str = "") -> Texts:
    """Return texts by their path: `config.step.user.title`."""
    found: Texts = {}
    for key, value in tree.items():
        place = f"{path}.{key}" if path else key
        found |= texts(value, place) if isinstance(value, dict) else {place: value}
    return found


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return set(re.findall(r"{(\w+)}", text))


def fields(description: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an action or trigger, those within sections too."""
    found: dict[str, Any] = {}
    for name, field in (description.get("fields") or {}).items():
        inner = field or {}
        found |= fields(inner) if "fields" in inner else {name: inner}
    return found
