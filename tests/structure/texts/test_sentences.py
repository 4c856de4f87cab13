"""What people read stands in the translations, in every language, and not in the code."""

from __future__ import annotations

import ast
import re

import pytest

from tests.structure.source import LANGUAGES, modules

# What the gateway answers is told by its own words.
SPOKEN_BY_US = [path for path in modules() if not path.startswith("api/")]


@pytest.mark.parametrize("path", SPOKEN_BY_US)
def test_no_words_in_another_language_stand_in_the_code(path: str) -> None:
    russian = [
        node.value
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search("[А-Яа-яЁё]", node.value)
    ]
    assert russian == []


@pytest.mark.parametrize("path", SPOKEN_BY_US)
def test_no_text_is_chosen_by_its_language(path: str) -> None:
    chosen = [
        ast.unparse(node)
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.Dict)
        and {key.value for key in node.keys if isinstance(key, ast.Constant)} >= set(LANGUAGES)
        and any(isinstance(value, ast.Constant | ast.Dict) for value in node.values)
    ]
    assert chosen == []
