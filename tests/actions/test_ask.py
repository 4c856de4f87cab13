"""Questions by SMS: who may answer, what counts as an answer, and until when."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from tests.accounts import MASHA, PETYA, entry_of, recipient_data, set_up
from tests.common import act, events_of, issues_of, sends, some_polls, until
from tests.triggers.test_triggers import attach

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant

    from simulator import Simulator

ANSWERS: list[dict[str, Any]] = [
    {"id": "yes", "sentences": ["yes", "ещё как"]},
    {"id": "no", "sentences": "no"},
    {"id": "later", "sentences": ["no, later"]},
]
POLLING = "custom_components.smspilot.messaging.receiving.polling"
NOTHING = {"id": None, "text": None, "phone": None, "recipient": None}


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, quick_polls: None) -> ConfigEntry:
    """Return an account that knows all that came in."""
    entry = await set_up(hass, entry_of(simulator, recipient_data("Маша", MASHA)))
    await some_polls(hass, entry, simulator)
    return entry


def ask(
    hass: HomeAssistant, question: str = "Тушить?", **data: Any
) -> asyncio.Task[dict[str, Any]]:
    """Ask Masha."""
    wanted = {"entity_id": "notify.masha", "question": question, "answers": ANSWERS, **data}
    return hass.async_create_task(act(hass, "ask_question", **wanted))


def let_its_time_be_up(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let more time pass at once than a question has, unless it was given days."""
    time = hass.loop.time
    monkeypatch.setattr(hass.loop, "time", lambda: time() + 7200)


async def asked(simulator: Simulator, times: int = 1) -> None:
    """Wait until questions are on their way."""
    await until(lambda: len(simulator.messages) == times)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes", "yes"),
        (" YES, please!", "yes"),
        ("Еще  как", "yes"),
        ("no.", "no"),
        ("No later than five", "later"),
    ],
)
async def test_an_answer_is_known_by_how_it_begins(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry, text: str, answer: str
) -> None:
    asking = ask(hass)
    await asked(simulator)
    simulator.receive(PETYA, "no")
    simulator.receive(MASHA, "Yesterday")
    simulator.receive(MASHA, "What?")
    simulator.receive(MASHA, text)
    assert await asking == {"id": answer, "text": text, "phone": MASHA, "recipient": "Маша"}
    assert [message.text for message in simulator.messages] == ["Тушить?"]


