"""What HACS and the Marketplace unpack: the integration, the whole of it and nothing else."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.structure.source import INTEGRATION, PROJECT, json_file


def build(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run scripts/build."""
    command = [sys.executable, PROJECT / "scripts" / "build", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_zip_holds_what_home_assistant_loads_and_the_licence(tmp_path: Path) -> None:
    assert build(tmp_path).returncode == 0
    with ZipFile(tmp_path / "smspilot.zip") as archive:
        names = archive.namelist()
        assert archive.read("manifest.json") == (INTEGRATION / "manifest.json").read_bytes()
    kinds = ("*.py", "*.js", "*.json", "*.png", "services.yaml", "triggers.yaml")
    loaded = [
        path.relative_to(INTEGRATION).as_posix()
        for kind in kinds
        for path in INTEGRATION.rglob(kind)
    ]
    assert sorted(names) == sorted([*loaded, "LICENSE"])


def test_the_same_commit_makes_the_same_zip(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert build(tmp_path / folder).returncode == 0
    one, two = ((tmp_path / folder / "smspilot.zip").read_bytes() for folder in ("one", "two"))
    assert one == two


def test_a_tag_that_is_not_the_version_is_refused(tmp_path: Path) -> None:
    refused = build("--tag", "v0.0.0", tmp_path)
    assert refused.returncode != 0
    assert json_file("manifest.json")["version"] in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("date", ["not released yet", "2026-12-01"])
def test_the_notes_are_the_changelogs_words_about_a_version_that_has_a_date(
    tmp_path: Path, date: str
) -> None:
    version = json_file("manifest.json")["version"]
    changelog = (
        f"# Changelog\n\n## {version} · {date}\n\n* New.\n\n## 0.0.1 · 2026-01-01\n\n* Old.\n"
    )
    (tmp_path / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    program = runpy.run_path(str(PROJECT / "scripts" / "build"))
    program["notes"].__globals__["ROOT"] = tmp_path
    if date.startswith("2"):
        assert program["notes"](f"v{version}") == "* New.\n"
    else:
        with pytest.raises(SystemExit, match=version):
            program["notes"](f"v{version}")
