"""The Russian home holds no English: what the other tests only look for is not all there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.dialog import Dialog, add_account, add_recipient, options
from tests.e2e.pages.messages_card import CardOnPage

if TYPE_CHECKING:
    from tests.e2e.homes.running import RunningDemo
    from tests.e2e.pages.home_page import HomePage
    from tests.e2e.pages.phones_page import PhonesPage

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.parametrize("words", ["ru"], indirect=True, scope="session"),
]
ENGLISH = re.compile(
    r"\b(the|message|account|recipient|balance|number|send|gateway)\b", re.IGNORECASE
)


def test_an_alarm_and_its_answer(home: HomePage, phones: PhonesPage) -> None:
    home.expect_text("Поднять тревогу")
    home.sound_alarm()
    phones.take("+7 902 123-45-67")
    expect(phones.newest()).to_contain_text("Дом: вода на кухне")
    phones.answer("Статус")
    expect(phones.newest()).to_contain_text("21,5 °C, отопление включено")
    card = CardOnPage(home)
    card.choose("Сосед")
    expect(card.state("Доставлено").first).to_be_attached()
    home.picture("dashboard")


@pytest.mark.parametrize("way", ["api_key", "login"])
def test_the_dialogs_of_an_account(home: HomePage, demo: RunningDemo, way: str) -> None:
    is_russian(add_account(home, way, demo.phones))
    home.picture(f"account-{way}")


def test_the_dialog_of_a_recipient(home: HomePage) -> None:
    dialog = add_recipient(home)
    is_russian(dialog)
    home.picture("recipient")


def test_the_options(home: HomePage) -> None:
    dialog = options(home)
    dialog.expect_text(home.words.own("options.step.init.description"))
    is_russian(dialog)


def is_russian(dialog: Dialog) -> None:
    """Check that a dialog holds no English words."""
    assert ENGLISH.findall(dialog.box.aria_snapshot()) == []
