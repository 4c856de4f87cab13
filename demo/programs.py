"""How the two programs are started, and on which ports."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Final

from demo.ports import HOST, free_port
from demo.process import running
from demo.seeds import move_gateway, write_address

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Callable
    from pathlib import Path

    from demo.folder import Folder, Remembered

HOME_ASSISTANT: Final = "Home Assistant"
SIMULATOR: Final = "simulator"

_HOME_ASSISTANT_PATIENCE: Final = 60.0
_SIMULATOR_PATIENCE: Final = 5.0


class Programs:
    """The simulator and Home Assistant of one folder."""

    def __init__(self, root: Path, folder: Folder, remembered: Remembered) -> None:
        """Take the repository, the folder that is laid out already, and the ports wanted."""
        self._root = root
        self._folder = folder
        self._remembered = remembered

    @property
    def home_url(self) -> str:
        """Home Assistant's address."""
        return f"http://{HOST}:{self._remembered.home_assistant_port}"

    @property
    def phones_url(self) -> str:
        """The address of the simulator's page."""
        return f"http://{HOST}:{self._remembered.simulator_port}"

    @property
    def phones_page(self) -> str:
        """The same, in the demo's language."""
        return f"{self.phones_url}/?language={self._remembered.language}"

    @property
    def gateway_url(self) -> str:
        """The address to which requests are sent."""
        return f"{self.phones_url}/api.php"

    def log_of(self, name: str) -> Path:
        """Return where a program writes its log."""
        return self._folder.simulator_log if name == SIMULATOR else self._folder.home_assistant_log

    def choose_ports(
        self,
        home_assistant: int | None,
        simulator: int | None,
        moved: Callable[[int, int], None],
    ) -> None:
        """Settle on free ports, those of the last time if nothing else is wished for.

        `moved` is told of a port that is taken and of the one that serves instead.
        """
        remembered, before = self._remembered, self.phones_url
        wanted = home_assistant or remembered.home_assistant_port
        remembered.home_assistant_port = port = free_port(wanted)
        if port != wanted:
            moved(wanted, port)
        wanted = simulator or remembered.simulator_port
        remembered.simulator_port = free_port(wanted, taken=port)
        if remembered.simulator_port != wanted:
            moved(wanted, remembered.simulator_port)
        storage = self._folder.config / ".storage"
        write_address(storage, port)
        move_gateway(storage, before, self.phones_url)

    def simulator(self) -> AbstractAsyncContextManager[Process]:
        """Run the simulator."""
        port, state = str(self._remembered.simulator_port), str(self._folder.simulator_state)
        return running(
            ["-m", "simulator", "--host", HOST, "--port", port, "--state", state],
            folder=self._root,
            root=self._root,
            log=self.log_of(SIMULATOR),
            patience=_SIMULATOR_PATIENCE,
        )

    def home_assistant(self) -> AbstractAsyncContextManager[Process]:
        """Run Home Assistant, which installs nothing meanwhile."""
        config, launch = self._folder.config, self._root / "demo" / "launch.py"
        return running(
            ["-P", str(launch), "--config", str(config), "--skip-pip", "--log-no-color"],
            folder=config,
            root=self._root,
            log=self.log_of(HOME_ASSISTANT),
            patience=_HOME_ASSISTANT_PATIENCE,
        )
