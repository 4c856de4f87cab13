"""Runs the simulator: `python -m simulator --help` tells everything."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Final
from zoneinfo import ZoneInfo

from simulator.control import routes
from simulator.faults.kinds import KINDS
from simulator.gateway import agreed_numbers
from simulator.gateway.accounts import EMULATOR_KEY, Account
from simulator.gateway.core import DEFAULT_ZONE, Gateway
from simulator.gateway.dialect import Dialect
from simulator.server import Simulator

_INTRODUCTION: Final = """\
A simulated SMSPILOT gateway. It speaks API-1 v1.9.17 at /api.php, by GET and POST, in text, xml and
json, utf-8 and windows-1251; sends nothing and costs nothing. Open the page at / to see the phones
with their messages, to answer as one of them, and to switch faults on and off."""


def help_text() -> str:
    """Return what stands below the options: numbers, faults and control calls."""
    faults = []
    for name, kind in KINDS.items():
        extra = ", ".join(f"{key}={value}" for key, value in kind.parameters.items())
        lines = wrap(kind.help + (f" ({extra})" if extra else ""), 74)
        faults += [f"{name:<20} {lines[0]}", *(f"{'':<20} {line}" for line in lines[1:])]
    sections = {
        "numbers and texts with agreed behaviour": agreed_numbers.__doc__,
        "faults, switched on by a control call or on the page": "\n".join(faults),
        "control calls": routes.__doc__,
        "the emulator key (keeps no state, server_id is always 10000)": EMULATOR_KEY,
    }
    return "\n\n".join(f"{title}:\n\n{(text or '').strip()}" for title, text in sections.items())


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    options = argparse.ArgumentParser(
        prog="python -m simulator",
        description=_INTRODUCTION,
        epilog=help_text(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = options.add_argument
    add("--port", type=int, default=8125, help="of the gateway (default %(default)s; 0: any)")
    add("--host", default="127.0.0.1", help="to listen on (default %(default)s)")
    add("--control-port", type=int, help="a second port for the page and the control calls alone")
    add("--state", type=Path, metavar="FILE", help="where to keep messages and accounts")
    add("--timezone", default=DEFAULT_ZONE, help="of the gateway's times (default %(default)s)")
    add(
        "--duplicate-window",
        type=float,
        metavar="SECONDS",
        default=Account().duplicate_window,
        help="for error 243 (default %(default)s; 0: never)",
    )
    add("--name", action="append", default=[], help="under which the page is reached besides")
    add("--callbacks-anywhere", action="store_true", help="not to this machine alone")
    add("--crlf", action="store_true", help="end the rows of text answers with CR LF")
    add("--no-https-callbacks", action="store_true", help="refuse them with 260")
    return options


async def run(arguments: argparse.Namespace) -> None:
    """Serve until the process is told to stop."""
    gateway = Gateway(
        zone=ZoneInfo(arguments.timezone),
        accounts=[Account(duplicate_window=arguments.duplicate_window)],
        dialect=Dialect(
            line_separator="\r\n" if arguments.crlf else "\n",
            refuse_https_callbacks=arguments.no_https_callbacks,
        ),
    )
    simulator = Simulator(
        gateway,
        host=arguments.host,
        port=arguments.port,
        control_port=arguments.control_port,
        state=arguments.state,
        names=arguments.name,
        callbacks_anywhere=arguments.callbacks_anywhere,
    )
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with simulator:
        print(f"Gateway:  {simulator.url}")
        print(f"Phones:   {simulator.control_url}")
        print(f"API key:  {simulator.account.key}", flush=True)
        await stopped.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and serve."""
    asyncio.run(run(parser().parse_args(arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
