"""What became of a send whose answer was lost, as the list of the last 24 hours tells it."""

from __future__ import annotations

import pytest

from custom_components.smspilot.messaging.record.message import Message, State
from tests.messaging.bench import CALIBRATION_PHONE, OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
LONG = "Fire! " * 40


async def lose(bench: Bench, text: str = "Fire", phone: str = PHONE, *, taken: bool) -> Message:
    """Send a text of which the answer or the request is lost."""
    bench.fault("drop_after" if taken else "drop_before", "send", times=1)
    [message] = await bench.send(text, phone)
    return message


async def test_an_absent_message_is_looked_for_after_5_and_20_and_60_seconds(
    bench: Bench,
) -> None:
    await bench.calibrate()
    begun = bench.time.now
    await lose(bench, taken=False)
    await bench.advance(2 * MINUTE)
    delay = 1.0  # until the message that the list was learned of was seen
    expected = [seconds + 2 * delay for seconds in (5.0, 20.0, 60.0)]
    assert bench.moments("recent", begun) == expected
    assert bench.moments("send", begun) == [0.0, expected[-1]]


async def test_a_list_that_lags_is_waited_for_twice_as_long(bench: Bench) -> None:
    bench.fault("recent_lags", "recent", seconds=12.0)
    await bench.calibrate()
    begun = bench.time.now
    message = await lose(bench, taken=True)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.moments("recent", begun) == [5.0 + 2 * 15.0]
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_list_that_lags_more_than_before_teaches_nothing_of_a_younger_message(
    bench: Bench,
) -> None:
    await bench.calibrate()
    bench.fault("recent_lags", "recent", seconds=100.0)
    message = await lose(bench, taken=True)
    [younger] = await bench.send("Water", OTHER_PHONE)
    assert younger.state is State.ACCEPTED
    await bench.advance(90)
    assert message.state is State.SENDING
    await bench.advance(3 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


@pytest.mark.parametrize("taken", [False, True])
async def test_a_list_cut_off_before_our_youngest_message_teaches_nothing(
    bench: Bench, taken: bool
) -> None:
    await bench.calibrate()
    bench.fault("recent_cut_off", "recent", rows=0)
    message = await lose(bench, taken=taken)
    await bench.advance(30 * MINUTE)
    assert message.state is State.SENDING
    await bench.advance(HOUR)
    assert message.state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == taken


async def test_a_list_cut_off_after_the_request_teaches_nothing(bench: Bench) -> None:
    await bench.calibrate()
    message = await lose(bench, taken=True)
    bench.fault("recent_cut_off", "recent", rows=1)
    [youngest] = await bench.send("Water", OTHER_PHONE)
    assert youngest.state is State.ACCEPTED
    await bench.advance(10 * MINUTE)
    assert message.state is State.SENDING
    bench.simulator.faults.clear()
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_list_need_not_show_our_test_messages(bench: Bench) -> None:
    await bench.calibrate()
    [test] = await bench.send("Try", OTHER_PHONE, test=True)
    assert test.server_id is not None
    bench.on_answer(
        "recent", lambda rows: tuple(row for row in rows if row.server_id != test.server_id)
    )
    message = await lose(bench, taken=False)
    await bench.advance(2 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)


async def test_looks_that_teach_nothing_come_ever_more_seldom(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("recent_cut_off", "recent", rows=0)
    begun = bench.time.now
    await lose(bench, taken=True)
    await lose(bench, "Water", OTHER_PHONE, taken=True)
    await bench.advance(250)
    moments = bench.moments("recent", begun)
    assert moments == [7.0, 12.0, 22.0, 42.0, 82.0, 142.0, 202.0]


async def test_looks_that_teach_nothing_are_repeated_at_once_when_the_gateway_is_back(
    bench: Bench,
) -> None:
    await bench.calibrate()
    message = await lose(bench, taken=True)
    await bench.simulator.stop()
    await bench.advance(10 * MINUTE)
    await bench.simulator.start()
    bench.messenger.heard(answered=True)
    await bench.settle()
    assert message.state is State.ACCEPTED


async def test_a_word_that_is_no_longer_known_teaches_nothing(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("recent_knows_only", "recent", word="resent", answer="row")
    message = await lose(bench, taken=False)
    await bench.advance(2 * HOUR)
    assert message.state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == 0


@pytest.mark.parametrize("answer", ["row", "error"])
@pytest.mark.parametrize("taken", [False, True])
async def test_the_documents_own_word_is_learned_too(
    bench: Bench, answer: str, taken: bool
) -> None:
    bench.fault("recent_knows_only", "recent", word="resent", answer=answer)
    await bench.calibrate()
    message = await lose(bench, taken=taken)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


@pytest.mark.parametrize("taken", [False, True])
async def test_with_a_list_of_no_known_word_nothing_can_be_learned(
    bench: Bench, taken: bool
) -> None:
    bench.fault("recent_knows_only", "recent", word="")
    await bench.calibrate()
    message = await lose(bench, taken=taken)
    await bench.advance(MINUTE)
    assert message.state is State.UNKNOWN
    await bench.advance(HOUR)
    assert bench.taken()[PHONE, "Fire"] == taken


@pytest.mark.parametrize("text", ["Fire", LONG])
async def test_without_texts_a_message_is_known_by_its_sender_and_parts(
    bench: Bench, text: str
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    bench.fault("drop_after", "send", times=1)
    [message] = await bench.send(text, sender="test")
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, text] == 1


@pytest.mark.parametrize(("text", "sender"), [(LONG, "test"), ("Fire", "INFORM")])
@pytest.mark.parametrize("listed", [False, True])
async def test_without_texts_other_parts_or_another_sender_may_be_ours_if_listed_since(
    bench: Bench, text: str, sender: str, listed: bool
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await lose(bench, "Water", OTHER_PHONE, taken=False)
    bench.send_elsewhere(PHONE, text, sender=sender)
    await bench.advance(10 if listed else 0)
    bench.fault("drop_before", "send", times=1)
    [message] = await bench.send("Fire", sender="test")
    await bench.advance(2 * MINUTE)
    expected = (State.DELIVERED, 2) if listed else (State.UNKNOWN, 1)
    assert (message.state, message.attempt) == expected


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
async def test_without_texts_two_doubtful_messages_are_not_taken_for_each_other(
    bench: Bench, first: bool, second: bool
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    messages = [await lose(bench, "Fire", taken=first), await lose(bench, "Water", taken=second)]
    await bench.advance(2 * HOUR)
    taken = {message.server_id: message.text for message in bench.simulator.messages}
    for message, text in zip(messages, ("Fire", "Water"), strict=True):
        assert bench.taken()[PHONE, text] <= 1
        assert message.server_id is None or taken[message.server_id] == text


async def test_rows_dated_ahead_are_found_all_the_same(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("future_rows", "recent")
    message = await lose(bench, taken=True)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_row_dated_ahead_teaches_no_wrong_time(bench: Bench) -> None:
    bench.fault("future_rows", "recent", times=1)
    await bench.calibrate()
    message = await lose(bench, taken=True)
    await bench.advance(10 * MINUTE)
    assert message.state in (State.DELIVERED, State.UNKNOWN)
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_an_equal_text_of_long_ago_is_another_message(bench: Bench) -> None:
    bench.send_elsewhere(PHONE, "Fire")
    await bench.advance(10 * MINUTE)
    await bench.calibrate()
    message = await lose(bench, taken=False)
    await bench.advance(2 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)


async def test_a_row_that_fits_but_for_the_order_of_ids_makes_blind(bench: Bench) -> None:
    await bench.calibrate()
    bench.simulator.gateway.next_server_id = 100
    message = await lose(bench, taken=True)
    await bench.advance(70)
    assert message.state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_what_was_there_when_a_message_that_had_waited_was_tried_is_not_taken_for_it(
    bench: Bench,
) -> None:
    await bench.calibrate()
    await bench.simulator.stop()
    await bench.send("First")
    [message] = await bench.send("Fire")
    bench.send_elsewhere(PHONE, "Fire")
    await bench.simulator.start()
    bench.fault("hold", "send", times=1)
    bench.messenger.heard(answered=True)
    await bench.hold()
    bench.fault("drop_before", "send", times=1)
    await bench.release()
    assert message.state is State.SENDING
    await bench.advance(10 * MINUTE)
    assert message.state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_row_that_another_message_holds_is_not_taken_for_ours(bench: Bench) -> None:
    await bench.calibrate()
    [held] = await bench.send("Fire")
    await bench.advance(MINUTE)
    message = await lose(bench, taken=False)
    await bench.advance(2 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)
    assert message.server_id != held.server_id


async def test_a_list_that_cannot_be_had_is_asked_for_again(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("server_error", "recent", times=3)
    message = await lose(bench, taken=True)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED


async def test_a_message_adopted_long_after_it_was_sent_does_not_make_lists_look_cut_off(
    bench: Bench,
) -> None:
    await bench.calibrate()
    await lose(bench, taken=True)
    await bench.restart(away=3 * HOUR)
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED
    await bench.advance(22 * HOUR)
    message = await lose(bench, "Water", taken=False)
    await bench.advance(2 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)


async def test_our_own_clock_may_be_wrong_by_any_amount(idle_bench: Bench) -> None:
    idle_bench.skew = -5 * HOUR
    await idle_bench.start(listen=False)
    await idle_bench.calibrate()
    found = await lose(idle_bench, taken=True)
    absent = await lose(idle_bench, "Water", OTHER_PHONE, taken=False)
    await idle_bench.advance(2 * MINUTE)
    assert idle_bench.states([found, absent]) == [State.DELIVERED] * 2
    assert idle_bench.taken() == {
        (CALIBRATION_PHONE, "Hello"): 1,
        (PHONE, "Fire"): 1,
        (OTHER_PHONE, "Water"): 1,
    }


@pytest.mark.parametrize("away", [0.0, 2 * HOUR])
async def test_the_clock_of_a_run_before_is_not_compared_with_todays(
    idle_bench: Bench, away: float
) -> None:
    idle_bench.skew = HOUR
    await idle_bench.start(listen=False)
    await idle_bench.calibrate()
    await lose(idle_bench, taken=True)
    await idle_bench.kill()
    await idle_bench.advance(away)
    idle_bench.skew = 0.0
    await idle_bench.start(listen=False)
    idle_bench.fault("server_error", "recent", times=8)  # it is found only after the list
    await idle_bench.send("Water", OTHER_PHONE)  # was learned anew, of this
    await idle_bench.advance(3 * MINUTE)
    assert idle_bench.messenger.messages[1].state is State.DELIVERED
    assert idle_bench.taken()[PHONE, "Fire"] == 1


@pytest.mark.parametrize("skew", [-10 * 60.0, -HOUR])
async def test_what_a_run_with_a_slow_clock_learned_proves_no_absence(
    idle_bench: Bench, skew: float
) -> None:
    idle_bench.skew = skew
    await idle_bench.start(listen=False)
    await idle_bench.calibrate()
    await idle_bench.stop()
    idle_bench.skew = 0.0
    await idle_bench.start(listen=False)
    message = await lose(idle_bench, taken=True)
    await idle_bench.advance(3 * MINUTE)
    assert message.state in (State.DELIVERED, State.UNKNOWN)
    assert idle_bench.taken()[PHONE, "Fire"] == 1


@pytest.mark.parametrize("text", ["Fire\n", " Fire!  Run\n\nnow"])
async def test_a_text_is_found_again_whatever_became_of_its_white_space(
    bench: Bench, text: str
) -> None:
    bench.fault("changed_texts", "recent", how="trimmed")
    await bench.calibrate()
    message = await lose(bench, text, taken=True)
    await bench.advance(3 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, text] == 1


async def test_rows_whose_text_is_suddenly_missing_teach_nothing(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("recent_without_text", "recent")
    message = await lose(bench, taken=True)
    await bench.advance(10 * MINUTE)
    assert message.state is State.SENDING
    bench.simulator.faults.clear()
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1
