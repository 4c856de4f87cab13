"""The pictures in the README and the docs, taken of the demo as it is today.

Called by scripts/screenshots; each language has its demo, and its folder of pictures.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import expect

from tests.documents.reading import examples
from tests.e2e.homes.bare_home import ROOT
from tests.e2e.homes.running import RunningDemo
from tests.e2e.homes.waiting import until
from tests.e2e.pages.browsing import Browsing
from tests.e2e.pages.dialog import Dialog, add_account, add_recipient
from tests.e2e.pages.home_page import HomePage
from tests.e2e.pages.messages_card import CardOnPage
from tests.e2e.pages.phones_page import PhonesPage
from tests.e2e.pages.words import Words

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, ViewportSize

LOCALES: Final = {"en": "en-GB", "ru": "ru-RU"}
DASHBOARD: Final = "sms-demo/sms"
EDITOR: Final = "ui.panel.config.automation.editor"
LARGEST: Final = 300_000
"""Bytes of a picture: a page of the docs shall be there at once on a phone, too."""
WINDOW: Final[ViewportSize] = {"width": 1400, "height": 900}
MARGIN: Final = 16
SCALE: Final = 0.75
"""Of the moving picture, which shows two pages side by side."""
FAMILY: Final = "+7 908 796-47-81"
STATUS: Final = {"en": "STATUS", "ru": "СТАТУС"}
ANSWER: Final = {"en": "Answer STATUS", "ru": "Отвечать на СТАТУС"}
TALK: Final = {
    "en": ("Discounts!", "The heating is on, the cat is fed.", "Will you be home by seven?"),
    "ru": ("Скидки!", "Отопление включено, кот накормлен.", "Будете к семи?"),
}
"""What is refused, what arrives, and what waits."""
SPENT: Final = (2.62, 0.0, 1.31, 5.24, 0.0, 3.93, 1.31, 0.0, 7.86, 2.62, 1.31)
"""Roubles a day."""
EXAMPLES: Final = {
    "en": {"name": "Masha", "phone": "+7 908 796-47-81"},
    "ru": {"name": "Маша", "phone": "8 (908) 796-47-81"},
}


class Camera:
    """Takes pictures of pages, for the docs of one language."""

    def __init__(self, language: str) -> None:
        """Take the language."""
        self._folder = ROOT / "docs" / language / "pictures"
        self._folder.mkdir(exist_ok=True)

    def page(self, name: str, page: Page) -> None:
        """Keep what a page shows."""
        self._keep(name, [_shot(page)], [0])

    def part(self, name: str, part: Locator, margin: int = MARGIN) -> None:
        """Keep a part of a page, with a little of what is around it."""
        part.page.wait_for_timeout(500)
        box = part.bounding_box()
        assert box is not None
        edges = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        left, top, right, bottom = (round(edge) for edge in edges)
        around = (left - margin, top - margin, right + margin, bottom + margin)
        picture = _shot(part.page)
        least = (max(around[0], 0), max(around[1], 0))
        most = (min(around[2], picture.width), min(around[3], picture.height))
        self._keep(name, [picture.crop((*least, *most))], [0])

    def film(self, name: str, frames: list[Image.Image], milliseconds: list[int]) -> None:
        """Keep a moving picture."""
        self._keep(name, frames, milliseconds)

    def _keep(self, name: str, frames: list[Image.Image], milliseconds: list[int]) -> None:
        """Write a picture as large as its quality allows it to be."""
        path = self._folder / f"{name}.webp"
        more: dict[str, Any] = {}
        if len(frames) > 1:
            more = {"append_images": frames[1:], "duration": milliseconds, "loop": 0}
        for quality in (90, 80, 70, 60, 50, 40):
            frames[0].save(path, save_all=bool(more), quality=quality, method=6, **more)
            if path.stat().st_size <= LARGEST:
                break
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")  # noqa: T201
        assert path.stat().st_size <= LARGEST


def _shot(page: Page) -> Image.Image:
    """Return what a page shows."""
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def beside(*pictures: Image.Image) -> Image.Image:
    """Return pictures side by side."""
    width = sum(picture.width for picture in pictures) + MARGIN * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), "#d0d0d0")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + MARGIN
    return whole


def point(picture: Image.Image, at: Locator) -> None:
    """Draw a pointer on something in a frame, which a picture of a page does not show."""
    box = at.bounding_box()
    assert box is not None
    x, y = ((box["x"] + box["width"] / 2) * SCALE, (box["y"] + box["height"] / 2) * SCALE)
    arrow = ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12))
    outline = [(x + across, y + down) for across, down in arrow]
    ImageDraw.Draw(picture).polygon(outline, fill="black", outline="white", width=1)


def tour(camera: Camera, home: HomePage, phones: PhonesPage) -> None:
    """Show an alarm, the message on the phone, STATUS, and the answer."""
    words, card = home.words, CardOnPage(home)
    home.page.set_viewport_size({"width": 1180, "height": 780})
    phones.page.set_viewport_size({"width": 420, "height": 780})
    home.page.evaluate("""localStorage.dockedSidebar = '"always_hidden"'""")
    home.page.goto(f"{home.url}/{DASHBOARD}")
    card.person(words.demo.family).wait_for()
    frames: list[Image.Image] = []
    lengths: list[int] = []

    def frame(milliseconds: int) -> None:
        frames.append(ImageOps.scale(beside(_shot(home.page), _shot(phones.page)), SCALE))
        lengths.append(milliseconds)

    frame(1500)
    alarm = home.page.locator("hui-button-card").get_by_text(words.demo.alarm)
    alarm.hover()
    frame(700)
    point(frames[-1], alarm)
    alarm.click()
    phones.take(FAMILY)
    expect(phones.newest()).to_contain_text(words.demo.alarm_text[:8])
    card.choose(words.demo.family)
    frame(1500)
    expect(card.card.locator(".state.good").first).to_be_visible()
    frame(1200)
    text = STATUS[words.language]
    for length in range(1, len(text) + 1):
        phones.page.locator("#answer").fill(text[:length])
        frame(1000 if length == len(text) else 150)
    phones.answer(text)
    frame(1200)
    expect(card.received.filter(has_text=text)).to_be_visible()
    frame(1000)
    expect(phones.newest()).to_contain_text("₽")
    frame(1500)
    expect(card.card.locator(".state.good").nth(1)).to_be_visible()
    frame(4000)
    home.page.evaluate("delete localStorage.dockedSidebar")
    camera.film("tour", frames, lengths)


def dashboard(camera: Camera, home: HomePage, phones: PhonesPage) -> None:
    """Show the dashboard that the docs have in YAML, and a conversation in which much happened."""
    home.page.set_viewport_size(WINDOW)
    spent_for_a_month(home)
    [views] = [
        one for one in examples(f"docs/{home.words.language}/dashboard.md") if "views" in one
    ]
    home.command(
        "lovelace/dashboards/create", url_path="sms-docs", title="SMS", show_in_sidebar=False
    )
    home.command("lovelace/config/save", url_path="sms-docs", config=views)
    home.open("sms-docs/sms")
    card = CardOnPage(home)
    card.choose(home.words.demo.family)
    refused, said, waiting = TALK[home.words.language]
    phones.control("faults", name="error", code=223, command="send", times=1)
    card.write(refused)
    expect(card.sent.last.locator(".state.bad")).to_be_visible()
    card.write(said)
    expect(card.sent.last.locator(".state.good")).to_be_visible()
    with phones.away():
        card.write(waiting)
        expect(card.sent.last.locator(".state.odd")).to_be_visible()
        camera.page("dashboard", home.page)
        camera.part("card", card.card, margin=0)


def spent_for_a_month(home: HomePage) -> None:
    """Give the graph of what was spent the days that the demo does not have."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    total, days = 0.0, []
    for day in range(30, 0, -1):
        total += SPENT[day % len(SPENT)]
        days.append({"start": (today - timedelta(days=day)).isoformat(), "sum": total})
    home.command(
        "recorder/import_statistics",
        metadata={
            "has_sum": True,
            "mean_type": 0,
            "name": None,
            "source": "recorder",
            "statistic_id": home.entity("total_spent"),
            "unit_class": None,
            "unit_of_measurement": "RUB",
        },
        stats=days,
    )


