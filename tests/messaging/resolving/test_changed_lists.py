"""Lists that show our message in another form: it is never sent twice, `unknown` at worst."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from custom_components.smspilot.api.models import MessageStatus, SendResult, Status
from custom_components.smspilot.messaging.record.message import Message, State
from custom_components.smspilot.messaging.resolving.resolve import LOOKS
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench

MINUTE, HOUR = 60.0, 3600.0
LONG = "Пожар! " * 40


async def lose(
    bench: Bench, text: str = "Fire", phone: str = PHONE, *, taken: bool, **options: Any
) -> Message:
    """Send a text of which the answer or the request is lost."""
    bench.fault("drop_after" if taken else "drop_before", "send", times=1)
    [message] = await bench.send(text, phone, **options)
    return message


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Ещё пожар", "letters"),
        ("Дом № 5 «горит» — бегите", "letters"),
        ("Пожар 🔥", "emoji"),
        ("Пожар в доме на Лесной, 5", "cut"),
        ("Пожар 🔥", "halves"),
    ],
)
async def test_a_text_that_the_list_changes_is_not_sent_twice(
    bench: Bench, text: str, how: str
) -> None:
    bench.fault("changed_texts", "recent", how=how)
    await bench.calibrate()
    message = await lose(bench, text, taken=True)
    await bench.advance(2 * HOUR)
    assert message.state is State.UNKNOWN
    assert bench.taken()[PHONE, text] == 1


@pytest.mark.parametrize("how", ["8", "plus", "short", "people"])
@pytest.mark.parametrize("taken", [False, True])
async def test_a_phone_may_be_written_in_another_way(bench: Bench, how: str, taken: bool) -> None:
    bench.fault("changed_phones", ("send", "check", "recent"), how=how)
    await bench.calibrate()
    message = await lose(bench, taken=taken)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_several_phones_may_be_written_in_another_way(bench: Bench) -> None:
    bench.fault("changed_phones", ("send", "check"), how="8")
    messages = await bench.send("Fire", PHONE, OTHER_PHONE)
    await bench.advance(MINUTE)
    assert bench.states(messages) == [State.DELIVERED] * 2


@pytest.mark.parametrize("fault", [("changed_senders", {}), ("changed_parts", {})])
@pytest.mark.parametrize("sender", ["test", "VIBER", "GOLOS"])
async def test_without_texts_a_changed_row_is_not_sent_twice(
    bench: Bench, fault: tuple[str, dict[str, Any]], sender: str
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    name, options = fault
    bench.fault(name, "recent", **options)
    message = await lose(bench, LONG, taken=True, sender=sender)
    await bench.advance(2 * HOUR)
    assert message.state in (State.UNKNOWN, State.DELIVERED)
    assert bench.taken()[PHONE, LONG] == 1


async def test_without_texts_the_parts_of_what_is_no_sms_do_not_matter(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    bench.fault("changed_parts", "recent", by=1)
    message = await lose(bench, LONG, taken=True, sender="VIBER")
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED


async def test_the_original_sender_counts_where_another_is_shown(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    bench.fault("changed_senders", "recent", sender_orig="test")
    message = await lose(bench, taken=True, sender="test")
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED


async def test_a_row_seen_before_the_message_left_explains_itself(bench: Bench) -> None:
    bench.fault("changed_texts", "recent", how="letters")
    await bench.calibrate()
    first = await lose(bench, "Ещё пожар", taken=True)
    await bench.advance(70)
    assert first.state is State.UNKNOWN
    second = await lose(bench, "Water", taken=False)
    await bench.advance(2 * MINUTE)
    assert (second.state, second.attempt) == (State.DELIVERED, 2)


async def test_the_row_of_another_message_that_is_sought_explains_itself(bench: Bench) -> None:
    await bench.calibrate()
    bench.fault("recent_lags", "recent", seconds=30)
    messages = [await lose(bench, "Fire", taken=True), await lose(bench, "Water", taken=False)]
    await bench.advance(3 * MINUTE)
    assert bench.states(messages) == [State.DELIVERED] * 2
    assert [message.attempt for message in messages] == [1, 2]


async def test_a_list_that_lags_behind_steady_traffic_teaches_all_the_same(bench: Bench) -> None:
    bench.fault("recent_lags", "recent", seconds=12.0)
    await bench.calibrate()
    message = await lose(bench, taken=False)
    for number in range(60):
        await bench.send(f"No. {number}", OTHER_PHONE)
        await bench.advance(3)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)
    assert bench.taken()[PHONE, "Fire"] == 1


@pytest.mark.parametrize("taken", [False, True])
async def test_one_bogus_id_blinds_no_later_look(bench: Bench, taken: bool) -> None:
    await bench.calibrate()
    bench.simulator.gateway.next_server_id, following = (
        10**11,
        (bench.simulator.gateway.next_server_id),
    )
    await bench.send("Cold", OTHER_PHONE)
    bench.simulator.gateway.next_server_id = following
    await bench.send("Water", OTHER_PHONE)
    message = await lose(bench, taken=taken)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_without_texts_one_unknown_does_not_blind_the_next(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    bench.fault("changed_parts", "recent")
    unknown = await lose(bench, "Fire", taken=True)
    await bench.advance(70)
    assert unknown.state is State.UNKNOWN
    bench.simulator.faults.clear("changed_parts")
    await bench.advance(MINUTE)
    messages = [await lose(bench, "Water", taken=True)]
    await bench.advance(70)
    messages.append(await lose(bench, "Cold", taken=False))
    await bench.advance(3 * MINUTE)
    assert bench.states(messages) == [State.DELIVERED] * 2
    assert [message.attempt for message in messages] == [1, 2]


async def test_without_texts_two_that_were_taken_are_told_apart_by_their_order(
    bench: Bench,
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    messages = [await lose(bench, text, taken=True) for text in ("Fire", "Water")]
    await bench.advance(2 * MINUTE)
    taken = {message.server_id: message.text for message in bench.simulator.messages}
    assert [taken[message.server_id or 0] for message in messages] == ["Fire", "Water"]


async def test_without_texts_what_is_unknown_takes_no_row_that_came_after_it_was_looked_for(
    bench: Bench,
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    unknown = [await lose(bench, "Fire", taken=False), await lose(bench, "Water", taken=True)]
    await bench.advance(2 * MINUTE)
    assert bench.states(unknown) == [State.UNKNOWN] * 2
    assert [message.parts for message in unknown] == [1, 1]
    await bench.restart(away=HOUR - 2 * MINUTE)  # as if it were of another zone
    message = await lose(bench, "Cold", taken=True)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED


async def test_without_texts_a_row_that_only_another_can_have_keeps_nothing_from_going_again(
    bench: Bench,
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    for text in ("Fire", "Water"):
        await lose(bench, text, taken=text == "Fire")
    message = await lose(bench, LONG, taken=False)
    await bench.advance(3 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)
    assert bench.taken()[PHONE, LONG] == 1


async def test_that_a_message_stays_unknown_is_written_down_and_told_at_once(bench: Bench) -> None:
    bench.fault("changed_texts", "recent", how="cut")
    await bench.calibrate()
    message = await lose(bench, "Пожар в доме на Лесной, 5", taken=True)
    while message.state is not State.UNKNOWN:
        await bench.advance(1)
    assert bench.heard.announced[-1] == (message.id, State.UNKNOWN)
    await bench.restart()
    assert bench.messenger.messages[-1].state is State.UNKNOWN


async def test_that_a_message_was_found_is_written_down_and_told_at_once(bench: Bench) -> None:
    await bench.calibrate()
    message = await lose(bench, taken=True)
    while message.state is State.SENDING:
        await bench.advance(1)
    assert bench.heard.announced[-1] == (message.id, State.ACCEPTED)
    await bench.kill()
    looked = bench.commands().count("recent")
    await bench.start(listen=False)
    await bench.settle()
    assert bench.commands().count("recent") == looked


@pytest.mark.parametrize("look", LOOKS)
async def test_a_row_whose_owner_is_about_to_be_told_is_waited_for(
    bench: Bench, look: float
) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    message = await lose(bench, taken=False)
    await bench.advance(look - 3)
    bench.fault("hold", "send", times=1)
    [other] = bench.messenger.accept(bench.drafts("Water"))
    await bench.hold()
    await bench.advance(20, held=1)
    await bench.release()
    await bench.advance(3 * MINUTE)
    assert (message.state, message.attempt) == (State.DELIVERED, 2)
    assert other.state is State.DELIVERED


async def start_with_a_queued_one(bench: Bench, text: str = "Fire") -> None:
    """Leave a message queued that was never attempted, and start anew."""
    await bench.simulator.stop()
    await bench.send(text)
    await bench.kill()
    await bench.simulator.start()


async def test_without_texts_what_never_left_takes_no_strangers_row(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await start_with_a_queued_one(bench)
    bench.send_elsewhere(PHONE, "Cash")
    await bench.start(listen=False)
    await bench.advance(2 * MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_without_texts_a_restored_backup_takes_no_strangers_row(bench: Bench) -> None:
    bench.fault("recent_without_text", "recent")
    await bench.calibrate()
    await bench.simulator.stop()
    await bench.send("Fire")
    await bench.kill()
    await bench.simulator.start()
    await bench.advance(15 * MINUTE)
    bench.send_elsewhere(PHONE, "Cash")
    await bench.start(listen=False)
    await bench.advance(2 * MINUTE)
    assert bench.messenger.messages[-1].state is State.UNKNOWN
    assert bench.taken()[PHONE, "Fire"] == 0


@pytest.mark.parametrize(
    "fault", [("error", {"code": 118}), ("error", {"code": 110}), ("server_error", {})]
)
async def test_a_list_that_refuses_does_not_keep_an_alarm_that_never_left(
    bench: Bench, fault: tuple[str, dict[str, Any]]
) -> None:
    await bench.calibrate()
    await start_with_a_queued_one(bench)
    name, options = fault
    bench.fault(name, "recent", **options)
    before = len(bench.commands())
    await bench.start(listen=False)
    await bench.advance(MINUTE)
    assert bench.messenger.messages[-1].state is State.DELIVERED
    asked = bench.commands()[before:]
    assert asked[: asked.index("send")].count("recent") == 3


async def test_a_list_that_lacks_what_it_should_show_does_not_keep_an_alarm_that_never_left(
    bench: Bench,
) -> None:
    await bench.calibrate()
    await start_with_a_queued_one(bench)
    bench.on_answer("recent", lambda _: ())
    before = len(bench.commands())
    await bench.start(listen=False)
    await bench.advance(MINUTE)
    asked = bench.commands()[before:]
    assert asked[: asked.index("send")].count("recent") == 3
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_list_of_a_row_that_is_nobodys_is_no_list(bench: Bench) -> None:
    await bench.calibrate()
    await bench.advance(30 * HOUR)  # of what it should show nothing is left
    nobodys = MessageStatus(server_id=0, phone="", status=Status.REFUSED)
    bench.on_answer("recent", lambda _: (nobodys,))
    message = await lose(bench, taken=True)
    await bench.advance(5 * MINUTE)
    assert message.state is State.SENDING
    bench.on_answer("recent", lambda rows: rows)
    await bench.advance(3 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_an_answer_with_an_id_beyond_reckoning_is_none(bench: Bench) -> None:
    await bench.calibrate()

    def spoilt(answer: SendResult) -> SendResult:
        return replace(answer, messages=(replace(answer.messages[0], server_id=10**15),))

    bench.on_answer("send", spoilt)
    [message] = await bench.send("Fire")
    bench.on_answer("send", lambda answer: answer)
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1


async def test_a_clock_that_is_learned_between_two_looks_makes_nothing_absent(
    bench: Bench,
) -> None:
    await bench.calibrate()
    await bench.stop()
    bench.skew = HOUR
    await bench.start(listen=False)
    message = await lose(bench, taken=True)
    await bench.advance(30)
    await bench.send("Water", OTHER_PHONE)  # of which the list is learned by this run's clock
    await bench.advance(2 * MINUTE)
    assert message.state is State.DELIVERED
    assert bench.taken()[PHONE, "Fire"] == 1
