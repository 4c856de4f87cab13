"""Inbound messages: fetched, recognised, handed on; each one once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from custom_components.smspilot.api.models import InboundPage
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.messaging.receiving.inbound_rows import is_shifted
from tests.messaging.bench import OTHER_PHONE, PHONE, Bench
from tests.messaging.receiving.incoming import DAY, HOUR, MINUTE, UNREADABLE, bench, receive

__all__ = ["bench"]


async def test_a_message_that_comes_in_is_handed_on_once(bench: Bench) -> None:
    receive(bench, "Open the gate")
    await bench.advance(10 * MINUTE)
    [(message, late)] = bench.heard.inbound
    assert (message.phone, message.text, late) == (PHONE, "Open the gate", False)
    assert message.service_number == bench.simulator.account.inbound_number
    assert message.created == "2026-11-22 15:00:00"


async def test_messages_are_handed_on_in_the_order_in_which_they_came_in(bench: Bench) -> None:
    receive(bench, "2", "3", ago=10.0)
    receive(bench, "1", ago=20.0)
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["1", "2", "3"]


async def test_the_first_poll_of_all_is_silent(idle_bench: Bench) -> None:
    receive(idle_bench, "Old", "Older", ago=HOUR)
    await idle_bench.start()
    await idle_bench.advance(10 * MINUTE)
    assert idle_bench.heard.inbound == []
    receive(idle_bench, "New")
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.texts() == ["New"]


async def test_a_first_poll_that_is_cut_off_is_silent_to_its_end(idle_bench: Bench) -> None:
    for number in range(40):
        receive(idle_bench, f"Old {number}", ago=DAY - number)
    idle_bench.fault("inbound_cut_off", "inbound", rows=15)
    await idle_bench.start()
    await idle_bench.advance(10 * MINUTE)
    assert idle_bench.heard.inbound == []
    receive(idle_bench, "New")
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.texts() == ["New"]


@pytest.mark.parametrize("form", ["plain", "T", "fraction", "offset", "iso"])
async def test_it_asks_from_before_the_newest_in_the_documents_form(
    bench: Bench, form: str
) -> None:
    bench.fault("changed_created", "inbound", form=form)
    receive(bench, "First")
    await bench.advance(20 * MINUTE)
    asked = [each["inbound"] for each in bench.parameters("inbound")]
    assert asked[0] == "all"
    assert {each for each in asked if not each.startswith("2026-11-22 15:00")} == {
        *("all", "2026-11-22 14:45:00", "2026-11-21 15:00:00")
    }
    assert 1 <= asked.count("2026-11-21 15:00:00") <= len(asked) / 10 + 1
    receive(bench, "Second")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["First", "Second"]


async def test_each_tenth_poll_asks_for_the_whole_day_before(bench: Bench) -> None:
    receive(bench, "Open")
    await bench.advance(HOUR)
    asked = [each["inbound"] for each in bench.parameters("inbound")]
    wide = [number for number, since in enumerate(asked) if since == "2026-11-21 15:00:00"]
    assert len(wide) > 3
    assert {later - one for one, later in pairwise(wide)} == {10}


async def test_the_form_of_a_moment_may_change(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    bench.fault("changed_created", "inbound", form="iso")
    await bench.advance(20 * MINUTE)
    assert bench.heard.texts() == ["First"]


@pytest.mark.parametrize("shift", [HOUR, -HOUR, 5.5 * HOUR, -9 * HOUR])
async def test_the_gateways_zone_may_change(bench: Bench, shift: float) -> None:
    receive(bench, "Open", "Close")
    await bench.advance(5 * MINUTE)
    for message in bench.simulator.gateway.inbound:
        message.created += timedelta(seconds=shift)
    await bench.advance(5 * MINUTE)
    receive(bench, "Again", ago=-shift)
    await bench.advance(2 * MINUTE)
    assert bench.heard.texts() == ["Open", "Close", "Again"]
    assert [late for _, late in bench.heard.inbound] == [False] * 3


async def test_a_change_of_zone_brings_nothing_back_that_is_older_than_a_day(bench: Bench) -> None:
    receive(bench, "Open", ago=30 * HOUR)
    await bench.advance(MINUTE)
    receive(bench, "Close")
    await bench.advance(MINUTE)
    for message in bench.simulator.gateway.inbound:
        message.created += timedelta(hours=7)
    await bench.restart(listen=True)
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["Open", "Close"]


async def test_another_text_under_the_same_number_is_another_message(bench: Bench) -> None:
    receive(bench, "Open")
    await bench.advance(MINUTE)
    bench.simulator.gateway.inbound[0].text = "Close"
    bench.simulator.gateway.inbound[0].created += timedelta(hours=1)
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["Open", "Close"]


async def test_half_an_emoji_comes_in_as_text_that_can_be_stored(bench: Bench) -> None:
    bench.fault("changed_texts", "inbound", how="halves")
    receive(bench, "Open 🔥")
    await bench.advance(MINUTE)
    [text] = bench.heard.texts()
    assert text.encode().startswith(b"Open ")


@pytest.mark.parametrize("created", ["0001-01-01 00:00:00", "9999-12-31 23:59:59", "1790000000"])
async def test_a_date_that_cannot_be_reckoned_with_is_none(bench: Bench, created: str) -> None:
    def odd(page: InboundPage) -> InboundPage:
        return replace(page, messages=(*page.messages, replace(UNREADABLE, created=created)))

    bench.on_answer("inbound", odd)
    receive(bench, "First")
    await bench.advance(5 * MINUTE)
    receive(bench, "Second")
    await bench.advance(MINUTE)
    assert sorted(bench.heard.texts()) == ["First", "Second", "When?"]


async def test_a_message_that_the_gateway_sat_on_is_late(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    receive(bench, "Quick", ago=9 * MINUTE)
    await bench.advance(MINUTE)
    receive(bench, "Open the gate", ago=3 * HOUR)
    await bench.advance(10 * MINUTE)
    late = {message.text: late for message, late in bench.heard.inbound}
    assert late == {"First": False, "Quick": False, "Open the gate": True}


async def test_more_of_one_second_than_the_gateway_lists_is_passed_and_told(
    bench: Bench,
) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    receive(bench, *map(str, range(6)), ago=1.0)
    receive(bench, "Last")
    bench.fault("inbound_cut_off", "inbound", rows=4)
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["First", *map(str, range(4)), "Last"]
    assert bench.heard.problems == [(Problem.INBOUND_NOT_FETCHED, True)]
    bench.simulator.faults.clear()
    await bench.advance(20 * MINUTE)
    assert sorted(bench.heard.texts()) == sorted(["First", *map(str, range(6)), "Last"])
    assert bench.heard.problems[1:] == [(Problem.INBOUND_NOT_FETCHED, False)]


async def test_a_message_that_appears_up_to_a_day_late_is_not_missed(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    receive(bench, "Appeared later", ago=DAY - HOUR)
    await bench.advance(10 * MINUTE)
    assert bench.heard.texts() == ["First", "Appeared later"]


async def test_a_list_cut_off_before_the_newest_is_read_on(bench: Bench) -> None:
    for number in range(7):
        receive(bench, str(number))
        await bench.advance(MINUTE)
    bench.fault("inbound_cut_off", "inbound", rows=3)
    receive(bench, "7", "8")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == list("012345678")


async def test_a_list_that_always_stops_at_so_many_rows_does_not_stop_the_messages(
    bench: Bench,
) -> None:
    bench.fault("inbound_cut_off", "inbound", rows=12)
    texts = [str(number) for number in range(30)]
    for text in texts:
        receive(bench, text)
        await bench.advance(MINUTE)
    assert bench.heard.texts() == texts


async def test_a_cut_off_list_that_cannot_be_read_on_is_taken_as_it_is(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    receive(bench, "a", "b", "c")
    bench.fault("inbound_cut_off", "inbound", rows=2, keep="newest")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["First", "b", "c"]


async def test_a_day_of_many_messages_is_read_page_by_page(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    bench.simulator.gateway.inbound.clear()
    for number in range(50):
        receive(bench, str(number), ago=50.0 - number)
    bench.fault("inbound_cut_off", "inbound", rows=5)
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["First", *(str(number) for number in range(50))]


async def test_a_row_from_the_future_does_not_move_the_position(bench: Bench) -> None:
    bench.fault("future_rows", "inbound", times=1)
    receive(bench, "From tomorrow")
    await bench.advance(MINUTE)
    receive(bench, "From today")
    await bench.advance(2 * HOUR)
    assert bench.heard.texts() == ["From tomorrow", "From today"]


async def test_a_row_whose_moment_cannot_be_read_is_handed_on_once(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    bench.on_answer("inbound", lambda page: replace(page, messages=(*page.messages, UNREADABLE)))
    await bench.advance(10 * MINUTE)
    receive(bench, "Next")
    await bench.advance(10 * MINUTE)
    assert bench.heard.texts() == ["First", "When?", "Next"]


async def test_the_same_id_at_another_moment_is_another_message(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    bench.simulator.gateway.next_inbound_id -= 1
    receive(bench, "Second")
    await bench.advance(MINUTE)
    assert bench.heard.texts() == ["First", "Second"]


async def test_ids_are_kept_for_a_day_however_many_there_are(bench: Bench) -> None:
    receive(bench, *(str(number) for number in range(300)))
    await bench.advance(MINUTE)
    receive(bench, "Next")
    await bench.advance(MINUTE)
    assert len(bench.heard.inbound) == 301
    assert len(bench.disk.rows("inbound")) == 301


async def test_ids_are_forgotten_that_no_change_of_zone_can_bring_back(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    await bench.stop()
    await bench.advance(DAY + 14 * HOUR)
    await bench.start()
    receive(bench, "Second")
    await bench.advance(MINUTE)
    assert len(bench.disk.rows("inbound")) == 1
    await bench.advance(10 * MINUTE)
    assert bench.heard.texts() == ["First", "Second"]


@pytest.mark.parametrize("seconds", [3 * HOUR, 2 * DAY], ids=["another zone", "the day alone"])
async def test_a_gateway_that_gives_more_than_asked_for_brings_nothing_back(
    bench: Bench, seconds: float
) -> None:
    receive(bench, "Yesterday's")
    await bench.advance(MINUTE)
    await bench.stop()
    await bench.advance(25 * HOUR)
    await bench.start()
    receive(bench, "Later")
    await bench.advance(MINUTE)
    bench.fault("inbound_from_earlier", "inbound", seconds=seconds)
    await bench.advance(10 * MINUTE)
    receive(bench, "Today's")
    await bench.advance(MINUTE)
    assert sorted(bench.heard.texts()) == ["Later", "Today's", "Yesterday's"]


async def test_a_first_poll_of_all_times_brings_nothing_back(idle_bench: Bench) -> None:
    receive(idle_bench, "Long ago", ago=30 * HOUR)
    receive(idle_bench, "Lately")
    idle_bench.fault("inbound_from_earlier", "inbound", seconds=2 * DAY)
    await idle_bench.start()
    await idle_bench.advance(5 * MINUTE)
    receive(idle_bench, "Now")
    await idle_bench.advance(MINUTE)
    assert idle_bench.heard.texts() == ["Now"]


async def test_doubled_rows_are_handed_on_once(bench: Bench) -> None:
    bench.fault("doubled_rows", "inbound")
    receive(bench, "Once")
    await bench.advance(5 * MINUTE)
    assert bench.heard.texts() == ["Once"]


async def test_messages_to_another_number_of_ours_are_handed_on_too(bench: Bench) -> None:
    bench.simulator.receive(OTHER_PHONE, "To the other", number="79021121076")
    await bench.advance(MINUTE)
    [(message, _)] = bench.heard.inbound
    assert message.service_number == "79021121076"


async def test_new_messages_are_never_asked_for_as_such(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(10 * MINUTE)
    assert "new" not in {each["inbound"] for each in bench.parameters("inbound")}


async def test_a_poll_does_not_go_on_for_ever(bench: Bench) -> None:
    receive(bench, "First")
    await bench.advance(MINUTE)
    bench.simulator.gateway.inbound.clear()
    for number in range(50):
        receive(bench, str(number), ago=50.0 - number)
    bench.fault("inbound_cut_off", "inbound", rows=2)
    asked = bench.commands().count("inbound")
    await bench.advance(10)
    assert bench.commands().count("inbound") == asked + 21
    assert bench.heard.texts() == ["First", *(str(number) for number in range(22))]


@pytest.mark.parametrize(
    ("ahead", "since"), [(11.9, "2026-11-23 02:39:00"), (12.1, "2026-11-22 14:45:00")]
)
async def test_a_row_moves_the_position_up_to_15_hours_ahead_of_the_answers_date(
    bench: Bench, ahead: float, since: str
) -> None:
    """The gateway's own zone is three hours ahead."""
    receive(bench, "First")
    await bench.advance(MINUTE)
    receive(bench, "Ahead", ago=-ahead * HOUR - MINUTE)
    bench.simulator.gateway.inbound[-1].created -= timedelta(minutes=2)
    await bench.advance(2 * MINUTE)
    assert bench.heard.texts() == ["First", "Ahead"]
    asked = [each["inbound"] for each in bench.parameters("inbound")]
    assert since in asked[-3:]  # and then whether there is more


@pytest.mark.parametrize(
    ("other", "shifted"),
    [
        ("2026-11-22 16:00:00", True),
        ("2026-11-22T09:30:00+03:00", True),
        ("2026-11-23 05:00:00", True),
        ("2026-11-23 05:30:00", False),
        ("2026-11-22 15:30:01", False),
        ("yesterday", False),
    ],
)
def test_moments_that_differ_by_whole_half_hours_may_be_a_change_of_zone(
    other: str, shifted: bool
) -> None:
    assert is_shifted("2026-11-22 15:00:00", other) is shifted