def dialogs(camera: Camera, home: HomePage, demo: RunningDemo) -> None:
    """Show the set-up and a recipient."""
    home.page.set_viewport_size({"width": 1000, "height": 1000})
    dialog = add_account(home, "api_key", demo.phones)
    dialog.fill(api_key="ABCDEFGHIJKLMNOP")
    camera.part("setup", surface(dialog))
    example = EXAMPLES[home.words.language]
    dialog = add_recipient(home)
    dialog.fill(name=example["name"])
    dialog.fill_phones(example["phone"])
    camera.part("recipient", surface(dialog))


def surface(dialog: Dialog) -> Locator:
    """Return what a dialog covers of the page."""
    return dialog.box.locator("dialog[open]").first


def automation(camera: Camera, home: HomePage) -> None:
    """Show an automation with our trigger in the editor."""
    words = home.words
    home.page.set_viewport_size({"width": 1000, "height": 900})
    home.make_automation(
        "status",
        alias=ANSWER[words.language],
        triggers=[
            {
                "trigger": "smspilot.message_received",
                "options": {
                    "from": [words.demo.family],
                    "contains": STATUS[words.language].lower(),
                },
            }
        ],
        actions=[
            {
                "action": "smspilot.send_message",
                "data": {"numbers": "{{ trigger.phone }}", "message": "{{ now() }}"},
            }
        ],
    )
    home.open("config/automation/edit/status")
    row = home.page.locator("ha-automation-trigger-row").first
    row.click()
    home.expect_text(words.own("triggers.message_received.fields.contains.description"))
    home.page.wait_for_timeout(1000)
    camera.page("automation", home.page)


