"""The messages card where people look for cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.words import in_both_languages

if TYPE_CHECKING:
    from tests.e2e.pages.home_page import HomePage

pytestmark = pytest.mark.timeout(600)


@in_both_languages
def test_the_picker_offers_the_card_with_a_preview_and_its_form(home: HomePage) -> None:
    page, words = home.page, home.words
    home.expect_text(words.demo.alarm)
    page.goto(f"{page.url.split('?')[0]}?edit=1")
    page.locator("hui-grid-section button.add").first.click()
    page.locator("hui-dialog-create-card ha-tab-group-tab").last.click()
    picker = page.locator("hui-card-picker")
    picker.locator("ha-input-search input").fill("SMS")
    offered = picker.locator(".card").filter(has=page.locator("smspilot-messages-card"))
    expect(offered).to_contain_text("SMS messages" if words.language == "en" else "SMS-сообщения")
    home.picture("card-picker")
    offered.locator(".overlay").click()
    form = page.locator("hui-dialog-edit-card")
    expect(form.locator("ha-form ha-selector-entity").first).to_be_visible()
    expect(form.locator("smspilot-messages-card")).to_be_visible()
    home.picture("card-form")
    assert home.complaints == []
