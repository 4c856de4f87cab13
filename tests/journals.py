"""Where an account's journals lie, and what somebody with the disk in hand can do to them.

Nothing else in the tests knows of these files. A process that runs may replace them at any moment:
to read one is safe once it is there, to copy or to change one is not, unless that is said.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path


class Journals:
    """The journals of one account in a folder of Home Assistant's."""

    def __init__(self, config: str | Path, entry_id: str) -> None:
        """Take Home Assistant's folder and the account."""
        self.folder = Path(config) / ".storage"
        self._entry_id = entry_id

    def path(self, name: str) -> Path:
        """Return the file of a journal."""
        return self.folder / f"smspilot.{self._entry_id}.{name}"

    def names(self) -> list[str]:
        """Return which journals there are."""
        found = self.folder.glob(self.path("*").name)
        return sorted(path.name.rpartition(".")[2] for path in found)

    def are_polled(self) -> bool:
        """Tell whether inbound messages were fetched once and that was written down."""
        return self.path("inbox").exists()

    def are_calibrated(self) -> bool:
        """Tell whether it is written down how to find a message again; true from then on."""
        outbox = self.path("outbox")
        return outbox.exists() and bool(json.loads(outbox.read_text())["data"]["calibration"])

    def damage(self) -> None:
        """Spoil what is known of messages under way, while the account is not loaded."""
        outbox = self.path("outbox")
        # Broken JSON would be Home Assistant's own affair.
        outbox.write_text(json.dumps({**json.loads(outbox.read_text()), "data": {"messages": "?"}}))

    def obstruct(self) -> None:
        """Let nothing more be written of messages under way, whatever is written just now."""
        obstacle = self.path("outbox") / "in the way"
        while not obstacle.exists():
            self.path("outbox").unlink(missing_ok=True)
            try:
                obstacle.mkdir(parents=True)  # not even root can write a file over a folder
            except FileExistsError, NotADirectoryError:
                continue  # it was replaced in this very moment

    def clear_the_way(self) -> None:
        """Let be written again; the next time everything is."""
        shutil.rmtree(self.path("outbox"))
