"""What is logged holds no key, password, phone number, text or e-mail address."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.structure.source import calls, modules, name_of

LEVELS = {"debug", "info", "warning", "error", "critical", "log", "exception"}
SECRETS = {
    *("api_key", "authorization", "credentials", "email", "key", "password", "token"),
    *("phone", "phones", "number", "numbers", "text", "texts", "title"),
    *("body", "content", "data", "form", "params", "parameters", "payload", "query", "url"),
    *("draft", "drafts", "message", "messages", "row", "rows", "answer", "reply"),
}
# What makes a secret harmless: a count, the kind of a thing, the last two digits
HARMLESS = {"len", "type", "masked"}
# Words of the list above that are no secrets where they stand
ALLOWED = {
    "self._entry.title",  # the account's number
    "self._file.key",  # the name of a file in the store
}


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a logger."""
    for path, tree in modules().items():
        for call in calls(tree):
            function = call.func
            if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
                continue
            if "log" in name_of(function.value).lower():
                yield f"{path}:{call.lineno}", call


def said(expression: ast.expr) -> Iterator[str]:
    """Yield the last words of everything that an expression may show."""
    if ast.unparse(expression) in ALLOWED:
        return
    if isinstance(expression, ast.Call) and name_of(expression.func) in HARMLESS:
        return
    if isinstance(expression, ast.Name | ast.Attribute):
        yield name_of(expression)
        if isinstance(expression, ast.Attribute) and expression.attr in {"id", "server_id", "code"}:
            return
    for child in ast.iter_child_nodes(expression):
        if isinstance(child, ast.expr):
            yield from said(child)


def test_there_is_something_to_check() -> None:
    assert list(log_calls())


@pytest.mark.parametrize(("place", "call"), log_calls())
def test_a_log_call_has_a_literal_format(place: str, call: ast.Call) -> None:
    assert isinstance(call.args[0], ast.Constant), place
    assert isinstance(call.args[0].value, str), place


@pytest.mark.parametrize(("place", "call"), log_calls())
def test_a_log_call_names_no_secret(place: str, call: ast.Call) -> None:
    shown = {word for argument in call.args[1:] for word in said(argument)}
    assert not shown & SECRETS, place


@pytest.mark.parametrize(("place", "call"), log_calls())
def test_a_log_call_prints_no_traceback(place: str, call: ast.Call) -> None:
    assert name_of(call.func) != "exception", place
    assert not any(keyword.arg == "exc_info" for keyword in call.keywords), place
