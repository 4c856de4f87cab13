"""The dialogs of an account, filled in over HTTP as the frontend does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import aiohttp

from demo.ports import HOST
from tests.e2e.homes.bare_home import ENTRY

if TYPE_CHECKING:
    from tests.e2e.homes.bare_home import BareHome

OPTIONS: Final = {
    "sending": {"default_channel": "sms", "hold_for": 60, "time_on_repeats": False},
    "limits": {"messages_per_hour": 9999, "roubles_per_day": 900_000, "answers_per_hour": 9999},
    "balance": {"low_balance": 50},
    "delivery_reports": {"pushed_delivery_reports": False},
    "privacy": {"private_entities": False},
}
"""Those of a new account, but for the limits."""

GOOD_ENDS: Final = {"changed", "reconfigure_successful", "reauth_successful"}


class Dialogs:
    """The dialogs about an account, filled in without a browser."""

    def __init__(self, home: BareHome, url: str) -> None:
        """Take a home that runs, and the gateway's address."""
        self._url = url
        self._session = aiohttp.ClientSession(
            f"http://{HOST}:{home.port}/api/config/config_entries/",
            headers={"Authorization": f"Bearer {(home.folder / 'token').read_text()}"},
        )

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()

    async def set_up(self, key: str) -> None:
        """Add the account, by its key."""
        form = {"api_key": key, "gateway": {"url": self._url}}
        await self._fill("flow", {"handler": "smspilot"}, {"next_step_id": "api_key"}, form)

    async def save_options(self) -> None:
        """Save other options."""
        await self._fill("options/flow", {"handler": ENTRY}, OPTIONS)

    async def add(self, name: str, phone: str, entry_id: str = ENTRY) -> None:
        """Add a recipient."""
        handler = {"handler": [entry_id, "recipient"]}
        await self._fill("subentries/flow", handler, self._form(name, phone))

    async def edit(self, recipient_id: str, name: str, phone: str) -> None:
        """Give a recipient another name and number."""
        handler = {"handler": [ENTRY, "recipient"], "subentry_id": recipient_id}
        await self._fill("subentries/flow", handler, self._form(name, phone))

    async def sign_in(self, way: str, **access: str) -> None:
        """Change how the home signs in."""
        form = {**access, "gateway": {"url": self._url}}
        chosen = {"next_step_id": f"reconfigure_{way}"}
        await self._fill("flow", {"handler": "smspilot", "entry_id": ENTRY}, chosen, form)

    async def _fill(self, path: str, handler: dict[str, Any], *steps: dict[str, Any]) -> None:
        """Begin a dialog, and go through all its steps."""
        shown = await self._post(path, handler)
        for step in steps:
            shown = await self._post(f"{path}/{shown['flow_id']}", step)
        assert shown["type"] in ("create_entry", "abort"), shown
        good = shown["type"] == "create_entry" or shown["reason"] in GOOD_ENDS
        assert good, shown

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(path, json=body) as answer:
            shown: dict[str, Any] = await answer.json()
            assert answer.ok, shown
            return shown

    @staticmethod
    def _form(name: str, phone: str) -> dict[str, Any]:
        test = {"send_test": False}
        return {"name": name, "phones": [phone], "channel": "sms", "test": test}
