"""A simulator as a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from tests.e2e.bare_home import ROOT

if TYPE_CHECKING:
    from types import TracebackType


class RunningSimulator:
    """`python -m simulator` on a free port, while a block lasts."""

    def __init__(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "simulator", "--port", "0"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        said = ""
        while (found := re.search(r"Phones: +(\S+)/\n", said)) is None:
            line = self._process.stdout.readline()
            assert line, said
            said += line
        self.url: str = found[1]

    def __enter__(self) -> Self:
        """Return the running simulator."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.communicate()
