"""How much the integration has to do, counted in instructions: the same on every machine."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from unittest.mock import patch

import custom_components.smspilot as integration

_OURS = str(Path(integration.__file__).parent)
_TOOL = sys.monitoring.PROFILER_ID
_run = asyncio.Handle._run  # noqa: SLF001 - the one place that everything goes through
_INSTRUCTION = sys.monitoring.events.INSTRUCTION


class Work:
    """Instructions of the integration's own code."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self.done = 0
        self.longest = 0
        """Most instructions at a stretch, in which nothing else can run."""

    def count(self, code: CodeType, _offset: int) -> object:
        """Count an instruction, if it is ours."""
        if not code.co_filename.startswith(_OURS):
            return sys.monitoring.DISABLE
        self.done += 1
        return None

    def run(self, handle: asyncio.Handle) -> None:
        """Note how much is done in one go of the loop's."""
        before = self.done
        _run(handle)
        self.longest = max(self.longest, self.done - before)


@contextmanager
def counted() -> Iterator[Work]:
    """Count what is done within the block."""
    work = Work()
    monitoring = sys.monitoring
    monitoring.use_tool_id(_TOOL, "work")
    monitoring.register_callback(_TOOL, _INSTRUCTION, work.count)
    monitoring.set_events(_TOOL, _INSTRUCTION)

    def run(handle: asyncio.Handle) -> None:
        work.run(handle)

    try:
        with patch.object(asyncio.Handle, "_run", run):
            yield work
    finally:
        monitoring.set_events(_TOOL, monitoring.events.NO_EVENTS)
        monitoring.restart_events()
        monitoring.free_tool_id(_TOOL)
