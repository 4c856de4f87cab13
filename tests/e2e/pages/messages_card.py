"""The messages card on a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.homes.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.pages.home_page import HomePage


class CardOnPage:
    """The card, as a person uses it."""

    def __init__(self, home: HomePage) -> None:
        """Find it on the page."""
        self.card = home.page.locator("smspilot-messages-card").first

    def person(self, name: str) -> Locator:
        """Return somebody's line in the list of conversations."""
        return self.card.locator(".thread").filter(has_text=name)

    def choose(self, name: str) -> None:
        """Open the conversation with somebody; the list may change its order under the click."""
        until(lambda: self._opens(name))

    def _opens(self, name: str) -> bool:
        self.person(name).click()
        return self.person(name).get_attribute("aria-current") is not None

    @property
    def received(self) -> Locator:
        """Return the texts that came in."""
        return self.card.locator(".in .bubble p")

    @property
    def sent(self) -> Locator:
        """Return the bubbles of what went out."""
        return self.card.locator(".out .bubble")

    def state(self, words: str) -> Locator:
        """Return the marks of messages that came so far."""
        return self.card.locator(".state").filter(has_text=words)

    @property
    def text(self) -> Locator:
        """Return what one writes in."""
        return self.card.locator("textarea")

    @property
    def send(self) -> Locator:
        """Return the button that sends."""
        return self.card.locator(".send")

    @property
    def cost(self) -> Locator:
        """Return what is said of the cost."""
        return self.card.locator(".under [role=status]")

    @property
    def error(self) -> Locator:
        """Return what is said to be wrong with what was written."""
        return self.card.get_by_role("alert")

    @property
    def log(self) -> Locator:
        """Return what the bubbles scroll in."""
        return self.card.locator(".log")

    def write(self, text: str) -> None:
        """Write and send a message; what is said of its cost may move the button under a click."""
        self.text.fill(text)
        expect(self.send).to_be_enabled()
        self.text.press("Enter")

    def word(self, home: HomePage, key: str) -> str:
        """Return one of the card's texts."""
        return home.words.own(f"selector.card.options.{key}")
