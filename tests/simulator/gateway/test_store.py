"""The state file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import ClientSession

from simulator import Simulator
from simulator.gateway.store import Store
from tests.simulator.conftest import PHONE, Gateway, frozen_gateway


def start(path: Path, seconds: float = 0) -> Simulator:
    gateway = frozen_gateway()
    gateway.clock.advance(seconds)
    return Simulator(gateway, state=path / "kept" / "state.json")


async def test_a_restart_keeps_everything_that_was_known(
    tmp_path: Path, session: ClientSession
) -> None:
    async with start(tmp_path) as simulator:
        gateway = Gateway(simulator, session)
        simulator.account.key = "D" * 64
        simulator.add_account()
        simulator.gateway.name(PHONE, "Masha")
        await gateway.send("Now", to=f"{PHONE},7908")
        await gateway.send("Later", send_datetime="2026-11-22 13:00:00")
        await gateway.send("HLR")
        simulator.receive(PHONE, "Раз\nдва")
        simulator.clock.advance(10)
        simulator.set_status(4566, -1, 601)
        before = await gateway.json(check="recent", fields="all")
        inbound = await gateway.json(inbound="all")
    async with start(tmp_path, 10) as simulator:
        gateway = Gateway(simulator, session)
        assert await gateway.json(check="recent", fields="all") == before
        assert await gateway.json(inbound="all") == inbound
        assert await gateway.json(balance="rur") == {"balance": "2931.97"}
        assert len(simulator.gateway.accounts) == 2
        assert simulator.gateway.names == {PHONE: "Masha"}
        assert await gateway.code(send="Now", to=PHONE) == 243
        simulator.clock.advance(3600)
        assert await gateway.status("4568") == "2"
        assert (await gateway.send("New"))["server_id"] == "4570"
        assert simulator.receive(PHONE, "New").id == 6061


async def test_a_message_on_its_way_goes_on_after_a_restart(
    tmp_path: Path, session: ClientSession
) -> None:
    async with start(tmp_path) as simulator:
        await Gateway(simulator, session).send()
        simulator.clock.advance(3)
    async with start(tmp_path, 3) as simulator:
        gateway = Gateway(simulator, session)
        assert await gateway.status("4566") == "1"
        simulator.clock.advance(3)
        assert await gateway.status("4566") == "2"


async def test_a_change_is_saved_without_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.gateway.store.SOON", 0.0)
    saves: list[Store] = []
    saved = asyncio.Event()

    async def save(store: Store) -> None:
        await original(store)
        saves.append(store)
        saved.set()

    original = Store.save
    monkeypatch.setattr(Store, "save", save)
    async with start(tmp_path) as simulator:
        simulator.receive(PHONE, "One")
        simulator.receive(PHONE, "Two")
        await saved.wait()
        data = json.loads((tmp_path / "kept" / "state.json").read_text(encoding="utf-8"))
        assert [message["text"] for message in data["inbound"]] == ["One", "Two"]
        assert len(saves) == 1


def test_a_change_outside_of_the_event_loop_waits_for_the_next_save(tmp_path: Path) -> None:
    simulator = start(tmp_path)
    simulator.receive(PHONE, "Hi")
    assert not (tmp_path / "kept").exists()


async def test_the_requests_kept_are_limited(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.gateway.core.REQUESTS_KEPT", 20)
    for _ in range(21):
        await gateway.json()
    assert len(gateway.simulator.requests) == 19
