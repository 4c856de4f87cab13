"""The promises of the floor: what happens, and what is promised then."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from custom_components.smspilot.api.errors import (
    AccountBlockedError,
    AuthenticationError,
    GatewayError,
    NoMoneyError,
    RecipientError,
)
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import OTHER_PHONE, PHONE, THIRD_PHONE, Bench

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
PHONES = (PHONE, OTHER_PHONE, THIRD_PHONE)


@pytest.mark.parametrize("away", [MINUTE, 20 * MINUTE, 55 * MINUTE])
@pytest.mark.parametrize("calibrated", [False, True])
async def test_gateway_away_for_less_than_the_hold_time(
    bench: Bench, away: float, calibrated: bool
) -> None:
    """Every message arrives once."""
    if calibrated:
        await bench.calibrate()
    await bench.simulator.stop()
    messages = [await bench.send(text, *PHONES, hold_for=HOUR) for text in ("Fire", "Water")]
    await bench.advance(away)
    await bench.simulator.start()
    await bench.advance(10 * MINUTE)
    assert {message.state for group in messages for message in group} == {State.DELIVERED}
    wanted = {(phone, text): 1 for phone in PHONES for text in ("Fire", "Water")}
    assert wanted.items() <= bench.taken().items()
    assert bench.taken().total() == len(wanted) + calibrated


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("drop_after", {}),
        ("reset", {"when": "after"}),
        ("server_error", {"when": "after"}),
        ("html", {"when": "after"}),
        ("error", {"code": 110, "when": "after"}),
        ("broken_json", {}),
        ("cut_json", {}),
        ("cut_body", {}),
        ("missing_rows", {"rows": 1}),
        ("take_late", {"seconds": 10.0}),
        ("take_late", {"seconds": 55.0}),
    ],
)
@pytest.mark.parametrize("known_word", [True, False])
async def test_request_taken_and_answer_lost(
    bench: Bench, fault: str, options: dict[str, object], known_word: bool
) -> None:
    """Sent once; found again, or honestly `unknown`."""
    if not known_word:
        bench.fault("recent_knows_only", "recent", word="")
    await bench.calibrate()
    bench.fault(fault, "send", once_per_text=True, **options)
    messages = [(await bench.send(f"Text {number}"))[0] for number in range(5)]
    await bench.advance(3 * HOUR)
    found = State.DELIVERED if known_word else State.UNKNOWN
    assert bench.states(messages) == [found] * 5
    assert [bench.taken()[PHONE, f"Text {number}"] for number in range(5)] == [1] * 5


async def test_two_hundred_answers_lost(bench: Bench) -> None:
    """Two hundred messages, each once, each with a final state."""
    await bench.calibrate()
    bench.fault("drop_after", "send", once_per_text=True)
    messages = [
        (await bench.send(f"Text {number}", f"7903{1000000 + number}"))[0] for number in range(200)
    ]
    await bench.advance(10 * MINUTE)
    assert Counter(bench.states(messages)) == {State.DELIVERED: 200}
    assert bench.taken().total() == 201
    assert set(bench.taken().values()) == {1}


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("drop_before", {}),
        ("reset", {"when": "before"}),
        ("server_error", {"when": "before"}),
        ("html", {"when": "before"}),
        ("redirect", {}),
        ("error", {"code": 110}),
    ],
)
async def test_request_lost(bench: Bench, fault: str, options: dict[str, object]) -> None:
    """Sent once, by the second attempt."""
    await bench.calibrate()
    bench.fault(fault, "send", once_per_text=True, **options)
    messages = await bench.send("Fire", *PHONES)
    await bench.advance(5 * MINUTE)
    assert bench.states(messages) == [State.DELIVERED] * 3
    assert [message.attempt for message in messages] == [2] * 3
    assert [bench.taken()[phone, "Fire"] for phone in PHONES] == [1] * 3


@pytest.mark.parametrize("fault", [None, "drop_before", "drop_after"])
@pytest.mark.parametrize("away", [0.0, 20 * MINUTE])
async def test_home_assistant_killed_at_any_moment(
    bench: Bench, fault: str | None, away: float
) -> None:
    """No double; every message ends in a state that is announced."""
    written: set[str] = set()
    bench.disk.on_save = lambda: written.update(bench.disk.tables["messages"])
    await bench.calibrate()
    for steps in range(14):
        if fault is not None:
            bench.fault(fault, "send", times=1)
        bench.crash_in(steps)
        await bench.send(f"Text {steps}", PHONE, OTHER_PHONE)
        await bench.advance(2 * MINUTE)
        await bench.restart(away=away)
        bench.simulator.faults.clear()
        await bench.send("Hello again", THIRD_PHONE)
        await bench.advance(10 * MINUTE)
    await bench.advance(2 * HOUR)
    assert max(bench.taken()[phone, f"Text {n}"] for n in range(14) for phone in PHONES) == 1
    ended = {key for key, state in bench.heard.announced if state.final}
    assert written == ended
    finals = Counter((key, state) for key, state in bench.heard.announced if state.final)
    assert len({key for key, _ in finals}) == len(finals)  # none in two final states


async def test_one_bad_number_among_many(bench: Bench) -> None:
    """All others are sent; the errors name the bad ones."""
    bad = ["79000099212", "79000099111"]
    messages = await bench.send("Fire", PHONE, bad[0], OTHER_PHONE, bad[1], THIRD_PHONE)
    refused = [message for message in messages if message.state is State.REJECTED]
    assert [message.phone for message in refused] == bad
    assert all(isinstance(message.error, RecipientError) for message in refused)
    assert set(bench.taken()) == {(phone, "Fire") for phone in PHONES}


@pytest.mark.parametrize(("away", "late"), [(5 * MINUTE, False), (HOUR, True)])
@pytest.mark.parametrize("clean", [False, True])
async def test_inbound_while_home_assistant_is_away(
    idle_bench: Bench, away: float, late: bool, clean: bool
) -> None:
    """Each fires once, as `received_late` if it waited."""
    await idle_bench.start()
    await idle_bench.advance(2 * MINUTE)
    await (idle_bench.stop() if clean else idle_bench.kill())
    for text in ("1", "2", "3"):
        idle_bench.simulator.receive(PHONE, text)
    await idle_bench.advance(away)
    await idle_bench.start(announce=False)
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.inbound == []  # automations are not armed yet
    idle_bench.messenger.announce()
    await idle_bench.advance(10 * MINUTE)
    await idle_bench.restart(listen=True)
    await idle_bench.advance(10 * MINUTE)
    assert idle_bench.heard.texts() == ["1", "2", "3"]
    assert {told for _, told in idle_bench.heard.inbound} == {late}


@pytest.mark.parametrize("waiting", [1, 3])
@pytest.mark.parametrize("age", [11 * MINUTE, 5 * HOUR, 40 * HOUR])
@pytest.mark.parametrize("calibrated", [False, True])
async def test_backup_restored(
    idle_bench: Bench, waiting: int, age: float, calibrated: bool
) -> None:
    """Nothing is sent again; old inbound messages are late."""
    bench = idle_bench
    await bench.start()
    if calibrated:
        await bench.calibrate()
    await bench.simulator.stop()
    for text in ("Fire", "Water", "Open")[:waiting]:
        await bench.send(text, hold_for=DAY)
    backup = bench.back_up()
    await bench.simulator.start()
    await bench.advance(MINUTE + 10)
    sent = bench.taken()
    assert sent.total() == waiting + calibrated
    bench.simulator.receive(PHONE, "After the backup")
    await bench.advance(MINUTE)
    await bench.kill()
    await bench.advance(age)
    bench.restore(backup)
    await bench.start()
    await bench.advance(2 * HOUR)
    assert bench.taken() == sent
    texts = [(message.text, late) for message, late in bench.heard.inbound]
    assert texts == [("After the backup", False), ("After the backup", True)]


@pytest.mark.parametrize(
    ("code", "kind"), [(101, AuthenticationError), (105, AccountBlockedError), (112, NoMoneyError)]
)
async def test_key_refused_account_blocked_or_no_money(
    bench: Bench, code: int, kind: type[GatewayError]
) -> None:
    """Every send fails with the reason, which is told once for the repair issue."""
    bench.fault("error", "send", code=code)
    for text in ("Fire", "Water"):
        messages = bench.messenger.accept(bench.drafts(text))
        waiting = bench.spawn(bench.messenger.settled(messages))
        await bench.settle()
        assert waiting.done()
        assert messages[0].state is State.REJECTED
        assert isinstance(messages[0].error, kind)
        assert messages[0].waited_for
    assert [error.code for error in bench.heard.errors] == [code] * 2
    bench.simulator.faults.clear()
    [message] = await bench.send("Fire")
    assert message.state is State.ACCEPTED


@pytest.mark.parametrize("skew", [-30 * DAY, -HOUR, HOUR, 30 * DAY])
async def test_clock_jumps(bench: Bench, skew: float) -> None:
    """No message expires early, none lives for ever."""
    await bench.calibrate()
    [accepted] = await bench.send("Fire")
    bench.simulator.set_status(accepted.server_id or 0, 1)
    await bench.simulator.stop()
    [queued] = await bench.send("Water", hold_for=HOUR)
    bench.skew = skew
    await bench.advance(HOUR - 1)
    assert bench.states([accepted, queued]) == [State.ACCEPTED, State.QUEUED]
    await bench.advance(2)
    assert queued.state is State.EXPIRED
    await bench.simulator.start()
    await bench.advance(70 * HOUR)
    assert accepted.state is State.ACCEPTED
    await bench.advance(90 * MINUTE)
    assert accepted.state is State.UNCONFIRMED


@pytest.mark.parametrize("skew", [-DAY, DAY])
async def test_clock_jumps_between_two_runs(bench: Bench, skew: float) -> None:
    """What was lost is found, and nothing is taken twice, whatever the clock says."""
    await bench.calibrate()
    bench.fault("drop_after", "send", times=1)
    await bench.send("Fire")
    await bench.kill()
    bench.skew = skew
    await bench.start(listen=False)
    await bench.advance(HOUR)
    assert bench.taken()[PHONE, "Fire"] == 1
    assert bench.messenger.messages[-1].state in (State.DELIVERED, State.UNKNOWN)


async def test_what_cannot_be_kept_is_as_documented(bench: Bench) -> None:
    """A gateway that takes a request minutes after it dropped the connection sends it twice."""
    await bench.calibrate()
    bench.fault("take_late", "send", times=1, seconds=5 * MINUTE)
    [message] = await bench.send("Fire")
    await bench.advance(10 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 2
    assert bench.messenger.total_spent == Decimal("2.62")  # of which it knows one
