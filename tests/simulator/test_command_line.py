"""`python -m simulator`."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from simulator.__main__ import main, parser
from simulator.faults.kinds import KINDS


@asynccontextmanager
async def process(*arguments: str) -> AsyncGenerator[tuple[asyncio.subprocess.Process, list[str]]]:
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert running.stdout is not None
        yield running, [(await running.stdout.readline()).decode() for _ in range(3)]
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


def test_help_explains_everything(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    for word in (*KINDS, "99NNN", "98003", "ERROR NNN", "/control/receive", "--state", "XXXXYYYY"):
        assert word in text


def test_listens_on_this_machine_alone_by_default() -> None:
    assert parser().parse_args([]).host == "127.0.0.1"


async def test_serves_until_it_is_told_to_stop(tmp_path: Path, session: ClientSession) -> None:
    state = tmp_path / "state.json"
    arguments = ("--port", "0", "--control-port", "0", "--state", str(state), "--crlf")
    async with process(*arguments, "--timezone", "Asia/Omsk", "--duplicate-window", "0") as (
        running,
        lines,
    ):
        urls = [match[0] for line in lines if (match := re.search(r"http://\S+", line))]
        key = lines[2].split()[-1]
        for _ in range(2):
            data = {"apikey": key, "send": "Hi", "to": "79087964781"}
            async with session.post(urls[0], data=data) as response:
                assert "\r\n45" in await response.text()
        async with session.get(f"{urls[1]}control/state") as response:
            known = await response.json()
            assert known["timezone"] == "Asia/Omsk"
            assert len(known["messages"]) == 2
        running.send_signal(signal.SIGTERM)
        assert await running.wait() == 0
    assert "79087964781" in state.read_text(encoding="utf-8")
