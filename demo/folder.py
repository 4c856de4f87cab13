"""The folder in which the demo keeps everything it needs from one start to the next."""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

from demo.seeds import write_seeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME_ASSISTANT_PORT: Final = 8123
SIMULATOR_PORT: Final = 8125


class FolderInUseError(Exception):
    """Another demo runs in this folder."""


@dataclass(kw_only=True)
class Remembered:
    """What the demo remembers about a furnished home."""

    language: str
    password: str = field(repr=False)
    """Made for this home alone: with the real gateway it guards real money."""
    home_assistant_port: int = HOME_ASSISTANT_PORT
    simulator_port: int = SIMULATOR_PORT
    furnished: bool = False


def new_password() -> str:
    """Make up a password that nobody knows."""
    return token_urlsafe(9)


class Folder:
    """The demo's own state, Home Assistant's configuration and the simulator's state."""

    def __init__(self, path: Path) -> None:
        """Take the folder; nothing is read or written yet."""
        self.path = path
        self.config = path / "config"
        self.simulator_state = path / "simulator.json"
        self.simulator_log = path / "simulator.log"
        self.home_assistant_log = path / "home-assistant.log"
        self._memory = path / "demo.json"

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Keep every other demo out of this folder."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path.parent / f"{self.path.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise FolderInUseError from None
            yield

    def recall(self) -> Remembered | None:
        """Return what is remembered about a completely furnished home, if there is one."""
        try:
            remembered = Remembered(**json.loads(self._memory.read_text()))
        except OSError, ValueError, TypeError:
            return None
        return remembered if remembered.furnished else None

    def remember(self, remembered: Remembered) -> None:
        """Keep it for the next start."""
        self._memory.touch(mode=0o600)
        self._memory.chmod(0o600)
        self._memory.write_text(json.dumps(asdict(remembered), indent=2) + "\n")

    def begin(self, root: Path, *, home: str, language: str) -> None:
        """Empty the folder and lay out a home that nobody has lived in yet."""
        shutil.rmtree(self.path)
        self.config.mkdir(parents=True)
        # Whoever asked for the real gateway has the key in here.
        self.path.chmod(0o700)
        (self.config / "configuration.yaml").write_text(_CONFIGURATION)
        for name, nothing in (("automations", "[]"), ("scripts", "{}"), ("scenes", "[]")):
            (self.config / f"{name}.yaml").write_text(f"{nothing}\n")
        write_seeds(self.config / ".storage", home=home, language=language)

    def link(self, root: Path, language: str) -> None:
        """Show Home Assistant the repository's own files, so that their changes count at once."""
        integration = self.config / "custom_components" / "smspilot"
        _link(integration, root / "custom_components" / "smspilot")
        shelf = self.config / "blueprints" / "automation" / "smspilot"
        # Home Assistant follows links to blueprints, but none to a folder of them.
        for blueprint in (root / "blueprints" / "automation" / "smspilot").glob("*.yaml"):
            if blueprint.stem.endswith("_ru") == (language == "ru"):
                _link(shelf / blueprint.name, blueprint)


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)


# Not `default_config`: it looks for devices, and talks to the cloud and to other services.
_CONFIGURATION: Final = """\
conversation:
history:
logbook:
webhook:

automation: !include automations.yaml
script: !include scripts.yaml
scene: !include scenes.yaml

logger:
  default: warning
  logs:
    # The demo has no camera and no loudspeaker, and does without their libraries.
    haffmpeg: critical
    homeassistant.components.camera.img_util: critical
"""
