"""Messages on their way to the gateway: accepted, grouped, in their order, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.smspilot.api.errors import NotSentError
from custom_components.smspilot.messaging.record.draft import Draft
from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.messaging.sending.batch import MOST_PHONES
from custom_components.smspilot.messaging.sending.outbox import MOST_REQUESTS
from tests.messaging.bench import FOR_ONE, OTHER_PHONE, PHONE, THIRD_PHONE, Bench

LATER = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def phones(number: int) -> list[str]:
    """Return so many phones."""
    return [f"7903{1000000 + n}" for n in range(number)]


async def test_a_message_is_taken_once_and_delivered(bench: Bench) -> None:
    [message] = await bench.send("Fire")
    assert message.state is State.ACCEPTED
    await bench.advance(60)
    assert message.state is State.DELIVERED
    assert bench.taken() == {(PHONE, "Fire"): 1}
    assert bench.heard.announced == [(message.id, State.ACCEPTED), (message.id, State.DELIVERED)]


async def test_equal_texts_handed_over_together_go_in_one_request(bench: Bench) -> None:
    messages = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.states(messages) == [State.ACCEPTED] * 2
    assert bench.commands().count("send") == 1


async def test_a_phone_named_twice_gets_one_message(bench: Bench) -> None:
    first, second = await bench.send("Fire", PHONE, PHONE)
    assert first is second
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_two_hundred_phones_go_in_a_request_and_no_more(bench: Bench) -> None:
    messages = await bench.send("Fire", *phones(MOST_PHONES + 1))
    assert MOST_PHONES == 200
    assert set(bench.states(messages)) == {State.ACCEPTED}
    sizes = [request["to"].count(",") + 1 for request in bench.parameters("send")]
    assert sorted(sizes) == [1, MOST_PHONES]


async def test_what_comes_while_the_journal_is_written_joins_the_request(bench: Bench) -> None:
    bench.disk.seconds = 2.0
    [first] = bench.messenger.accept([Draft(phone=PHONE, text="Fire")])
    await bench.advance(1, held=1)
    [second] = bench.messenger.accept([Draft(phone=OTHER_PHONE, text="Fire")])
    await bench.advance(2, held=1)
    assert bench.commands().count("send") == 0  # the one who joined is to be written down too
    bench.disk.seconds = 0.0
    await bench.advance(1, held=1)
    await bench.settle()
    assert bench.states([first, second]) == [State.ACCEPTED] * 2
    assert [request["to"] for request in bench.parameters("send")] == [f"{PHONE},{OTHER_PHONE}"]


async def test_what_no_request_has_room_for_waits_for_one_that_ends(bench: Bench) -> None:
    bench.disk.seconds = 2.0
    texts = [*"ABCD", "A", "E"]  # the second A has another sender
    drafts = [
        Draft(phone=phone, text=text, sender="INFORM" if number == MOST_REQUESTS else None)
        for number, (phone, text) in enumerate(zip(phones(len(texts)), texts, strict=True))
    ]
    messages = bench.messenger.accept(drafts)
    assert bench.states(messages) == [State.SENDING] * MOST_REQUESTS + [State.QUEUED] * 2
    bench.disk.seconds = 0.0
    await bench.advance(3)
    assert bench.states(messages) == [State.ACCEPTED] * len(texts)
    assert [request["to"].count(",") for request in bench.sends()] == [0] * len(texts)


async def test_what_comes_after_the_journal_was_written_goes_by_itself(bench: Bench) -> None:
    await bench.send_held("Fire")
    bench.messenger.accept([Draft(phone=OTHER_PHONE, text="Fire")])
    await bench.settle(held=1)
    await bench.release()
    assert [request["to"] for request in bench.parameters("send")] == [PHONE, OTHER_PHONE]


@pytest.mark.parametrize(
    "difference",
    [
        {"text": "Water"},
        {"sender": "test"},
        {"send_at": LATER},
        {"time_to_live": 5},
        {"test": True},
    ],
)
async def test_messages_that_differ_in_more_than_the_phone_do_not_join(
    bench: Bench, difference: dict[str, object]
) -> None:
    like = {"text": "Fire", "phone": OTHER_PHONE} | difference
    bench.messenger.accept([Draft(phone=PHONE, text="Fire"), Draft(**like)])  # type: ignore[arg-type]
    await bench.settle()
    assert bench.commands().count("send") == 2


async def test_the_messages_of_a_phone_go_in_the_order_of_acceptance(bench: Bench) -> None:
    bench.messenger.accept([Draft(phone=PHONE, text=text) for text in "54321"])
    await bench.settle()
    assert [message.text for message in bench.simulator.messages] == list("54321")


async def test_a_phone_has_one_request_at_a_time(bench: Bench) -> None:
    await bench.send_held("First")
    [second] = bench.messenger.accept([Draft(phone=PHONE, text="Second")])
    await bench.settle(held=1)
    assert second.state is State.QUEUED
    await bench.release()
    assert second.state is State.ACCEPTED


async def test_at_most_four_requests_run_at_a_time(bench: Bench) -> None:
    bench.fault("hold", "send", times=None)
    bench.messenger.accept([Draft(phone=phone, text=phone) for phone in phones(MOST_REQUESTS + 2)])
    await bench.hold(MOST_REQUESTS)
    assert MOST_REQUESTS == 4
    assert bench.commands().count("send") == MOST_REQUESTS
    assert bench.messenger.queued == MOST_REQUESTS + 2
    bench.simulator.release()
    await bench.hold(2)
    assert bench.commands().count("send") == MOST_REQUESTS + 2
    bench.simulator.faults.clear()
    await bench.settle()
    assert bench.messenger.queued == 0


async def test_what_waits_for_a_free_request_is_written_down(bench: Bench) -> None:
    bench.fault("hold", "send", times=None)
    bench.messenger.accept([Draft(phone=phone, text=phone) for phone in phones(MOST_REQUESTS)])
    await bench.hold(MOST_REQUESTS)
    [waiting] = bench.messenger.accept(bench.drafts("Fire"))
    await bench.settle(held=MOST_REQUESTS)
    stored = {message["id"]: message["state"] for message in bench.disk.rows("messages")}
    assert stored[waiting.id] == State.QUEUED


async def test_a_text_still_queued_for_a_phone_is_not_queued_again(bench: Bench) -> None:
    await bench.simulator.stop()
    [first] = await bench.send("Fire")
    [again] = await bench.send("Fire")
    [other] = await bench.send("Fire", OTHER_PHONE)
    assert again is first
    assert other is not first
    assert bench.messenger.queued == 2


async def test_a_text_that_joins_a_waiting_one_may_wait_as_long_as_alone(bench: Bench) -> None:
    await bench.simulator.stop()
    [message] = await bench.send("Fire", hold_for=600)
    await bench.advance(500)
    assert await bench.send("Fire", hold_for=600) == [message]
    assert await bench.send("Fire", hold_for=60) == [message]
    await bench.advance(150)
    await bench.simulator.start()
    await bench.advance(400)
    assert message.state is State.DELIVERED
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_a_text_that_may_be_held_joins_one_that_may_not(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("hold", "send", times=4)
    for each in range(4):  # as many requests as there may be at a time
        bench.messenger.accept(bench.drafts(f"No. {each}", f"7900000000{each}"))
    await bench.settle(held=4)
    [message] = bench.messenger.accept(bench.drafts("Fire", hold_for=0))
    assert bench.messenger.accept(bench.drafts("Fire", hold_for=0)) == [message]
    assert message.once
    assert bench.messenger.accept(bench.drafts("Fire", hold_for=600)) == [message]
    assert not message.once
    await bench.release()
    assert message.state is State.ACCEPTED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DELIVERED])
async def test_a_text_accepted_just_now_is_not_taken_again(bench: Bench, state: State) -> None:
    [first] = await bench.send("Fire")
    await bench.advance(2 if state is State.ACCEPTED else 20)
    assert first.state is state
    [again] = await bench.send("Fire")
    assert again is first
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_a_text_accepted_half_a_minute_ago_is_another_message(bench: Bench) -> None:
    [first] = await bench.send("Fire")
    await bench.advance(31)
    [second] = await bench.send("Fire")
    assert first is not second
    assert bench.taken() == {(PHONE, "Fire"): 2}


async def test_a_text_that_failed_just_now_may_be_sent_again(bench: Bench) -> None:
    phone = "79160099602"
    [first] = await bench.send("Fire", phone)
    await bench.advance(20)
    assert first.state is State.UNDELIVERED
    [second] = await bench.send("Fire", phone)
    assert first is not second


@pytest.mark.parametrize(
    "difference", [{"sender": "VIBER"}, {"send_at": LATER}, {"time_to_live": 5}, {"test": True}]
)
async def test_the_same_phone_by_another_channel_is_another_message(
    bench: Bench, difference: dict[str, Any]
) -> None:
    [first] = await bench.send("Fire")
    [second] = await bench.send("Fire", **difference)
    assert first is not second


async def test_a_text_on_its_way_is_not_taken_again(bench: Bench) -> None:
    [first] = await bench.send_held("Fire")
    assert bench.messenger.accept(bench.drafts("Fire")) == [first]
    assert [content.text for content in bench.messenger.standing(PHONE)] == ["Fire"]
    assert bench.messenger.standing(OTHER_PHONE) == []
    await bench.release()
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_a_text_whose_answer_was_lost_is_not_taken_again(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("drop_after", "send", times=1)
    [first] = await bench.send("Fire")
    assert first.state is State.SENDING
    assert await bench.send("Fire") == [first]
    await bench.advance(60)
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_text_accepted_just_before_a_restart_is_not_taken_again(bench: Bench) -> None:
    [first] = await bench.send("Fire")
    await bench.restart()
    [again] = await bench.send("Fire")
    assert again.id == first.id
    assert bench.taken() == {(PHONE, "Fire"): 1}


async def test_an_action_that_waits_no_longer_stops_nothing(bench: Bench) -> None:
    [message] = await bench.send_held("Fire")
    waiting = bench.spawn(bench.messenger.settled([message]))
    await bench.settle(held=1)
    assert waiting.cancel()
    await bench.release()
    assert message.state is State.ACCEPTED


async def test_what_is_still_queued_can_be_cancelled(bench: Bench) -> None:
    await bench.simulator.stop()
    first, second = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.messenger.cancel([first.id]) == [first]
    await bench.settle()
    assert bench.states([first, second]) == [State.CANCELLED, State.QUEUED]
    assert isinstance(first.error, NotSentError)
    assert bench.heard.announced[2:] == [(first.id, State.CANCELLED)]
    await bench.simulator.start()
    await bench.advance(60)
    assert bench.taken() == {(OTHER_PHONE, "Fire"): 1}


async def test_what_is_cancelled_gives_its_roubles_back(idle_bench: Bench) -> None:
    idle_bench.settings = FOR_ONE
    await idle_bench.start(listen=False)
    await idle_bench.simulator.stop()
    [message] = await idle_bench.send("Fire")
    assert idle_bench.messenger.cancel() == [message]
    await idle_bench.simulator.start()
    assert idle_bench.states(await idle_bench.send("Water")) == [State.ACCEPTED]


async def test_all_that_is_queued_can_be_cancelled_at_once(bench: Bench) -> None:
    await bench.simulator.stop()
    messages = await bench.send("Fire", PHONE, OTHER_PHONE)
    assert bench.messenger.cancel() == messages
    assert bench.messenger.cancel() == []
    await bench.settle()
    assert bench.messenger.queued == 0


async def test_what_is_on_its_way_cannot_be_cancelled(bench: Bench) -> None:
    [message] = await bench.send_held("Fire")
    assert bench.messenger.cancel() == []
    await bench.release()
    assert message.state is State.ACCEPTED


async def test_a_cancelled_message_that_is_being_looked_for_is_left_alone(bench: Bench) -> None:
    await bench.calibrate()
    await bench.simulator.stop()
    [message] = await bench.send("Fire")
    backup = bench.back_up()
    await bench.simulator.start()
    await bench.advance(60)
    assert message.state is State.DELIVERED
    await bench.kill()
    bench.restore(backup)
    bench.fault("hold", "recent", times=1, when="before")
    await bench.start(listen=False)
    await bench.advance(10, held=1)
    await bench.hold()
    [cancelled] = bench.messenger.cancel()
    await bench.release()
    await bench.advance(1200)
    assert cancelled.state is State.CANCELLED
    since = bench.time.now
    await bench.advance(1200)
    assert bench.moments("check", since) == []


async def test_nothing_is_taken_over_when_it_has_stopped(bench: Bench) -> None:
    await bench.simulator.stop()
    [held] = await bench.send("Fire")
    messenger = bench.messenger
    await bench.stop()
    same, other = messenger.accept(
        [Draft(phone=PHONE, text="Fire"), Draft(phone=THIRD_PHONE, text="Late")]
    )
    assert (same, same.state) == (held, State.QUEUED)
    assert other.state is State.EXPIRED
    assert isinstance(other.error, NotSentError)
    assert messenger.cancel() == []  # it belongs to the next run
    await bench.simulator.start()
    await bench.start(listen=False)
    await bench.advance(60)
    assert bench.taken() == {(PHONE, "Fire"): 1}
