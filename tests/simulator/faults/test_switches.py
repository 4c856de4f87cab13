"""Which requests a fault strikes, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import OTHER, PHONE, Gateway


async def test_a_fault_strikes_only_so_often_and_only_its_commands(gateway: Gateway) -> None:
    gateway.simulator.faults.add("error", code=110, times=2, command="balance")
    gateway.simulator.faults.add("error", code=118, command=["account", "recent"])
    assert (await gateway.send())["status"] == "0"
    codes = [
        await gateway.code(balance="rur"),
        await gateway.code(),
        await gateway.code(balance=""),
    ]
    assert codes == [110, 118, 110]
    assert await gateway.json(balance="rur") == {"balance": "2933.45"}
    assert [fault.parameters["code"] for fault in gateway.simulator.faults] == [118]


async def test_a_fault_may_strike_the_first_send_of_each_text_and_phone(gateway: Gateway) -> None:
    gateway.simulator.faults.add("error", once_per_text=True, command="send")
    for text, to in (("A", PHONE), ("B", PHONE), ("A", OTHER)):
        assert await gateway.code(send=text, to=to) == 110
        assert (await gateway.send(text, to))["status"] == "0"


async def test_chance_is_the_same_every_time(gateway: Gateway) -> None:
    def strikes(seed: int) -> list[bool]:
        fault = gateway.simulator.faults.add("html", probability=0.5, seed=seed)
        return [fault.strikes("send", "", ()) for _ in range(20)]

    assert strikes(1) == strikes(1)
    assert strikes(1) != strikes(2)
    assert 0 < sum(strikes(1)) < 20


@pytest.mark.parametrize(
    "wrong",
    [{"name": "no_such"}, {"name": "html", "rows": 1}, {"name": "html", "command": "fly"}],
)
async def test_unknown_faults_are_refused(gateway: Gateway, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"unknown|does not know"):
        gateway.simulator.faults.add(**wrong)
