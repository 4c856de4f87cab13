"""Messages of which nobody knows what became of them, in a run and at the start of the next."""

from __future__ import annotations

import pytest

from custom_components.smspilot.api.errors import GatewayError
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.record.message import State
from tests.messaging.bench import FOR_ONE, OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0


async def lose(bench: Bench, *, taken: bool, text: str = "Fire", **options: float) -> None:
    """Send a text, with a list that is proven, of which the answer or the request is lost."""
    await bench.calibrate()
    bench.fault("drop_after" if taken else "drop_before", "send", times=1)
    await bench.send(text, **options)


async def test_an_answer_lost_is_found_again(bench: Bench) -> None:
    await lose(bench, taken=True)
    await bench.advance(8)
    message = bench.messenger.messages[-1]
    assert message.state is State.ACCEPTED
    assert message.server_id == bench.simulator.messages[-1].server_id
    await bench.advance(30)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_request_lost_is_made_once_more(bench: Bench) -> None:
    await lose(bench, taken=False)
    await bench.advance(2 * MINUTE)
    message = bench.messenger.messages[-1]
    assert (message.state, message.attempt) == (State.DELIVERED, 2)
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_third_attempt_does_not_exist(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("drop_before", "send")
    [message] = await bench.send("Fire")
    await bench.advance(2 * HOUR)
    assert (message.state, message.attempt) == (State.UNKNOWN, 2)
    assert bench.commands().count("send") == 3
    assert bench.heard.announced[-1] == (message.id, State.UNKNOWN)


async def test_a_second_attempt_that_did_not_leave_does_not_count(bench: Bench) -> None:
    await lose(bench, taken=False)
    await bench.advance(30)
    bench.fault("error", "send", code=118, times=3)
    await bench.advance(10 * MINUTE)
    message = bench.messenger.messages[-1]
    assert (message.state, message.attempt) == (State.DELIVERED, 2)


async def test_past_the_deadline_nothing_is_sent_a_second_time(bench: Bench) -> None:
    await lose(bench, taken=False, hold_for=40)
    await bench.advance(10 * MINUTE)
    message = bench.messenger.messages[-1]
    assert (message.state, message.attempt) == (State.UNKNOWN, 1)
    assert bench.commands().count("send") == 2


async def test_a_text_by_another_sender_waits_while_it_is_being_looked_for(bench: Bench) -> None:
    await lose(bench, taken=True)
    [equal] = await bench.send("Fire", sender="test")
    assert equal.state is State.QUEUED
    await bench.advance(MINUTE)
    assert equal.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 2


@pytest.mark.parametrize(("text", "phone"), [("Water", PHONE), ("Fire", OTHER_PHONE)])
async def test_a_different_message_passes_one_that_is_being_looked_for(
    bench: Bench, text: str, phone: str
) -> None:
    await lose(bench, taken=True)
    [different] = await bench.send(text, phone)
    assert different.state is State.ACCEPTED
    assert bench.messenger.messages[-2].state is State.SENDING


async def test_what_was_being_sent_at_a_crash_is_found_again(bench: Bench) -> None:
    await bench.calibrate()
    await bench.send_held("Fire")
    bench.simulator.release()
    await bench.restart()
    assert bench.messenger.messages[-1].state is State.SENDING
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_the_attempt_of_before_a_crash_counts(bench: Bench) -> None:
    await lose(bench, taken=False)
    await bench.restart()
    bench.fault("drop_before", "send")
    await bench.advance(10 * MINUTE)
    message = bench.messenger.messages[-1]
    assert (message.state, message.attempt) == (State.UNKNOWN, 2)
    assert bench.commands().count("send") == 3


async def test_what_was_being_sent_past_its_deadline_is_looked_for_once(bench: Bench) -> None:
    await lose(bench, taken=False)
    await bench.restart(away=2 * HOUR)
    asked = bench.commands().count("recent")
    await bench.advance(5)
    assert bench.messenger.messages[-1].state is State.UNKNOWN
    assert bench.commands().count("recent") == asked + 1


async def test_what_was_sent_past_its_deadline_is_found_again(bench: Bench) -> None:
    await lose(bench, taken=True)
    await bench.restart(away=2 * HOUR)
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED


async def hold_one(bench: Bench, **options: float) -> None:
    """Leave a message queued, with a list that is proven."""
    await bench.calibrate()
    await bench.simulator.stop()
    await bench.send("Fire", **options)
    await bench.kill()
    await bench.simulator.start()


async def test_what_was_queued_is_looked_for_once_and_sent(bench: Bench) -> None:
    await hold_one(bench)
    asked = bench.commands().count("recent")
    await bench.start(listen=False)
    assert bench.messenger.messages[-1].state is State.QUEUED
    await bench.advance(2)
    assert bench.messenger.messages[-1].state is State.ACCEPTED
    assert bench.commands().count("recent") == asked + 1


async def test_what_was_queued_past_its_deadline_expires(bench: Bench) -> None:
    await hold_one(bench)
    await bench.advance(2 * HOUR)
    await bench.start(listen=False)
    message = bench.messenger.messages[-1]
    assert message.state is State.EXPIRED
    assert bench.heard.announced[-1] == (message.id, State.EXPIRED)
    await bench.advance(HOUR)
    assert bench.taken()[PHONE, "Fire"] == 0


async def test_what_was_queued_after_an_attempt_is_looked_for_three_times(bench: Bench) -> None:
    await lose(bench, taken=False)
    await bench.advance(61)
    bench.fault("error", "send", code=118)
    await bench.advance(10)
    message = bench.messenger.messages[-1]
    assert (message.state, message.attempt) == (State.QUEUED, 1)
    await bench.kill()
    bench.simulator.faults.clear()
    asked = bench.commands().count("recent")
    await bench.start(listen=False)
    await bench.advance(2 * MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED
    assert bench.commands().count("recent") >= asked + 3
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_what_was_tried_and_is_queued_past_its_deadline_is_unknown(bench: Bench) -> None:
    await lose(bench, taken=False, hold_for=300)
    await bench.advance(61)
    bench.fault("error", "send", code=118)
    await bench.advance(10 * MINUTE)
    message = bench.messenger.messages[-1]
    assert (message.state, message.attempt) == (State.UNKNOWN, 1)


@pytest.mark.parametrize(("away", "sent"), [(9 * MINUTE, True), (11 * MINUTE, False)])
async def test_blind_what_was_queued_is_sent_if_the_journal_is_fresh(
    bench: Bench, away: float, sent: bool
) -> None:
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.kill()
    await bench.simulator.start()
    await bench.advance(away)
    await bench.start(listen=False)
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is (State.DELIVERED if sent else State.UNKNOWN)
    assert bench.taken()[PHONE, "Fire"] == sent


async def test_blind_a_journal_from_the_future_is_not_fresh(bench: Bench) -> None:
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.kill()
    await bench.simulator.start()
    bench.skew = -HOUR
    await bench.start(listen=False)
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == 0


async def test_what_a_good_look_found_absent_is_no_longer_taken_for_a_backups(
    bench: Bench,
) -> None:
    await hold_one(bench, hold_for=5 * HOUR)
    await bench.advance(HOUR)
    bench.fault("error", "send", code=118)
    await bench.start(listen=False)
    await bench.advance(10)
    message = bench.messenger.messages[-1]
    assert (message.state, message.held) == (State.QUEUED, True)
    await bench.kill()
    bench.simulator.faults.clear()
    bench.disk.change_facts(calibration=None)  # from now on it is blind
    await bench.start(listen=False)
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED


async def test_blind_a_restored_backup_is_not_made_fresh_by_a_start(bench: Bench) -> None:
    await bench.calibrate()
    await bench.simulator.stop()
    await bench.send("Fire", hold_for=5 * HOUR)
    backup = bench.back_up()
    await bench.simulator.start()
    await bench.advance(20 * MINUTE)
    assert bench.taken()[PHONE, "Fire"] == 1
    await bench.kill()
    bench.restore(backup)
    bench.fault("server_error", "recent")
    await bench.start(listen=False)
    await bench.send("Water", OTHER_PHONE)  # which saves the journal
    await bench.restart()
    bench.simulator.faults.clear()
    bench.fault("recent_cut_off", "recent", rows=0)
    await bench.send("Cold", OTHER_PHONE)  # after which the list is no longer proven
    await bench.advance(HOUR)
    assert bench.messenger.messages[1].state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_blind_what_was_being_sent_is_unknown(bench: Bench) -> None:
    await bench.send_held("Fire")
    bench.simulator.release()
    await bench.restart()
    message = bench.messenger.messages[-1]
    assert message.state is State.UNKNOWN
    await bench.advance(HOUR)
    assert bench.taken()[PHONE, "Fire"] == 1
    assert bench.commands().count("send") == 1


async def test_what_was_queued_waits_for_an_answer_and_expires_in_time(bench: Bench) -> None:
    await hold_one(bench, hold_for=600)
    await bench.simulator.stop()
    await bench.start(listen=False)
    await bench.advance(500)
    assert bench.messenger.messages[-1].state is State.QUEUED
    await bench.advance(200)
    assert bench.messenger.messages[-1].state is State.EXPIRED


async def test_what_was_queued_is_sent_once_the_list_can_be_read(bench: Bench) -> None:
    await hold_one(bench)
    await bench.simulator.stop()
    await bench.start(listen=False)
    await bench.advance(500)
    await bench.simulator.start()
    await bench.advance(2 * MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED


async def test_when_it_stops_nothing_is_looked_for_any_more(bench: Bench) -> None:
    await lose(bench, taken=False)
    await bench.messenger.stop()
    asked = bench.commands().count("recent")
    await bench.advance(2 * MINUTE)
    assert bench.commands().count("recent") == asked


async def test_states_that_nobody_could_be_told_of_are_told_after_the_start(bench: Bench) -> None:
    [message] = await bench.send_held("Fire")
    bench.disk.on_save = lambda: bench.crash_in(0)
    bench.simulator.release()
    await bench.advance(10)
    assert bench.crashed
    bench.disk.on_save = lambda: None
    assert bench.heard.announced == []
    await bench.restart(announce=False)
    await bench.advance(MINUTE)
    assert bench.heard.announced == []
    bench.messenger.announce()
    assert bench.heard.announced == [(message.id, State.DELIVERED)]


async def test_a_message_that_is_found_refused_is_rejected(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("drop_after", "send", times=1)
    taken, refused = await bench.send("Fire", PHONE, "79000099212")
    await bench.advance(MINUTE)
    assert bench.states([taken, refused]) == [State.DELIVERED, State.REJECTED]
    assert isinstance(refused.error, GatewayError)
    assert bench.commands().count("send") == 2


async def test_a_message_that_is_found_refused_gives_its_roubles_back(idle_bench: Bench) -> None:
    idle_bench.settings = FOR_ONE
    await idle_bench.start(listen=False)
    await idle_bench.calibrate()
    idle_bench.messenger.grant(Problem.LIMIT_ROUBLES)
    idle_bench.fault("drop_after", "send", times=1)
    await idle_bench.send("Fire", PHONE, "79000099212")
    await idle_bench.advance(MINUTE)
    messages = [*await idle_bench.send("Water"), *await idle_bench.send("Cold")]
    assert idle_bench.states(messages) == [State.ACCEPTED] * 2  # 5 ₽ suffice for three


@pytest.mark.parametrize("sender", [None, "INFORM"])
async def test_the_row_of_a_message_is_not_another_channels_with_the_same_text(
    bench: Bench, sender: str | None
) -> None:
    await bench.calibrate()
    bench.fault("drop_after", "send", times=1)
    [by_sms] = await bench.send("Fire", sender=sender)
    [by_viber] = await bench.send("Fire", sender="VIBER")
    assert bench.states([by_sms, by_viber]) == [State.SENDING, State.QUEUED]
    await bench.restart()
    await bench.advance(3 * 60)
    taken = [one.sender_orig for one in bench.simulator.messages if one.text == "Fire"]
    assert sorted(taken) == ["INFORM", "VIBER"]
