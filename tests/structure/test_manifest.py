"""The project's files agree on what is installed and which versions are supported."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest
from homeassistant.const import MAJOR_VERSION, MINOR_VERSION

from tests.structure.source import PROJECT, json_file


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """Return the project's configuration."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_keys_stand_in_the_order_that_home_assistant_asks_for() -> None:
    domain, name, *others = json_file("manifest.json")
    assert (domain, name) == ("domain", "name")
    assert others == sorted(others)


def test_the_changelog_begins_with_the_version_of_the_manifest() -> None:
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    [first, *_] = re.findall(
        r"^## (\S+) · (?:\d{4}(?:-\d\d){2}|not released yet)$", changelog, re.MULTILINE
    )
    assert first == json_file("manifest.json")["version"]


@pytest.mark.parametrize("group", ["tests", "demo"])
def test_what_the_manifest_requires_is_what_the_tests_run_on(
    project: dict[str, Any], group: str
) -> None:
    assert set(json_file("manifest.json")["requirements"]) <= set(
        project["dependency-groups"][group]
    )


def test_the_store_offers_it_from_the_tested_home_assistant_on() -> None:
    store = json.loads((PROJECT / "hacs.json").read_text(encoding="utf-8"))
    assert store["homeassistant"] == f"{MAJOR_VERSION}.{MINOR_VERSION}.0"
    assert store["zip_release"]
    assert store["hide_default_branch"]
