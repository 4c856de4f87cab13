"""A question with a PIN, answered by people who know it and by one who tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.e2e.homes.waiting import until

if TYPE_CHECKING:
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
TRIES: Final = "+7 916 555-00-11"
KNOWS: Final = "+7 916 555-00-22"
QUESTION: Final = "Open the gate? Answer YES."
EVENT: Final = [{"trigger": "event", "event_type": "e2e_guarded"}]
HEATING_OFF: Final = {
    "action": "input_boolean.turn_off",
    "target": {"entity_id": "input_boolean.heating"},
}


def test_who_tries_pins_is_not_heard_any_more_and_who_knows_it_is(
    home: HomePage, phones: PhonesPage
) -> None:
    home.turn_heating_on()
    data = {
        "config_entry_id": home.account(),  # another test may have added a second one
        "numbers": [TRIES, KNOWS],
        "question": QUESTION,
        "answers": [{"id": "open", "sentences": ["yes"]}],
        "pin": "4711",
    }
    ask = {"action": "smspilot.ask_question", "data": data, "response_variable": "answer"}
    automation = home.make_automation("guarded", triggers=EVENT, actions=[ask, HEATING_OFF])
    home.command("fire_event", event_type="e2e_guarded")
    phones.take(TRIES)
    expect(phones.newest()).to_have_text(QUESTION)
    for wrong in range(6):
        phones.answer(f"{wrong}{wrong}{wrong} yes")
    phones.answer("4711 yes")
    phones.picture("question-wrong-pins")
    home.look_for_answers()
    until(lambda: home.issues().count("wrong_pins") == 1)
    assert home.state("input_boolean.heating") == "on"
    phones.take(KNOWS)
    phones.answer("4711 yes")
    home.look_for_answers()
    until(lambda: home.state("input_boolean.heating") == "off")
    assert home.issues().count("wrong_pins") == 1
    home.call("automation", "turn_off", entity_id=automation)
    home.open("config/repairs")
    title = home.words.own("issues.wrong_pins.title", account="SMSPILOT 5671")
    expect(home.page.locator("ha-config-repairs").get_by_text(title)).to_have_count(1)
    home.picture("repair-wrong_pins")
