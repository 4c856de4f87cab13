"""What the pages say: the integration's own texts, those of Home Assistant, those of the demo."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from demo.words import LANGUAGES
from tests.e2e.homes.bare_home import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN: Final = ROOT / "custom_components" / "smspilot" / "translations"
_CONFIG_FLOW: Final = "ui.panel.config.integrations.config_flow"

in_both_languages = pytest.mark.parametrize("words", ["en", "ru"], indirect=True, scope="session")


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        """Read everything that may be said."""
        self.language = language
        self.demo = LANGUAGES[language]
        self._own = dict(_flat(json.loads((_OWN / f"{language}.json").read_text())))
        self._frontend = dict(_frontend(language))
        self._core = dict(_core(language))
        self.submit = self.frontend(f"{_CONFIG_FLOW}.submit")
        self.finish = self.frontend(f"{_CONFIG_FLOW}.finish")
        self.close = self.frontend(f"{_CONFIG_FLOW}.close")

    def own(self, key: str, **placeholders: object) -> str:
        """Return a text of the integration, as it is to be seen in one piece.

        It ends where a line, a link or a placeholder without a value begins.
        """
        text = self._own[key]
        for name, value in placeholders.items():
            text = text.replace(f"{{{name}}}", str(value))
        return re.split(r"[\[{\n]|\*\*", text)[0].strip()

    def frontend(self, key: str, **placeholders: object) -> str:
        """Return a text of Home Assistant's pages."""
        return self._frontend[key].format(**placeholders)

    def core(self, key: str) -> str:
        """Return a text that Home Assistant lends to every integration."""
        return self._core[key]


def _flat(texts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield texts with their keys, as in `issues.low_balance.title`."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _frontend(language: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of Home Assistant's pages, which lie in a file for each part of them."""
    for path in _folder_of("hass_frontend").rglob(f"static/translations/**/{language}-*.json"):
        yield from _flat(json.loads(path.read_text()))


def _core(language: str) -> Iterator[tuple[str, str]]:
    """Yield the texts that Home Assistant has in common for all integrations."""
    path = _folder_of("homeassistant") / f"components/homeassistant/translations/{language}.json"
    return _flat(json.loads(path.read_text()))


def _folder_of(package: str) -> Path:
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent
