"""The documents, as the tests read them."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import parse_yaml

from tests.structure.source import PROJECT

YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@cache
def documents() -> list[str]:
    """Return every document of the project, committed or not yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    known = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return sorted(name for name in known.stdout.splitlines() if (PROJECT / name).exists())


def text_of(document: str) -> str:
    """Return a document's text."""
    return (PROJECT / document).read_text(encoding="utf-8")


def language_of(document: str) -> str:
    """Return in which language a document is."""
    return "ru" if document.endswith(".ru.md") or "/ru/" in document else "en"


def examples(document: str) -> list[dict[str, Any]]:
    """Return every example of YAML in a document."""
    found = [parse_yaml(example) for example in YAML.findall(text_of(document))]
    assert all(isinstance(example, dict) for example in found)
    return [dict(example) for example in found if isinstance(example, dict)]


def anchors(path: Path) -> set[str]:
    """Return what the headings of a document can be linked by, as GitHub makes it."""
    titles = HEADING.findall(FENCED.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
