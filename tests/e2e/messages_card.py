"""The messages card on a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.home_page import HomePage


class CardOnPage:
    """The card, as a person uses it."""

    def __init__(self, home: HomePage) -> None:
        """Find it on the page."""
        self.card = home.page.locator("smspilot-messages-card").first

    def person(self, name: str) -> Locator:
        """Return somebody's line in the list of conversations."""
        return self.card.locator(".thread").filter(has_text=name)

    def choose(self, name: str) -> None:
        """Open the conversation with somebody."""
        self.person(name).click()

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

    def write(self, text: str) -> None:
        """Write and send a message."""
        self.card.locator("textarea").fill(text)
        self.card.locator(".send").click()
