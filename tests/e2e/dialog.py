"""Home Assistant's dialogs of integrations, filled in as a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from tests.e2e.home_page import HomePage

INTEGRATION = "config/integrations/integration/smspilot"


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

    def number(self, label: str) -> Locator:
        """Return a field for a number, which only has a label."""
        return self.box.get_by_role("spinbutton", name=label)

    def fill(self, **values: str) -> None:
        """Fill in fields by their names in the form."""
        for name, value in values.items():
            self.field(name).fill(value)

    def fill_list(self, label: str, *values: str) -> None:
        """Fill in a list of texts, whose rows have no names."""
        rows = self.box.locator("ha-multi-textfield, ha-input-multi").filter(has_text=label)
        for number, value in enumerate(values):
            if rows.locator("input").count() <= number:
                rows.get_by_text(label).last.click()
            rows.locator("input").nth(number).fill(value)

    def submit(self, button: str = "Submit") -> None:
        """Press the button that goes on."""
        self.box.get_by_role("button", name=button, exact=True).last.click()

    def expect_text(self, text: str) -> None:
        """Wait until the dialog says something."""
        expect(self.box.get_by_text(text).first).to_be_visible(timeout=60_000)

    def finish(self, button: str = "Finish") -> None:
        """Close the dialog that says that all went well."""
        self.submit(button)
        expect(self.box.get_by_role("dialog")).to_have_count(0, timeout=30_000)


def add_account(home: HomePage, way: str, url: str) -> Dialog:
    """Begin to add an account at the simulator, by one of the two ways to sign in."""
    home.open(INTEGRATION)
    home.page.get_by_role("button", name="Add service").click()
    dialog = Dialog(home)
    dialog.choose(way)
    dialog.unfold("Gateway address")
    dialog.fill(url=f"{url}/api.php")
    return dialog


def options(home: HomePage) -> Dialog:
    """Open the options of the demo's account."""
    home.open(INTEGRATION)
    home.page.get_by_role("button", name="Configure", exact=True).first.click()
    return Dialog(home)
