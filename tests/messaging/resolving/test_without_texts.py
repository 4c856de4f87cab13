"""A list without texts, and a bad line: of nearly all messages it is known what they became."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import Bench

MINUTES = 40
SHARE = 0.3
"""Of the requests that meet with a fault."""
PHONES = [f"7902123456{number}" for number in range(8)]
TEXTS = ("Fire {}", "Ещё тревога № {} 🔥", "Test {}: " + "вода в подвале, " * 6)
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("drop_before", {}),
    ("drop_after", {}),
    ("cut_body", {}),
    ("html", {"when": "after"}),
    ("error", {"code": 118}),
    ("error", {"code": 110}),
    ("error", {"code": 110, "when": "after"}),
    ("server_error", {}),
    ("server_error", {"when": "after"}),
]


@pytest.mark.parametrize("kills", [0.0, 0.1], ids=["one run", "killed every other minute"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_at_most_one_in_twenty_is_unknown(bench: Bench, seed: int, kills: float) -> None:
    chance = Random(seed)
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    for number, (fault, options) in enumerate(FAULTS):
        for command in ("send", "recent", "check"):
            share = SHARE / len(FAULTS)
            bench.fault(fault, command, probability=share, seed=seed * 100 + number, **options)
    end, number = bench.time.now + 60 * MINUTES, 0
    while bench.time.now < end:
        number += 1
        text = chance.choice(TEXTS).format(number)
        await bench.send(text, *chance.sample(PHONES, chance.choice([1, 2])))
        await bench.advance(chance.uniform(2, 18))
        if chance.random() < kills:
            await bench.restart(away=chance.uniform(1, 10))
    bench.simulator.faults.clear()
    await bench.advance(3600)
    states = bench.states(bench.messenger.messages)
    assert len(states) > 300
    assert set(states) <= {State.DELIVERED, State.UNKNOWN}
    assert states.count(State.UNKNOWN) <= 0.05 * len(states)
    assert set(bench.taken().values()) == {1}
