"""A gateway in a process of its own: `python -m benchmarks.gateway SECONDS` prints where it is.

It answers sends so many seconds late. Beside the simulator listens a server that says yes to
whatever the other integrations ask for, as late, and counts.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from aiohttp import web

from simulator import Gateway, Simulator

_ROW = {"server_id": "9316849", "phone": "79087964781", "price": "1.31", "status": "0"}
_YES = {"send": [_ROW], "balance": "100", "cost": "1.31", "sid": "SM1"}
_CREATED = 201


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the gateway is, and how it is spoken to."""

    url: str
    key: str
    account: str
    others: str
    """Where the other integrations are answered."""


@asynccontextmanager
async def gateway(delay: float = 0.0) -> AsyncIterator[Address]:
    """Run a gateway that answers sends so many seconds late."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.gateway", str(delay)), stdout=asyncio.subprocess.PIPE
    )
    try:
        if process.stdout is not None:
            yield Address(**json.loads(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


async def _say_yes(delay: float) -> web.AppRunner:
    async def handle(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(delay)
        return web.json_response(_YES, status=_CREATED if "Messages" in request.path else 200)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


async def _serve(delay: float) -> None:
    async with Simulator(Gateway()) as simulator:
        simulator.account.balance = Decimal(10_000_000)
        simulator.account.duplicate_window = 0
        if delay:
            simulator.faults.add("delay", command="send", seconds=delay)
        runner = await _say_yes(delay)
        port = runner.addresses[0][1]
        address = {"url": simulator.url, "key": simulator.account.key}
        address |= {"account": str(simulator.account.id), "others": f"http://127.0.0.1:{port}"}
        print(json.dumps(address), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
