"""Every error and every repair issue has its text, and every text its use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from homeassistant.core import HomeAssistant

from custom_components.smspilot.api.errors import NotSentError, OutcomeUnknownError, gateway_error
from custom_components.smspilot.messaging.problem import Problem
from custom_components.smspilot.problems.account_issues import TRAITS
from custom_components.smspilot.problems.errors import read_error, refusal_error
from custom_components.smspilot.problems.refusal_kinds import REFUSAL_KINDS
from custom_components.smspilot.problems.unsent_issues import MENDED_IN_A_DIALOG
from tests.structure.source import (
    calls,
    composed,
    functions,
    literals,
    modules,
    name_of,
    placeholders,
    translations,
)

EXCEPTIONS = translations("en")["exceptions"]
ISSUES = translations("en")["issues"]
# Every code there is, and one there is not
ERRORS: list[Exception | None] = [gateway_error(code) for code in range(10, 1000)]
ERRORS += [NotSentError(), OutcomeUnknownError(), None]


def helpers() -> set[str]:
    """Return the functions that make an error of the key they are given first."""
    return {
        function.name
        for tree in modules().values()
        for function in functions(tree)
        if function.args.args
        for call in calls(function)
        for keyword in call.keywords
        if keyword.arg == "translation_key"
        and isinstance(keyword.value, ast.Name)
        and keyword.value.id == function.args.args[0].arg
    }


def errors_in_the_code() -> Iterator[tuple[str, set[str] | None]]:
    """Yield the keys that stand in the code, with the placeholders that are given."""
    by_helper = helpers()
    for tree in modules().values():
        for call in calls(tree):
            keywords = {keyword.arg: keyword.value for keyword in call.keywords}
            if name_of(call.func) in by_helper:
                key = call.args[0]
                given = None if None in keywords else {str(name) for name in keywords}
            elif name_of(call.func).endswith(("Error", "Failed", "NotReady")):
                key = keywords.get("translation_key", ast.Constant(None))
                values = keywords.get("translation_placeholders", ast.Dict([], []))
                given = (
                    {str(name.value) for name in values.keys if isinstance(name, ast.Constant)}
                    if isinstance(values, ast.Dict)
                    else None
                )
            else:
                continue
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, given


def test_every_error_in_the_code_has_its_text_and_its_placeholders() -> None:
    found = dict(errors_in_the_code())
    assert found
    assert found.keys() <= EXCEPTIONS.keys()
    for key, given in found.items():
        # For whom it holds is added where several errors become one.
        named = placeholders(EXCEPTIONS[key]["message"]) - {"recipient"}
        assert given is None or named <= given, key


def test_every_refusal_has_its_text_and_its_placeholders(hass: HomeAssistant) -> None:
    shown = [refusal_error(hass, [("Anna", error)]) for error in ERRORS]
    shown += [read_error(hass, error) for error in ERRORS if error is not None]
    for error in shown:
        text = EXCEPTIONS[str(error.translation_key)]["message"]
        assert placeholders(text) <= (error.translation_placeholders or {}).keys()


@pytest.mark.parametrize("kind", ["exceptions", "issues"])
def test_no_text_is_left_over(kind: str) -> None:
    known, patterns = literals(), composed()
    problems = {problem.value for problem in Problem}
    unused = {
        key
        for key in translations("en")[kind]
        if key not in known | problems and not any(pattern.fullmatch(key) for pattern in patterns)
    }
    assert not unused


def test_every_problem_and_every_refusal_can_become_an_issue() -> None:
    wanted = {problem.value for problem in Problem}
    # A limit that is reached has issues of its own.
    wanted |= {f"refused_{kind}" for kind in REFUSAL_KINDS if kind != "limit"}
    assert wanted <= ISSUES.keys()


def test_an_issue_has_either_a_description_or_a_way_to_fix_it() -> None:
    assert all(("description" in issue) != ("fix_flow" in issue) for issue in ISSUES.values())
    fixable = {key for key, issue in ISSUES.items() if "fix_flow" in issue}
    assert fixable == MENDED_IN_A_DIALOG | {
        problem.value for problem, traits in TRAITS.items() if traits.is_fixable
    }
