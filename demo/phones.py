"""The simulator's phones, which bear the names of the demo's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from demo.account import digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.account import Person


async def name_phones(url: str, people: Iterable[Person]) -> None:
    """Tell the simulator whose phones they are."""
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        for person in people:
            name = {"phone": digits(person.phone), "name": person.name}
            await (await session.post(f"{url}/control/phone", json=name)).read()
