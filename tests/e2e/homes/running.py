"""The project's programs as a person starts them: processes with words in their terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from queue import Empty, Queue
from typing import TYPE_CHECKING, Final, Self

from demo.ports import free_port
from tests.e2e.homes.bare_home import ROOT
from tests.e2e.homes.ports import DEMOS, own_port
from tests.e2e.homes.waiting import PATIENCE, until
from tests.journals import Journals

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

READY: Final = "Ctrl-C"
_USUAL: Final = ("Skipping pip installation", "We found a custom integration smspilot")
# Of a machine that is busy with more.
_SLOW: Final = (
    "is taking over",
    "Updating state for",
    "Something is blocking Home Assistant from wrapping up",
    "Waiting for integrations to complete setup",
)


class Running:
    """A module of the project, run in a process of its own while a block lasts."""

    def __init__(self, module: str, *arguments: str, **environment: str) -> None:
        """Start it; `until_said` waits for what it has to say."""
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        """Return the program that was started."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave nothing behind, whatever became of a test."""
        if self.process.poll() is None:
            self.stop()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip())
        self._lines.put(None)

    def until_said(self, words: str, *, times: int = 1) -> None:
        """Wait until the program has said something so many times."""
        while sum(words in line for line in self.said) < times:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except Empty:
                line = None
            assert line is not None, f"never said {words!r}:\n" + "\n".join(self.said)
            self.said.append(line)

    def told(self, pattern: str) -> str:
        """Return what stands in one of the lines that the program has said."""
        found = re.search(pattern, "\n".join(self.said))
        assert found is not None, self.said
        return found[1]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C, or send another signal; return the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait until the program has ended; return the exit code."""
        code = self.process.wait(PATIENCE)
        self._listener.join()
        return code


class RunningSimulator(Running):
    """A simulator on a free port."""

    def __init__(self) -> None:
        """Start it."""
        super().__init__("simulator", "--port", "0")

    @property
    def url(self) -> str:
        """The address of its page, as soon as it has told that."""
        self.until_said("Phones")
        return self.told(_address("Phones:"))


class RunningDemo(Running):
    """A demo in a folder of its own, on ports of its own."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        """Start it; `until_ready` waits for it."""
        self.folder = folder
        # Of an option given twice the last one counts.
        super().__init__("demo", "--folder", str(folder), *_own_ports(), *arguments, **environment)

    def until_ready(self, *, times: int = 1) -> None:
        """Wait until the demo has told the addresses, once for each start of Home Assistant."""
        self.until_said(READY, times=times)

    @property
    def url(self) -> str:
        """Home Assistant's address."""
        return self.told(_address("Home Assistant"))

    @property
    def phones(self) -> str:
        """The address of the simulator's page."""
        return self.told(_address("(?:The phones|Телефоны)"))

    @property
    def password(self) -> str:
        """The password of the home's owner."""
        return self.told(r"(?:password|пароль) (\S+)")

    @property
    def config(self) -> Path:
        """Home Assistant's folder."""
        return self.folder / "simulator" / "config"

    def until_hearing(self) -> None:
        """Wait until inbound messages were fetched once, silently: from then on they are news."""
        until(lambda: any(journals.are_polled() for journals in Journals.all_in(self.config)))

    @property
    def log(self) -> str:
        """What Home Assistant has written."""
        return (self.folder / "simulator" / "home-assistant.log").read_text()


def _address(name: str) -> str:
    return rf"{name} +(http://127\.0\.0\.1:\d+)"


def _own_ports() -> tuple[str, ...]:
    """Return the options that name two ports of our own."""
    home = own_port(DEMOS)
    return ("--port", str(home), "--simulator-port", str(free_port(home + 1)))


def complaints_in(log: str) -> list[str]:
    """Return what Home Assistant complained of, but for what it says at every start or if slow."""
    lines = re.findall(r"^\S+ \S+ (?:WARNING|ERROR|CRITICAL) .*$", log, re.MULTILINE)
    return [line for line in lines if not any(words in line for words in (*_USUAL, *_SLOW))]
