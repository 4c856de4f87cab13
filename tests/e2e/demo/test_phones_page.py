"""The page of phones in the real browser: what needs no control call by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.homes.running import RunningSimulator
from tests.e2e.homes.waiting import until
from tests.e2e.pages.phones_page import PhonesPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.pages.browsing import Browsing

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def alone(browsing: Browsing, pictures: Path | None) -> Iterator[PhonesPage]:
    """Open the page of a simulator that nobody else uses."""
    with RunningSimulator() as simulator:
        phones = PhonesPage(browsing, simulator.url, pictures)
        yield phones
        phones.close()


def account(phones: PhonesPage) -> dict[str, Any]:
    """Return the first account."""
    found: dict[str, Any] = phones.control("state")["accounts"][0]
    return found


def has(phones: PhonesPage, name: str, value: object) -> bool:
    """Return whether something is so of the first account."""
    return bool(account(phones)[name] == value)


def press(element: Locator) -> None:
    """Press what is drawn anew with each change, maybe while a finger is on it."""
    element.dispatch_event("click")


def test_a_phone_has_a_name(alone: PhonesPage) -> None:
    page = alone.page
    page.locator("#new-phone").click()
    page.locator("#new-phone-number").fill("8 908 796-47-81")
    page.locator("#new-phone-name").fill("Masha")
    page.locator("#new-phone-form button").click()
    expect(page.locator("#phone-list b")).to_have_text("Masha")
    expect(page.locator("#phone-list small")).to_have_text("+7 908 796-47-81")
    page.on("dialog", lambda dialog: dialog.accept("Kolya"))
    press(page.locator("#rename"))
    expect(page.locator("#chat-head h2")).to_have_text("Kolya")
    assert alone.control("state")["names"] == {"79087964781": "Kolya"}


def test_the_account_has_troubles_and_templates(alone: PhonesPage) -> None:
    page = alone.page
    trouble = page.locator("#trouble")
    for choice, name, value in (
        ("106", "blocked", 106),
        ("ip", "allowed_addresses", []),
        ("money", "balance", "0"),
        ("none", "balance", "2934.76"),
    ):
        trouble.select_option(choice)
        until(partial(has, alone, name, value))
        # The page knows of it, too: what is chosen next depends on that.
        expect(page.locator("#balance-chip.low")).to_have_count(int(value == "0"))
        expect(trouble).to_have_value(choice)
    templates = page.locator("#account-panel").get_by_role("switch")
    press(templates)
    until(partial(has, alone, "templates", []))
    expect(templates).to_be_checked()
    page.locator("#templates").fill("At home it is ____\nFire!")
    press(page.locator("#save-templates"))
    until(partial(has, alone, "templates", ["At home it is ____", "Fire!"]))
    press(templates)
    until(partial(has, alone, "templates", None))


def test_faults_are_to_be_seen_without_scrolling(alone: PhonesPage) -> None:
    page = alone.page
    expect(page.locator("[data-fault=drop_after]")).to_be_in_viewport(ratio=1)
    press(page.locator("[data-fault=drop_after]").get_by_role("switch"))
    until(lambda: [each["name"] for each in alone.control("state")["faults"]] == ["drop_after"])
    expect(page.locator("#faults-chip")).to_be_visible()


def test_a_narrow_page_says_what_to_do_before_there_is_a_phone(alone: PhonesPage) -> None:
    page = alone.page
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_text("Send one from Home Assistant")).to_be_in_viewport(ratio=1)
    alone.control("phone", phone="79087964781", name="Masha")
    alone.control("receive", phone="79087964781", text="STATUS")
    alone.take("+7 908 796-47-81")
    lines = """number => {
        const range = document.createRange();
        range.selectNodeContents(number);
        return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size;
    }"""
    until(lambda: page.locator("#chat-head small").evaluate(lines) == 1)


def test_one_line_of_an_answer_does_not_scroll(alone: PhonesPage) -> None:
    alone.control("receive", phone="79087964781", text="STATUS")
    answer = alone.page.locator("#answer")
    answer.fill("Is the heating on?")
    assert answer.evaluate("field => field.scrollHeight <= field.clientHeight")


def test_the_address_names_the_language_until_another_is_chosen(alone: PhonesPage) -> None:
    page = alone.page
    page.goto(f"{page.url}?language=ru")
    expect(page.get_by_role("heading", name="Телефоны")).to_be_visible()
    page.locator("#language").click()
    expect(page.get_by_role("heading", name="Phones")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Phones")).to_be_visible()
