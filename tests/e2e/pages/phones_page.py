"""The simulator's page in a browser, and its control calls."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page, expect

from tests.e2e.homes.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.pages.browsing import Browsing

_JSON: Final = {"Content-Type": "application/json"}


class PhonesPage:
    """The phones, as a person holds them."""

    def __init__(self, browsing: Browsing, url: str, pictures: Path | None) -> None:
        """Take the browser, the address, and a folder for pictures; most tests need no page."""
        self._browsing = browsing
        self._url = url
        self._pictures = pictures

    @cached_property
    def page(self) -> Page:
        """The page, which is opened when it is needed."""
        page = self._browsing.new_page()
        page.goto(self._url)
        return page

    def close(self) -> None:
        """Close the page, if it was opened."""
        if "page" in self.__dict__:
            self.page.close()

    def take(self, phone: str) -> None:
        """Take a phone in hand, by the number as the page writes it.

        The list may be drawn anew beneath the finger, and shows a phone before one is taken.
        """
        until(lambda: self._takes(phone))

    def _takes(self, phone: str) -> bool:
        row = self.page.locator("#phone-list button").filter(has_text=phone)
        row.click()
        chosen = self.page.locator("body.chatting #phone-list .chosen").filter(has_text=phone)
        return chosen.count() > 0

    def newest(self) -> Locator:
        """Return the newest message that came to the phone in hand."""
        return self.page.locator(".bubble.theirs p").last

    def answer(self, text: str) -> None:
        """Write from the phone in hand."""
        self.page.locator("#answer").fill(text)
        self.page.locator("#composer button").click()
        expect(self.page.locator(".bubble.mine p").last).to_have_text(text)

    def picture(self, name: str) -> None:
        """Save what is to be seen, if pictures are asked for."""
        if self._pictures is not None:
            path = self._pictures / f"{name}.png"
            self.page.screenshot(path=path, animations="disabled")

    @property
    def balance(self) -> float:
        """What the demo's account has."""
        return float(self.control("state")["accounts"][0]["balance"])

    def asked(self, command: str) -> list[dict[str, Any]]:
        """Return the requests of a kind, with the demo's own key, that were answered so far."""
        state = self.control("state")
        kind = command, state["accounts"][0]["key"]
        answered = (each for each in state["requests"] if each["outcome"])
        return [
            each for each in answered if (each["command"], each["parameters"].get("apikey")) == kind
        ]

    def texts_to(self, phone: str) -> list[str]:
        """Return what came to a phone so far, by its digits."""
        messages = self.control("state")["messages"]
        return [each["text"] for each in messages if each["phone"] == phone]

    def control(self, path: str, **data: object) -> dict[str, Any]:
        """Make a control call."""
        return control(self._url, path, **data)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let the gateway refuse connections, but for the one that lets it come back."""
        with closing(HTTPConnection(urlsplit(self._url).netloc)) as way_back:
            way_back.connect()
            self.control("off", mode="refuse", seconds=3600)
            try:
                yield
            finally:
                way_back.request("POST", "/control/on", "{}", _JSON)
                assert way_back.getresponse().status == HTTPStatus.OK


def control(url: str, path: str, **data: object) -> dict[str, Any]:
    """Make a control call to the simulator; without data it only reads."""
    body = json.dumps(data).encode() if data else None
    request = Request(  # noqa: S310  # loopback
        f"{url}/control/{path}", data=body, headers=_JSON
    )
    with urlopen(request) as answer:  # noqa: S310  # loopback
        result: dict[str, Any] = json.load(answer)
        return result
