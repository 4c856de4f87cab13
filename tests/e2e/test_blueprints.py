"""Each blueprint, imported in the browser, makes an automation that works."""

from __future__ import annotations

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.e2e.homes.bare_home import ROOT
from tests.e2e.homes.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = pytest.mark.timeout(600)
FOLDER: Final = ROOT / "blueprints" / "automation" / "smspilot"
FAMILY: Final = "+7 908 796-47-81"
NEIGHBOUR: Final = "+7 902 123-45-67"
EVENT: Final = [{"trigger": "event", "event_type": "e2e_event"}]
HEATING_OFF: Final = [
    {"action": "input_boolean.turn_off", "target": {"entity_id": "input_boolean.heating"}}
]


type Make = Callable[..., None]


class Silent(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        """Say nothing."""


@pytest.fixture(scope="module")
def shelf() -> Iterator[str]:
    """Serve the blueprints as a website does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=FOLDER)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def make(home: HomePage, shelf: str) -> Iterator[Make]:
    """Return what imports a blueprint and makes an automation of it; tidy up afterwards."""
    made: list[str] = []

    def make(name: str, **inputs: object) -> None:
        bring_in(home, f"{shelf}/{name}.yaml")
        use = {"path": f"127.0.0.1/{name}.yaml", "input": inputs}
        made.append(home.make_automation(f"from_{name}", use_blueprint=use))

    yield make
    for entity_id in made:
        home.call("automation", "turn_off", entity_id=entity_id)


def bring_in(home: HomePage, url: str) -> None:
    """Import a blueprint by its address."""
    home.open("config/blueprint/dashboard")
    home.page.get_by_role("button", name="Import blueprint").last.click()
    dialog = home.page.locator("ha-dialog-import-blueprint")
    dialog.locator("input").fill(url)
    dialog.get_by_role("button", name="Preview").click()
    confirm = dialog.get_by_role("button", name="Import blueprint")
    expect(confirm).to_be_enabled()
    home.picture(f"blueprint-{url.rpartition('/')[2]}")
    confirm.click()
    expect(dialog.get_by_role("dialog")).to_have_count(0)


def test_the_demo_has_them_in_its_language(home: HomePage) -> None:
    names = {f"smspilot/{path.name}" for path in FOLDER.glob("*.yaml")}
    english = {name for name in names if not name.endswith("_ru.yaml")}
    known = home.command("blueprint/list", domain="automation")
    assert known.keys() & names == english


def test_an_alarm_that_escalates(home: HomePage, phones: PhonesPage, make: Make) -> None:
    make("escalating_alarm", triggers=EVENT, recipients=["notify.family"], message="Fire!")
    home.command("fire_event", event_type="e2e_event")
    phones.take(FAMILY)
    expect(phones.newest()).to_have_text("Fire!")
    expect(phones.page.locator(".bubble.theirs.viber").last).to_be_visible()


def test_a_plain_alarm(home: HomePage, phones: PhonesPage, make: Make) -> None:
    make("sms_alarm", triggers=EVENT, recipients=["notify.family"])
    home.command("fire_event", event_type="e2e_event")
    phones.take(FAMILY)
    expect(phones.newest()).to_contain_text("Alarm at home!")


def test_messages_are_forwarded(home: HomePage, phones: PhonesPage, make: Make) -> None:
    make("forward_to_phone", notifiers=["notify.neighbour"])
    phones.control("receive", phone="79990001122", text="Parcel", account=5671)
    home.look_for_answers()
    phones.take(NEIGHBOUR)
    expect(phones.newest()).to_contain_text("Parcel")


def test_a_low_balance_is_told(home: HomePage, phones: PhonesPage, make: Make) -> None:
    make("low_balance", balance="sensor.smspilot_5671_balance", notifiers=["notify.family"])
    phones.control("balance", account=5671, balance="77.77")
    home.ask_gateway(phones)
    phones.take(FAMILY)
    expect(phones.newest()).to_contain_text("77.77 ₽ left")
    phones.control("balance", account=5671, balance="2000")
    home.ask_gateway(phones)


def test_commands_by_sms(home: HomePage, phones: PhonesPage, make: Make) -> None:
    home.turn_heating_on()
    make(
        "sms_commands",
        allowed=["Family"],
        pin="4711",
        words_1=["heating off"],
        actions_1=HEATING_OFF,
        answer_1="It is off.",
    )
    phones.control("receive", phone="79087964781", text="4711 Heating off!", account=5671)
    home.look_for_answers()
    phones.take(FAMILY)
    expect(phones.newest()).to_have_text("It is off.")
    until(lambda: home.state("input_boolean.heating") == "off")


def test_a_question_and_its_answer(home: HomePage, phones: PhonesPage, make: Make) -> None:
    home.turn_heating_on()
    make(
        "sms_question",
        triggers=EVENT,
        recipients=["notify.family"],
        question="Heating off? YES or NO",
        yes_actions=HEATING_OFF,
    )
    home.command("fire_event", event_type="e2e_event")
    phones.take(FAMILY)
    expect(phones.newest()).to_have_text("Heating off? YES or NO")
    phones.answer("Yes")
    until(lambda: home.state("input_boolean.heating") == "off")


def test_a_talk_with_assist(home: HomePage, phones: PhonesPage, make: Make) -> None:
    make("sms_assist", allowed=["Family"], pin="4711")
    phones.control("receive", phone="79087964781", text="4711 What time is it?", account=5671)
    home.look_for_answers()
    phones.take(FAMILY)
    expect(phones.newest()).to_have_text(re.compile(r"^\d{1,2}:\d{2} [AP]M$"))
    home.picture("assist")
