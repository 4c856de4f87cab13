"""The state file: what the gateway knows, saved soon after each change and loaded at start."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Final

from simulator.basics.json_text import json_text
from simulator.basics.slices import in_slices
from simulator.gateway.core import Gateway
from simulator.gateway.records import account_from, inbound_from, message_from, record

SOON: Final = 0.2
VERSION: Final = 1


class Store:
    """Keeps a gateway's state in a file; changes within a moment are written together."""

    def __init__(self, path: Path, gateway: Gateway) -> None:
        """Save to a path from now on."""
        self._path, self._gateway = path, gateway
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._saving = asyncio.Lock()
        gateway.on_change.append(self._changed)

    def load(self) -> None:
        """Take over what the file holds, if there is one."""
        if not self._path.exists():
            return
        data = json.loads(self._path.read_text(encoding="utf-8"))
        gateway = self._gateway
        gateway.accounts = [account_from(each) for each in data["accounts"]]
        accounts = {account.id: account for account in gateway.accounts}
        gateway.next_server_id = data["next_server_id"]
        gateway.next_inbound_id = data["next_inbound_id"]
        gateway.names = data["names"]
        gateway.inbound = [inbound_from(each, accounts) for each in data["inbound"]]
        for each in data["messages"]:
            gateway.take_up(message_from(each, accounts))

    async def save(self) -> None:
        """Write the file, in place of the old one at a stroke."""
        async with self._saving:
            self._stop_timer()
            text = await self._text()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_name(self._path.name + ".new")
            new.write_text(text, encoding="utf-8")
            new.replace(self._path)

    async def _text(self) -> str:
        gateway = self._gateway
        known = {
            "version": VERSION,
            "next_server_id": gateway.next_server_id,
            "next_inbound_id": gateway.next_inbound_id,
            "names": gateway.names,
        }
        lists: dict[str, list[Any]] = {
            "accounts": gateway.accounts,
            "messages": list(gateway.by_id.values()),
            "inbound": gateway.inbound,
        }
        parts = [json_text(known)[1:-1]]
        for name, things in lists.items():
            rows = await in_slices(list(things), lambda thing: json_text(record(thing)))
            parts.append(f'"{name}":[\n{",\n".join(rows)}\n]')
        return f"{{{',\n'.join(parts)}}}\n"

    def _changed(self) -> None:
        if self._timer is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return
            self._timer = loop.call_later(SOON, self._begin)

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self.save())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
