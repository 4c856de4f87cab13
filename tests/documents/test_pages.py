"""Both languages have the same pages with the same examples, and leave nothing out."""

from __future__ import annotations

import re
from os.path import relpath
from pathlib import Path

import pytest

from custom_components.smspilot.messaging.record.message import State
from custom_components.smspilot.problems.refusal_kinds import REFUSAL_KINDS
from tests.documents.reading import YAML, examples, text_of
from tests.structure.source import LANGUAGES, PROJECT, fields, translations, yaml_file

PAGES = {
    language: sorted(
        str(path.relative_to(PROJECT / "docs" / language))
        for path in (PROJECT / "docs" / language).rglob("*.md")
    )
    for language in LANGUAGES
}
PAIRS = [("README.md", "README.ru.md")] + [
    (f"docs/en/{page}", f"docs/ru/{page}") for page in PAGES["en"]
]


def test_every_page_is_there_in_both_languages() -> None:
    assert PAGES["en"] == PAGES["ru"]


@pytest.mark.parametrize(("english", "russian"), PAIRS)
def test_a_page_has_the_same_examples_and_chapters_in_both_languages(
    english: str, russian: str
) -> None:
    for mark in ("\n## ", "\n### ", "\n| ", "\n* ", "\n```", "!["):
        assert text_of(english).count(mark) == text_of(russian).count(mark), mark
    assert len(YAML.findall(text_of(english))) == len(examples(russian))


@pytest.mark.parametrize(("english", "russian"), PAIRS)
def test_a_page_links_to_its_other_language(english: str, russian: str) -> None:
    for one, other in ((english, russian), (russian, english)):
        assert f"({relpath(other, Path(one).parent)})" in text_of(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_action_is_told(language: str) -> None:
    actions = text_of(f"docs/{language}/actions.md")
    for name, action in yaml_file("services.yaml").items():
        assert f"## `smspilot.{name}`" in actions
        assert all(f"`{field}" in actions for field in fields(action)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trigger_has_a_page_with_the_editor_yaml_options_and_values(language: str) -> None:
    words = translations(language)["triggers"]
    for name, trigger in yaml_file("triggers.yaml").items():
        page = text_of(f"docs/{language}/triggers/{name}.md")
        assert page.startswith(f"# {words[name]['name']}\n")
        assert f"trigger: smspilot.{name}\n" in page
        assert f"*{words[name]['name']}*" in page, "the name by which the editor finds it"
        assert "`trigger`" in page
        assert all(f"`{option}`" in page for option in fields(trigger)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_failed_message_is_told(language: str) -> None:
    page = text_of(f"docs/{language}/triggers/message_failed.md")
    # A limit is not announced: its action raises.
    assert all(f"`{reason}`" in page for reason in REFUSAL_KINDS if reason != "limit")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_explained(language: str) -> None:
    page = text_of(f"docs/{language}/reliability.md")
    assert all(f"`{state}`" in page for state in State)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_of_the_account_is_told_by_its_name(language: str) -> None:
    page = text_of(f"docs/{language}/setup.md")
    for section in translations(language)["options"]["step"]["init"]["sections"].values():
        assert all(f"| {name} |" in page for name in section["data"].values())


def test_the_drawn_life_of_a_message_is_the_one_in_the_code() -> None:
    drawn = re.findall(r"^  (\w+) --> (\w+)", text_of("docs/architecture.md"), re.MULTILINE)
    lived = [
        (one, other)
        for one in State
        for other in State
        if one is not State.WAITING and one.leads_to(other)  # that is announced, not lived
    ]
    assert sorted(drawn) == sorted(lived)
