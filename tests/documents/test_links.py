"""Every link inside the repository leads somewhere, and the gateway's pages are real ones."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest

from custom_components.smspilot.const import SENDERS_URL
from tests.documents.reading import FENCED, anchors, documents, text_of
from tests.structure.source import PROJECT

LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
OWN_FILE = re.compile(r"github\.com/smspilot/home-assistant/blob/main/([\w./-]+)")
# Addresses that the gateway's document names
GATEWAY_PAGES = {
    "https://smspilot.ru",
    "https://smspilot.ru/my-settings.php?tab=api",
    "https://smspilot.ru/faq.php#q50",
    SENDERS_URL,
}


def links(document: str) -> list[str]:
    """Return where a document links to."""
    text = FENCED.sub("", text_of(document))
    return [target or source for target, source in LINK.findall(text)]


@pytest.mark.parametrize("document", documents())
def test_links_lead_somewhere(document: str) -> None:
    for link in links(document):
        target, _, anchor = link.partition("#")
        if "://" in target:
            assert urlsplit(target).hostname != "smspilot.ru" or link in GATEWAY_PAGES, link
            continue
        path = (PROJECT / document).parent / target if target else PROJECT / document
        assert path.exists(), link
        assert not anchor or anchor in anchors(path), link


@pytest.mark.parametrize("document", documents())
def test_addresses_of_our_own_files_are_right(document: str) -> None:
    for name in OWN_FILE.findall(unquote(text_of(document))):
        assert (PROJECT / name).exists(), name


def test_every_page_can_be_found_from_the_readme() -> None:
    found, new = set(), {"README.md", "README.ru.md"}
    while new:
        found |= new
        reached = {
            ((PROJECT / document).parent / link.partition("#")[0]).resolve()
            for document in new
            for link in links(document)
            if "://" not in link and link.partition("#")[0].endswith(".md")
        }
        new = {str(path.relative_to(PROJECT)) for path in reached} - found
    assert {name for name in documents() if name.startswith("docs/")} - found == {
        "docs/artwork/README.md"
    }


def test_every_picture_is_shown() -> None:
    shown = {
        ((PROJECT / document).parent / link).resolve()
        for document in documents()
        for link in links(document)
        if link.endswith((".webp", ".png"))
    }
    assert set(PROJECT.glob("docs/*/pictures/*")) <= shown