def repair(camera: Camera, home: HomePage, phones: PhonesPage) -> None:
    """Show the repair issue about a low balance."""
    home.page.set_viewport_size({"width": 1000, "height": 700})
    phones.control("balance", account=5671, balance="12.50")
    home.ask_gateway(phones)
    home.open("config/repairs")
    title = home.words.own("issues.low_balance.title", account="SMSPILOT 5671")
    home.page.get_by_text(title).first.click()
    dialog = Dialog(home)
    home.expect_text(home.words.own("issues.low_balance.description", balance="12")[:2])
    camera.part("repair", surface(dialog))


def take(language: str, folder: Path) -> None:
    """Take the pictures of one language."""
    words, camera = Words(language), Camera(language)
    with ExitStack() as everything:
        demo = everything.enter_context(RunningDemo(folder, "--language", language))
        demo.until_ready()
        profile = folder.with_name(f"browser-{language}")
        browsing = everything.enter_context(closing(Browsing(profile, LOCALES[language])))
        home = HomePage(browsing.new_page(), demo.url, demo.password, words, None)
        home.page.emulate_media(reduced_motion="reduce")  # a dialog that opens is no picture
        phones = PhonesPage(browsing, demo.phones, None)
        until(lambda: home.state(home.entity("balance")) not in {"unknown", "unavailable"})
        tour(camera, home, phones)
        dashboard(camera, home, phones)
        dialogs(camera, home, demo)
        automation(camera, home)
        repair(camera, home, phones)


def main() -> None:
    """Take the pictures of the languages that are named, or of all."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument(
        "language", nargs="*", choices=[*LOCALES, []], help="en, ru (default: both)"
    )
    languages = parser.parse_args().language or list(LOCALES)
    with tempfile.TemporaryDirectory() as folder:
        for language in languages:
            take(language, Path(folder) / language)


if __name__ == "__main__":
    main()
