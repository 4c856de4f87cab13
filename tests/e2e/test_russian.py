"""The whole surface in Russian; the pictures are there to be looked at."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from simulator.accounts import DEMO_KEY
from tests.e2e.bare_home import ROOT
from tests.e2e.dialog import INTEGRATION, Dialog
from tests.e2e.home_page import HomePage
from tests.e2e.phones_page import PhonesPage
from tests.e2e.running_demo import RunningDemo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.timeout(600)
ENGLISH = re.compile(
    r"\b(the|message|account|recipient|balance|number|send|gateway)\b", re.IGNORECASE
)
TRANSLATIONS = ROOT / "custom_components/smspilot/translations/ru.json"
RUSSIAN = json.loads(TRANSLATIONS.read_text())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """Run a demo that speaks Russian."""
    with RunningDemo(tmp_path_factory.mktemp("russian-demo"), "--language", "ru") as running:
        running.until_said("Ctrl-C")
        yield running
        assert running.stop() == 0


@pytest.fixture
def home(page: Page, demo: RunningDemo, pictures: Path) -> HomePage:
    """Log in to the Russian home."""
    home = HomePage(page, demo.url, pictures)
    home.log_in()
    return home


def test_an_alarm_and_its_answer(home: HomePage, phones: PhonesPage) -> None:
    home.expect_text("Поднять тревогу")
    home.page.get_by_text("Поднять тревогу").first.click()
    phones.take("+7 902 123-45-67")
    expect(phones.newest()).to_contain_text("Тревога! Вода на полу в кухне")
    phones.answer("Статус")
    expect(phones.newest()).to_contain_text("21,5 °C, отопление включено", timeout=60_000)
    expect(home.page.get_by_text("Сосед: доставлено").first).to_be_visible(timeout=60_000)
    home.picture("ru-dashboard")


def test_the_dialogs(home: HomePage, demo: RunningDemo) -> None:
    home.open(INTEGRATION)
    home.page.get_by_role("button", name="Добавить службу").click()
    dialog = Dialog(home)
    dialog.expect_text("Как Home Assistant будет входить")
    home.picture("ru-account")
    dialog.box.get_by_role("button", name="Закрыть").first.click()
    home.page.get_by_role("button", name="Добавить получателя").click()
    dialog.field("name").wait_for()
    home.picture("ru-recipient")
    is_russian(dialog)
    dialog.submit("Подтвердить")
    home.open(INTEGRATION)
    home.page.get_by_role("button", name="Настроить", exact=True).first.click()
    dialog.box.get_by_role("spinbutton").first.wait_for()
    home.picture("ru-options")
    is_russian(dialog)


@pytest.mark.parametrize("action", RUSSIAN["services"])
def test_the_actions(home: HomePage, action: str) -> None:
    home.page.evaluate(
        "v => localStorage.setItem('panel-dev-action-state-service-data', v)",
        json.dumps({"action": f"smspilot.{action}", "data": {}}),
    )
    home.open("config/tools/action")
    texts = RUSSIAN["services"][action]
    home.expect_text(texts["description"])
    home.expect_text(next(iter(texts["fields"].values()))["description"])
    home.picture(f"ru-action-{action}")


@pytest.mark.parametrize(
    "title", ["Пришло сообщение", "Сообщение доставлено", "Сообщение не дошло"]
)
def test_the_triggers(home: HomePage, title: str) -> None:
    home.open("config/automation/edit/new")
    home.page.get_by_role("button", name="Добавить триггер").click()
    home.page.locator("add-automation-element-dialog ha-input-search input").fill(title)
    home.page.locator("add-automation-element-dialog").get_by_text(title).last.click()
    expect(home.page.locator("ha-automation-trigger-row").get_by_text(title).first).to_be_visible()
    home.picture(f"ru-trigger-{title}")


def test_the_repairs(home: HomePage, phones: PhonesPage) -> None:
    phones.control("key", account=5671)
    phones.control("balance", account=5671, balance="12.5")
    home.ask_gateway()
    home.open("config/integrations/dashboard")
    home.page.get_by_role("button", name="Перенастроить").click()
    dialog = Dialog(home)
    dialog.field("api_key").wait_for()
    home.picture("ru-reauth")
    is_russian(dialog)
    phones.control("key", account=5671, key=DEMO_KEY)
    dialog.fill(api_key=DEMO_KEY)
    dialog.submit("Подтвердить")
    dialog.finish("Закрыть")
    home.open("config/repairs")
    home.page.get_by_text("мало денег на счёте").click()
    home.expect_text("осталось 12.50 ₽")
    home.picture("ru-repair")


def is_russian(dialog: Dialog) -> None:
    """Check that a dialog holds no English words."""
    assert ENGLISH.findall(dialog.box.aria_snapshot()) == []
