"""A program that the demo starts, watches and ends."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

_TETHER: Final = "demo/tethered.py"
# Compiled modules make the second start quick; the key must not lie about in an environment.
_UNWANTED: Final = {"PYTHONDONTWRITEBYTECODE", "SMSPILOT_API_KEY", "SMSPILOT_PHONE"}


@asynccontextmanager
async def running(
    arguments: Sequence[str], *, folder: Path, root: Path, log: Path, patience: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Python with these arguments in a folder; end it, at first politely, on leaving.

    It gets a session of its own, so that Ctrl-C reaches the demo alone and the demo decides
    who ends when. `patience` is how many seconds it gets for ending by itself.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _UNWANTED}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(root / _TETHER),
            str(os.getpid()),
            sys.executable,
            *arguments,
            cwd=folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await _end(process, patience)


async def _end(process: asyncio.subprocess.Process, patience: float) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        process.kill()
        await process.wait()
