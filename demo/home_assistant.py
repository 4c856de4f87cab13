"""The part of Home Assistant's API with which the demo furnishes a home."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, Self

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PAUSE: Final = 0.25


class RefusedError(Exception):
    """Home Assistant refused what the demo asked for."""


class HomeAssistant:
    """A running Home Assistant, spoken to as its owner."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        """Take a session, the address and an access token."""
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._token = token
        self._socket: aiohttp.ClientWebSocketResponse
        self._last_id = 0

    @classmethod
    @asynccontextmanager
    async def first_visit(
        cls, url: str, *, username: str, password: str, name: str, language: str
    ) -> AsyncIterator[Self]:
        """Create the owner, and act as the owner until the block is left."""
        client_id = f"{url}/"
        async with aiohttp.ClientSession() as session:
            owner = {"name": name, "username": username, "password": password}
            answer = await session.post(
                f"{url}/api/onboarding/users",
                json={**owner, "client_id": client_id, "language": language},
            )
            code = (await _result(answer))["auth_code"]
            form = {"grant_type": "authorization_code", "code": code, "client_id": client_id}
            tokens = await _result(await session.post(f"{url}/auth/token", data=form))
            home = cls(session, url, tokens["access_token"])
            async with session.ws_connect(f"{url}/api/websocket") as home._socket:
                await home._log_in()
                yield home
            await session.post(f"{url}/auth/revoke", data={"token": tokens["refresh_token"]})

    async def _log_in(self) -> None:
        await self._socket.receive_json()
        await self._socket.send_json({"type": "auth", "access_token": self._token})
        if (await self._socket.receive_json())["type"] != "auth_ok":
            raise RefusedError("the log-in")

    async def command(self, kind: str, **fields: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
        """Give a command over the WebSocket and return its result."""
        self._last_id += 1
        await self._socket.send_json({"id": self._last_id, "type": kind, **fields})
        answer = await self._socket.receive_json()
        if not answer["success"]:
            raise RefusedError(f"{kind}: {answer['error']['message']}")
        return answer["result"]

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post to the REST API and return its answer."""
        url = f"{self._url}/api/{path}"
        return await _result(await self._session.post(url, json=body, headers=self._headers))

    async def delete(self, path: str) -> None:
        """Delete something by the REST API."""
        url = f"{self._url}/api/{path}"
        await _result(await self._session.delete(url, headers=self._headers))

    async def until_running(self) -> None:
        """Wait until everything is set up."""
        while (await self.command("get_config"))["state"] != "RUNNING":  # noqa: ASYNC110  # not ours
            await asyncio.sleep(_PAUSE)


async def until_answering(url: str) -> None:
    """Wait until a web server answers at an address."""
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(_PAUSE)


async def _result(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    async with answer:
        if not answer.ok:
            raise RefusedError(f"{answer.url.path}: {await answer.text()}")
        result: dict[str, Any] = await answer.json()
        return result