async def test_without_answers_to_choose_from_any_text_is_one(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    asking = ask(hass, answers=[])
    await asked(simulator)
    simulator.receive(MASHA, "Может быть")
    assert (await asking)["text"] == "Может быть"


async def test_words_that_yaml_makes_booleans_of_are_understood(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    answers = [{"id": True, "sentences": [True]}, {"id": False, "sentences": False}]
    asking = ask(hass, answers=answers)
    await asked(simulator)
    simulator.receive(MASHA, "off!")
    assert (await asking)["id"] == "no"


async def test_an_answer_counts_while_the_question_is_still_being_sent(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    fired = events_of(hass, entry, "inbound_message")
    simulator.faults.add("hold", command="send", times=1)
    asking = ask(hass)
    await simulator.faults.wait_held()
    simulator.receive(MASHA, "yes")
    await until(lambda: fired)
    simulator.faults.clear()
    assert (await asking)["id"] == "yes"


async def test_of_two_answers_at_once_the_first_counts(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    fired = events_of(hass, entry, "inbound_message")
    asking = ask(hass, numbers=PETYA)
    await asked(simulator, 2)
    simulator.receive(PETYA, "no")
    simulator.receive(MASHA, "yes")
    simulator.receive(PETYA, "yes")
    assert (await asking).items() >= {"id": "no", "phone": PETYA}.items()
    await until(lambda: len(fired) == 3)


async def test_an_answer_between_the_last_two_polls_counts(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for pause in ("SELDOM", "OFTEN"):
        monkeypatch.setattr(f"{POLLING}.{pause}", 3600.0)
    asking = ask(hass)
    await asked(simulator)
    simulator.receive(MASHA, "yes")
    let_its_time_be_up(hass, monkeypatch)
    assert (await asking)["id"] == "yes"


async def test_without_an_answer_in_time_the_id_is_none(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    assert await ask(hass, timeout={"seconds": 1}) == NOTHING


async def test_a_question_that_could_not_leave_in_its_time_never_leaves(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    await simulator.stop()
    assert await ask(hass, timeout={"seconds": 1}) == NOTHING
    [message] = entry.runtime_data.messenger.messages
    assert message.state.value == "cancelled"
    await simulator.start()
    await some_polls(hass, entry, simulator)
    assert simulator.messages == []


async def test_a_question_whose_answer_nobody_waits_for_any_more_goes_no_further(
    hass: HomeAssistant, simulator: Simulator, quick_polls: None
) -> None:
    """The automation was stopped, or begins anew."""
    masha = recipient_data("Маша", MASHA, escalate_to=["voice"])
    entry = await set_up(hass, entry_of(simulator, masha))
    asking = ask(hass)
    await asked(simulator)
    messenger = entry.runtime_data.messenger
    [message] = messenger.messages
    await until(lambda: message.server_id is not None)
    assert messenger.goes_on(message)
    await some_polls(hass, entry, simulator)
    asking.cancel()
    await asyncio.wait([asking])
    assert not messenger.goes_on(message)


async def test_a_question_that_nobody_got_is_an_error(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    with pytest.raises(HomeAssistantError) as error:
        await ask(hass, entity_id=[], numbers="79080099212")
    assert error.value.translation_key == "refused_phone"


@pytest.mark.parametrize("pin", ["4711", 4711, 4711.0])
async def test_with_a_pin_only_answers_with_it_count_and_entities_hide_it(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry, pin: object
) -> None:
    fired = events_of(hass, entry, "inbound_message")
    asking = ask(hass, pin=pin)
    await asked(simulator)
    for text in ("Yes", "4712 yes", "4711 yes"):
        simulator.receive(MASHA, text)
    assert (await asking).items() >= {"id": "yes", "text": "yes"}.items()
    assert [state.attributes["text"] for state in fired] == ["Yes", "4712 yes", "•••• yes"]


async def test_after_five_wrong_pins_the_right_one_is_no_answer(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    asking = ask(hass, pin="4711", numbers=PETYA)
    await asked(simulator, 2)
    for number in range(6):
        simulator.receive(MASHA, f"{number} yes")
    simulator.receive(MASHA, "4711 yes")
    simulator.receive(PETYA, "4711 no")
    assert (await asking)["phone"] == PETYA
    assert issues_of(hass) == ["wrong_pins"]


async def test_answers_to_questions_without_a_pin_are_no_wrong_pins_of_an_automation(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    await attach(hass, "message_received", pin="4711")
    for number in range(6):
        asking = ask(hass, f"Сколько градусов ({number})?", answers=[])
        await asked(simulator, number + 1)
        simulator.receive(MASHA, f"{20 + number}")
        assert (await asking)["text"] == f"{20 + number}"
    assert issues_of(hass) == []


async def test_a_question_whose_account_is_removed_before_its_turn_is_an_error(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = ask(hass, "Первый?")
    await asked(simulator)
    second = ask(hass, "Второй?", timeout={"days": 1})
    await hass.config_entries.async_remove(entry.entry_id)
    let_its_time_be_up(hass, monkeypatch)
    assert await first == NOTHING
    with pytest.raises(HomeAssistantError) as error:
        await second
    assert error.value.translation_key == "account_not_loaded"


async def test_two_questions_to_one_phone_are_asked_one_after_the_other(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    first, second = ask(hass, "Первый?"), ask(hass, "Второй?")
    await asked(simulator)
    simulator.receive(MASHA, "yes")
    assert (await first)["id"] == "yes"
    await asked(simulator, 2)
    simulator.receive(MASHA, "no")
    assert (await second)["id"] == "no"


async def test_a_question_whose_turn_does_not_come_in_time_is_not_sent(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    first = ask(hass, "Первый?")
    await asked(simulator)
    assert await ask(hass, "Второй?", timeout={"seconds": 1}) == NOTHING
    simulator.receive(MASHA, "yes")
    assert (await first)["id"] == "yes"
    assert len(sends(simulator)) == 1


@pytest.mark.parametrize(("current", "counts"), [(True, True), (False, False)])
async def test_a_late_answer_counts_if_it_is_certain_to_be_younger_than_the_question(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    current: bool,
    counts: bool,
) -> None:
    fired = events_of(hass, entry, "inbound_message")
    if not current:
        monkeypatch.setattr(f"{POLLING}.CURRENT_FOR", -1)
    asking = ask(hass)
    await asked(simulator)
    await hass.config_entries.async_unload(entry.entry_id)
    simulator.receive(MASHA, "yes")
    simulator.clock.advance(3600)
    await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: fired)
    assert fired[0].attributes["event_type"] == "received_late"
    simulator.receive(MASHA, "no")
    assert (await asking)["id"] == ("yes" if counts else "no")


async def test_an_answer_outlives_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry
) -> None:
    asking = ask(hass)
    await asked(simulator)
    await hass.config_entries.async_reload(entry.entry_id)
    simulator.receive(MASHA, "yes")
    assert (await asking)["id"] == "yes"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"answers": [{"id": "a", "sentences": []}]}, "choice_without_sentences"),
        ({"answers": [{"id": "a", "sentences": ["?!"]}]}, "choice_without_sentences"),
        ({"answers": [*ANSWERS, {"id": "b", "sentences": "YES!"}]}, "choice_shares_sentence"),
        ({"answers": [{"id": "a", "sentences": None}]}, "choice_without_sentences"),
        ({"answers": [{"id": "a", "sentences": ["", " "]}]}, "choice_without_sentences"),
        ({"answers": [{"id": "a"}]}, "invalid_option"),
        ({"answers": [{"id": None, "sentences": "yes"}]}, "invalid_option"),
        ({"answers": ["yes"]}, "invalid_option"),
        ({"pin": ""}, "pin_empty"),
        ({"pin": "!"}, "pin_empty"),
        ({"timeout": {"days": 2}}, "timeout_out_of_range"),
        ({"timeout": 0}, "timeout_out_of_range"),
        ({"question": ""}, "empty_text"),
        ({"entity_id": []}, "no_recipients"),
    ],
)
async def test_bad_input_sends_nothing(
    hass: HomeAssistant, simulator: Simulator, entry: ConfigEntry, data: dict[str, Any], error: str
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await ask(hass, **data)
    assert raised.value.translation_key == error
    assert sends(simulator) == []
