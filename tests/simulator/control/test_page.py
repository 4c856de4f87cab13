"""The page of phones."""

from __future__ import annotations

import re

import pytest

from simulator.faults.kinds import KINDS
from tests.simulator.conftest import Gateway


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("", "text/html"),
        ("page/app.js", "text/javascript"),
        ("page/style.css", "text/css"),
        ("page/icon.svg", "image/svg+xml"),
    ],
)
async def test_the_page_is_served(gateway: Gateway, path: str, content_type: str) -> None:
    async with gateway.session.get(f"{gateway.simulator.page_url}{path}") as response:
        assert response.status == 200
        assert response.content_type == content_type
        assert "http://" not in (await response.text()).replace("http://www.w3.org/2000/svg", "")


async def test_other_files_are_not_served(gateway: Gateway) -> None:
    url = f"{gateway.simulator.page_url}page/clock.py"
    async with gateway.session.get(url) as response:
        assert response.status == 404


async def test_the_page_has_words_for_every_fault(gateway: Gateway) -> None:
    async with gateway.session.get(f"{gateway.simulator.page_url}page/texts.js") as response:
        words = await response.text()
    assert [name for name in KINDS if f"  {name}: [[" not in words] == []
    choices = {each for kind in KINDS.values() for some in kind.choices.values() for each in some}
    for language in words.split("  ru: {")[:2]:
        known = set(re.findall(r'(\w+|""): (?:"|\w+ =>)', language))
        assert {each or '""' for each in choices} - known == set()
