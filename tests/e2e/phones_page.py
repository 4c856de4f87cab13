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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.browsing import Browsing

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
        """Take one of the phones in hand, by the number as the page writes it."""
        self.page.locator("#phone-list button").filter(has_text=phone).click()

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
