"""What hassfest and HACS will ask, so that a break is seen before they see it.

Those that matter, and that no other structural test holds already; the workflow runs the real ones.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import validate_selector
from packaging.requirements import Requirement
from packaging.version import Version

from tests.structure.source import (
    INTEGRATION,
    LANGUAGES,
    PROJECT,
    json_file,
    texts,
    translations,
    yaml_file,
)

KEY = r"(?!.*[_-]{2})[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?"
BRANDS = {
    f"{scheme}{kind}{size}.png"
    for scheme in ("", "dark_")
    for kind in ("icon", "logo")
    for size in ("", "@2x")
}
FIELD = {
    vol.Optional("example"): vol.Any(str, int, bool, list, dict),
    vol.Optional("default"): vol.Any(str, int, bool),
    vol.Optional("required"): bool,
    vol.Required("selector"): validate_selector,
}
SECTION = {vol.Optional("collapsed"): bool, vol.Required("fields"): {str: FIELD}}
SCHEMAS = {
    "services.yaml": {
        cv.slug: vol.Any(None, {vol.Optional("fields"): {str: vol.Any(SECTION, FIELD)}})
    },
    "triggers.yaml": {cv.slug: vol.Any(None, {vol.Optional("fields"): {str: FIELD}})},
}
MANIFEST = vol.Schema(
    {
        vol.Required("domain"): INTEGRATION.name,
        vol.Required("name"): str,
        vol.Required("codeowners"): [vol.Match(r"@[\w-]+")],
        vol.Required("documentation"): vol.Url(),
        vol.Required("integration_type"): "service",
        vol.Required("iot_class"): "cloud_polling",
        vol.Required("issue_tracker"): vol.Url(),
        vol.Required("version"): vol.Coerce(Version),
        vol.Optional("after_dependencies"): [str],
        vol.Optional("config_flow"): bool,
        vol.Optional("dependencies"): [str],
        vol.Optional("requirements"): [vol.All(vol.Match(r"\S+$"), vol.Coerce(Requirement))],
    }
)
STORE = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Required("filename"): vol.Match(r".+\.zip$"),
        vol.Required("homeassistant"): vol.Coerce(Version),
        vol.Optional("hide_default_branch"): bool,
        vol.Optional("zip_release"): bool,
    }
)


def dialogs(language: str) -> Iterator[dict[str, Any]]:
    """Yield the texts of every dialog, those of repairs too."""
    tree = translations(language)
    yield from (tree["config"], tree["options"], *tree["config_subentries"].values())
    yield from (issue["fix_flow"] for issue in tree["issues"].values() if "fix_flow" in issue)


def test_the_manifest_has_what_is_asked_for_and_nothing_unknown() -> None:
    MANIFEST(json_file("manifest.json"))


def test_the_store_finds_what_it_reads_and_nothing_unknown() -> None:
    STORE(json.loads((PROJECT / "hacs.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", SCHEMAS)
def test_actions_and_triggers_are_described_as_home_assistant_reads_them(file: str) -> None:
    vol.Schema(SCHEMAS[file])(yaml_file(file))


def test_every_icon_has_a_name_of_material_design() -> None:
    assert all(
        re.fullmatch(r"mdi:[a-z0-9-]+", icon) for icon in texts(json_file("icons.json")).values()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_have_keys_and_placeholders_that_are_taken(language: str) -> None:
    for path, text in texts(translations(language)).items():
        assert all(re.fullmatch(KEY, part) for part in path.split(".")), path
        assert all(name.isidentifier() for name in re.findall(r"{(.*?)}", text)), path
        cv.string_with_no_html(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_given_only_for_fields_that_are_there(language: str) -> None:
    for dialog in dialogs(language):
        for step in dialog["step"].values():
            for part in (step, *step.get("sections", {}).values()):
                assert part.get("data_description", {}).keys() <= part.get("data", {}).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_added_to_an_account_has_a_kind_and_a_button(language: str) -> None:
    for subentry in translations(language)["config_subentries"].values():
        assert subentry["entry_type"]
        assert subentry["initiate_flow"]["user"]


def test_the_pictures_of_the_brand_have_their_sizes() -> None:
    folder = INTEGRATION / "brand"
    assert {path.name for path in folder.iterdir()} == BRANDS
    for name in BRANDS:
        data = (folder / name).read_bytes()
        assert data.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", data[16:24])
        assert height == (512 if "@2x" in name else 256)
        assert "logo" in name or width == height
