"""Home Assistant's dialogs of integrations, filled in as a person does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from tests.e2e.pages.home_page import HomePage

INTEGRATION = "config/integrations/integration/smspilot"
_PAGE = "ui.panel.config.integrations.integration_page"


class Dialog:
    """The dialog of a set-up, of options, of a recipient or of a repair."""

    def __init__(self, home: HomePage) -> None:
        """Take the page on which the dialog is or will be."""
        self._home = home
        self.box = home.page.locator("dialog-data-entry-flow, dialog-repairs-issue")

    def choose(self, option: str) -> None:
        """Choose from a menu."""
        self.box.get_by_text(option).click()

    def unfold(self, section: str) -> None:
        """Unfold a section."""
        self.box.locator("ha-form-expandable").get_by_text(section, exact=True).click()

    def field(self, name: str) -> Locator:
        """Return a field by its name in the form."""
        return self.box.locator(f"input[name={name}], textarea[name={name}]")

    def number(self, section: str, name: str) -> Locator:
        """Return a field for a number in the options, which only has a label."""
        return self.box.get_by_role("spinbutton", name=self._option(section, name))

    def switch(self, section: str, name: str) -> Locator:
        """Return a switch in the options."""
        return self.box.get_by_role("switch", name=self._option(section, name))

    def fill(self, **values: str) -> None:
        """Fill in fields by their names in the form."""
        for name, value in values.items():
            self.field(name).fill(value)

    def fill_phones(self, *phones: str) -> None:
        """Fill in a recipient's list of phone numbers, whose rows have no names."""
        label = self._home.words.own("config_subentries.recipient.step.user.data.phones")
        rows = self.box.locator("ha-multi-textfield, ha-input-multi").filter(has_text=label)
        for number, phone in enumerate(phones):
            if rows.locator("input").count() <= number:
                rows.get_by_text(label).last.click()
            rows.locator("input").nth(number).fill(phone)

    def add_choice(self, option: str) -> None:
        """Add an option to those chosen in the field for several."""
        field = self.box.locator("ha-form-expandable ha-selector-select")
        field.get_by_text(self._home.words.frontend("ui.common.add")).click()
        self._home.page.locator("ha-picker-combo-box").get_by_text(option, exact=True).click()

    def choices(self) -> Locator:
        """Return the options chosen in the field for several, in their order."""
        return self.box.locator("ha-form-expandable ha-selector-select ha-input-chip")

    def submit(self) -> None:
        """Press the button that goes on."""
        self._press(self._home.words.submit)

    def ignore(self) -> None:
        """Press the button that hides a repair until it comes again."""
        self._press(self._home.words.frontend("ui.panel.config.repairs.dialog.ignore"))
        self._expect_closed()

    def expect_text(self, text: str) -> None:
        """Wait until the dialog says something."""
        expect(self.box.get_by_text(text).first).to_be_visible()

    def finish(self) -> None:
        """Close the dialog that says that all went well, by its own button."""
        words = self._home.words
        # While the last form is under way there is another button of this name, which gives up.
        self.box.locator("step-flow-create-entry, step-flow-abort").wait_for()
        self._press(words.finish, words.close)
        self._expect_closed()

    def _expect_closed(self) -> None:
        expect(self.box.get_by_role("dialog")).to_have_count(0)

    def _option(self, section: str, name: str) -> str:
        return self._home.words.own(f"options.step.init.sections.{section}.data.{name}")

    def _press(self, *names: str) -> None:
        """Press the last button of one of these names."""
        pattern = re.compile(f"^({'|'.join(map(re.escape, names))})$")
        self.box.get_by_role("button", name=pattern).last.click()


def add_account(home: HomePage, way: str, url: str) -> Dialog:
    """Begin to add an account at the simulator, by one of the two ways to sign in."""
    words = home.words
    home.open(INTEGRATION)
    home.page.get_by_role("button", name=words.frontend(f"{_PAGE}.add_service")).click()
    dialog = Dialog(home)
    dialog.choose(words.own(f"config.step.user.menu_options.{way}"))
    dialog.unfold(words.own(f"config.step.{way}.sections.gateway.name"))
    dialog.fill(url=f"{url}/api.php")
    return dialog


def add_recipient(home: HomePage) -> Dialog:
    """Begin to add a recipient to the demo's account."""
    home.open(INTEGRATION)
    button = home.words.own("config_subentries.recipient.initiate_flow.user")
    home.page.get_by_role("button", name=button).click()
    choice = home.page.locator("dialog-pick-config-entry").get_by_text("SMSPILOT 5671")
    dialog = Dialog(home)
    choice.or_(dialog.field("name")).first.wait_for()
    if choice.is_visible():  # as soon as there is a second account
        choice.click()
    dialog.field("name").wait_for()
    return dialog


def edit_recipient(home: HomePage, name: str) -> Dialog:
    """Open the dialog about a recipient of the demo's account."""
    home.open(INTEGRATION)
    row = home.page.locator("ha-config-sub-entry-row").filter(has_text=name)
    edit = home.words.own("config_subentries.recipient.initiate_flow.reconfigure")
    row.get_by_role("button", name=edit).click()
    return Dialog(home)


def options(home: HomePage) -> Dialog:
    """Open the options of the demo's account."""
    home.open(INTEGRATION)
    name = home.words.frontend("ui.panel.config.integrations.config_entry.configure")
    home.page.get_by_role("button", name=name, exact=True).first.click()
    return Dialog(home)
