"""What the demo keeps in its folder."""

from __future__ import annotations

from pathlib import Path
from stat import S_IMODE

from demo.folder import Folder, Remembered, new_password


def test_each_home_has_a_password_of_its_own() -> None:
    assert len({new_password() for _ in range(100)}) == 100


def test_the_password_is_kept_for_nobody_else_to_read(tmp_path: Path) -> None:
    folder, password = Folder(tmp_path), new_password()
    (tmp_path / "demo.json").write_text("{}")
    (tmp_path / "demo.json").chmod(0o644)
    remembered = Remembered(language="en", password=password, furnished=True)
    folder.remember(remembered)
    assert S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600
    assert folder.recall() == remembered
    assert password not in repr(remembered)


def test_a_home_whose_password_nobody_knows_is_none(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text('{"language": "en", "furnished": true}')
    assert Folder(tmp_path).recall() is None
