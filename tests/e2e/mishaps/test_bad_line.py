"""Whatever happens on the line and to the home: nothing is sent twice, nothing lost silently."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.homes.running import complaints_in
from tests.e2e.homes.swift_time import PACE
from tests.e2e.mishaps.storm import Storm, Weather
from tests.e2e.mishaps.traffic import kept_by_a_crash

if TYPE_CHECKING:
    from simulator import Simulator
    from tests.e2e.homes.bare_home import LayOut

_NEVER_TAKEN: Final = frozenset({"expired", "cancelled", "rejected"})
_TAKEN: Final = frozenset({"delivered", "undelivered", "unconfirmed"})
_SHORT: Final = 20.0
"""Seconds of an ordinary run, in which time passes faster."""
_STORM: Final = (Weather(0.3, calm=1.5, between_texts=0.2), Weather(0.3, calm=30, between_texts=4))
"""Each third request meets with a fault, in an ordinary run and in a long one."""
_RAIN: Final = (Weather(0.1, calm=7.5, between_texts=0.2), Weather(0.1, calm=150, between_texts=4))
"""Each tenth request does: still worse than any home's weather, with a text every few seconds."""
_SKIES: Final = {
    "a storm, list with its texts": (_STORM, 0.05),
    # Where all rows look alike nobody can say whose one is of two that were lost in a minute.
    "a storm, list without texts": (_STORM, 0.1),
    "rain, list without texts": (_RAIN, 0.05),
}
"""What befalls the home, and of how many messages at most nobody may know what became of them."""
_ENOUGH: Final = 200
"""Messages of which a share can be told."""


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("sky", _SKIES)
async def test_a_bad_line_doubles_nothing_and_loses_nothing_silently(
    lay_out: LayOut, simulator: Simulator, seed: int, minutes: float | None, sky: str
) -> None:
    weather, most_unknown = _SKIES[sky]
    if "without" in sky:
        simulator.faults.add("recent_without_text", command="recent")
    pace = 1 if minutes else PACE
    storm = Storm(lay_out, simulator, seed, pace=pace, weather=weather[bool(minutes)])
    await storm.rage(60 * minutes if minutes else _SHORT)
    taken = Counter((message.phone, message.text) for message in simulator.messages)
    states = {one: set(storm.notebook.states[one]) for one in storm.traffic.accepted}
    unknown = [one for one, announced in states.items() if "unknown" in announced]
    print(_figures(storm, taken, len(unknown), f"seed {seed}, {sky}"))  # noqa: T201
    assert [what for what, times in taken.items() if times > 1] == []
    assert [one for one in states if not storm.notebook.ended(one)] == []
    assert [one for one in states if states[one] & _TAKEN and states[one] & _NEVER_TAKEN] == []
    for one, what in storm.traffic.accepted.items():
        assert not states[one] & (_TAKEN if what not in taken else _NEVER_TAKEN), states[one]
    assert len(unknown) <= most_unknown * max(len(states), _ENOUGH)
    _nothing_came_in_twice_or_not_at_all(storm)
    _the_log_tells_of_no_defect(storm)


def _nothing_came_in_twice_or_not_at_all(storm: Storm) -> None:
    fired = storm.notebook.fired
    assert {one: moments for one, moments in fired.items() if len(moments) > 1} == {}
    assert sorted(storm.traffic.inbound - fired.keys() - kept_by_a_crash(storm.home.logs)) == []


def _the_log_tells_of_no_defect(storm: Storm) -> None:
    """Find no traceback and no error but those that tell what the gateway or an action said."""
    lines = [line for log in storm.home.logs for line in complaints_in(log)]
    told = ("SMSPILOT says no: System (110)", "[homeassistant.components.websocket_api")
    errors = [line for line in lines if " WARNING " not in line]
    assert [line for line in errors if not any(words in line for words in told)] == []
    assert [log for log in storm.home.logs if "Traceback" in log] == []


def _figures(storm: Storm, taken: Counter[tuple[str, str]], unknown: int, which: str) -> str:
    traffic, notebook, line = storm.traffic, storm.notebook, storm.line
    refused = Counter(words for _, words in traffic.refused)
    return f"""
{which}
out:   {traffic.calls} calls, {len(traffic.accepted)} messages returned, {refused.total()} refused
       {taken.total()} at the gateway, each {max(taken.values())} time at most
       {notebook.in_state("delivered")} delivered, {unknown} unknown
in:    {len(traffic.inbound)} came, {len(notebook.fired)} fired
line:  {line.requests} requests, {line.met.total()} of which met with a fault: {dict(line.met)}
home:  {storm.home.lives} lives; {dict(storm.struck)}
words: {dict(refused)}"""
