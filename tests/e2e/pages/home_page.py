"""Home Assistant in a browser: the few gestures that every test needs."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import Error, Locator, Page, expect

from tests.e2e.homes.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.pages.phones_page import PhonesPage
    from tests.e2e.pages.words import Words

BYSTANDER: Final = "79999999999"
# A dialog that is closing takes its own step back first, and a dashboard that is opening a step on
# to its first view; a dialog that is open, and whatever takes too long, goes with the page alone.
_FOLLOW: Final = """async path => {
    const { panels } = document.querySelector("home-assistant").hass;
    const opening = () => {
        const [, panel, view] = location.pathname.split("/");
        return !panel || (panels[panel]?.component_name === "lovelace" && !view);
    };
    const moving = () => history.state?.dialog || opening();
    for (let left = 20; moving() && left; left--) {
        await new Promise(done => setTimeout(done, 50));
    }
    if (moving()) return false;
    history.pushState(null, "", path);
    window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
    return true;
}"""
_COMMAND: Final = """message => document.querySelector("home-assistant")
    .hass.connection.sendMessagePromise(message)
    .catch(error => { throw new Error(error.message); })"""


class HomePage:
    """A browser's page with Home Assistant in it."""

    def __init__(
        self, page: Page, url: str, password: str, words: Words, pictures: Path | None
    ) -> None:
        """Take an empty page, the way in, the language, and a folder for pictures."""
        self._page = page
        self._inside = False
        self.url = url
        self._password = password
        self.words = words
        self._pictures = pictures
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def page(self) -> Page:
        """The page, which shows the dashboard until another one is opened."""
        if not self._inside:
            self.open("")
        return self._page

    def open(self, path: str) -> None:
        """Go to a page of Home Assistant, as a click on a link does: loading all takes longer."""
        if not self._inside or not self._page.evaluate(_FOLLOW, f"/{path}"):
            self._load(f"{self.url}/{path}")

    def _load(self, url: str) -> None:
        """Load a page, and fill in the log-in form as a person does, if there is one."""
        self._page.goto(url)
        form, inside = self._page.locator("input[name=username]"), self._page.locator("ha-sidebar")
        form.or_(inside).wait_for()
        if form.is_visible():
            form.fill("demo")
            self._page.locator("input[name=password]").fill(self._password)
            self._page.keyboard.press("Enter")
        inside.wait_for()
        self._inside = True

    def command(self, kind: str, **fields: object) -> Any:  # noqa: ANN401  # whatever JSON holds
        """Give a command over the page's own connection."""
        return self.page.evaluate(_COMMAND, {"type": kind, **fields})

    def act(self, domain: str, action: str, **data: object) -> Any:  # noqa: ANN401  # any response
        """Call an action that answers, and return its response."""
        fields = {"domain": domain, "service": action, "service_data": data}
        return self.command("call_service", **fields, return_response=True)["response"]

    def call(self, domain: str, action: str, **data: object) -> None:
        """Call an action."""
        self.command("call_service", domain=domain, service=action, service_data=data)

    def ask_gateway(self, phones: PhonesPage) -> None:
        """Let the integration ask for the account's state, and wait for all that it learns.

        Home Assistant asks at most once in ten seconds: it may do so only later.
        """
        balance, before = self.entity("balance"), len(phones.asked("account"))
        self.call("homeassistant", "update_entity", entity_id=[balance])
        until(lambda: len(phones.asked("account")) > before)
        if phones.asked("account")[-1]["outcome"] == "200":
            until(lambda: self.number(balance) == phones.balance)

    def look_for_answers(self) -> None:
        """Let the integration ask for inbound messages soon: it does once something went out."""
        data = {"numbers": [BYSTANDER], "message": f"Any answers? {time.monotonic()}"}
        self.act("smspilot", "send_message", **data, config_entry_id=self.account())

    def save_options(self, options: dict[str, Any]) -> None:
        """Save the options of the demo's account, as their dialog does."""
        script = """async ([handler, options]) => {
            const { hass } = document.querySelector("home-assistant");
            const path = "config/config_entries/options/flow";
            const { flow_id } = await hass.callApi("POST", path, { handler });
            return (await hass.callApi("POST", `${path}/${flow_id}`, options)).type;
        }"""
        assert self.page.evaluate(script, [self.account(), options]) == "create_entry"

    @contextmanager
    def cut_off(self, phones: PhonesPage) -> Iterator[None]:
        """Let the gateway be away; before it nothing waits, and what waits then leaves after it."""
        queued = self.entity("queued_messages")
        until(lambda: self.state(queued) == "0")
        with phones.away():
            yield
        until(lambda: self.state(queued) == "0")

    def turn_heating_on(self) -> None:
        """Turn on what tests turn off."""
        heating = "input_boolean.heating"
        self.call("input_boolean", "turn_on", entity_id=heating)
        until(lambda: self.state(heating) == "on")

    def make_automation(self, name: str, **config: object) -> str:
        """Save an automation as the editor does; return its entity id once it is on."""
        script = """([path, config]) => document.querySelector("home-assistant")
            .hass.callApi("POST", path, config)"""
        self.page.evaluate(script, [f"config/automation/config/{name}", {"alias": name, **config}])
        return self._found("state.attributes.id === wanted && state.state === 'on'", name)

    def account(self) -> str:
        """Return the entry id of the account that the demo has from the beginning."""
        entries = self.command("config_entries/get", domain="smspilot")
        return next(
            str(entry["entry_id"]) for entry in entries if entry["title"] == "SMSPILOT 5671"
        )

    def entity(self, key: str) -> str:
        """Return the id of an entity of the demo's account, by its key in the translations."""
        account = self.account()
        return next(
            str(row["entity_id"])
            for row in self.command("config/entity_registry/list")
            if row["translation_key"] == key and row["config_entry_id"] == account
        )

    def notifier(self, recipient: str) -> str:
        """Return the id of a recipient's notifier, as soon as there is one."""
        named = "state.attributes.friendly_name === wanted"
        return self._found(f"state.entity_id.startsWith('notify.') && {named}", recipient)

    def _found(self, condition: str, wanted: str) -> str:
        """Return the id of the entity of which something is so, as soon as there is one."""
        script = f"""wanted => Object.values(document.querySelector("home-assistant").hass.states)
            .find(state => {condition})?.entity_id"""
        until(lambda: self.page.evaluate(script, wanted))
        return str(self.page.evaluate(script, wanted))

    def issues(self) -> list[str]:
        """Return what repairs the integration asks for, by their keys in the translations."""
        rows = self.command("repairs/list_issues")["issues"]
        ours = [row for row in rows if row["domain"] == "smspilot" and not row["ignored"]]
        return [str(row["translation_key"]) for row in ours]

    def until_restarted(self) -> None:
        """Wait, after a restart, until the home has started, and begin with what it knows now."""
        until(self._started)
        self._load(f"{self.url}/")

    def _started(self) -> bool:
        """Ask the home itself: what the page knows is of before until it is connected again."""
        with suppress(Error):  # the connection may go before the answer comes
            return bool(self.command("get_config")["state"] == "RUNNING")
        return False

    def attribute(self, entity_id: str, name: str) -> Any:  # noqa: ANN401  # whatever JSON holds
        """Return an attribute of an entity as the page knows it."""
        script = """([id, name]) => document.querySelector("home-assistant")
            .hass.states[id]?.attributes[name] ?? null"""
        return self.page.evaluate(script, [entity_id, name])

    def state(self, entity_id: str) -> str:
        """Return an entity's state as the page knows it."""
        script = "id => document.querySelector('home-assistant').hass.states[id]?.state"
        return str(self.page.evaluate(script, entity_id))

    def number(self, entity_id: str) -> float | None:
        """Return an entity's state as a number, if it is one."""
        with suppress(ValueError):
            return float(self.state(entity_id))
        return None

    def sound_alarm(self) -> None:
        """Press the dashboard's button."""
        self.page.locator("hui-button-card").get_by_text(self.words.demo.alarm).click()

    def tile(self, name: str) -> Locator:
        """Return a tile of the dashboard."""
        return self.page.locator("hui-tile-card").filter(has_text=name)

    def picture(self, name: str) -> None:
        """Save what is to be seen, if pictures are asked for."""
        if self._pictures is not None:
            path = self._pictures / f"{name}-{self.words.language}.png"
            self.page.screenshot(path=path, animations="disabled")

    def expect_text(self, text: str) -> None:
        """Wait until a text is to be seen."""
        expect(self.page.get_by_text(text).first).to_be_visible()
