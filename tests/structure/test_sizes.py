"""A file, a function and a folder is small enough to be seen at once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.structure.source import INTEGRATION, Function, functions, modules

LARGEST_FILE = 200
LARGEST_FUNCTION = 40
LARGEST_FOLDER = 12
LARGEST_TOP_FOLDER = 20  # where Home Assistant looks for each thing by its name

# Path within the integration: why it is larger
LARGER_FILES: dict[str, str] = {}


def length(function: Function) -> int:
    """Return a function's lines, its docstring not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", modules())
def test_a_file_can_be_read_at_once(path: str) -> None:
    lines = (INTEGRATION / path).read_text(encoding="utf-8").count("\n")
    assert (lines <= LARGEST_FILE) != (path in LARGER_FILES), f"{lines} lines"


@pytest.mark.parametrize("path", modules())
def test_a_function_can_be_read_at_once(path: str) -> None:
    large = {
        function.name: length(function)
        for function in functions(modules()[path])
        if length(function) > LARGEST_FUNCTION
    }
    assert not large


@pytest.mark.parametrize("folder", sorted({str(Path(path).parent) for path in modules()}))
def test_a_folder_can_be_seen_at_once(folder: str) -> None:
    most = LARGEST_TOP_FOLDER if folder == "." else LARGEST_FOLDER
    assert len(list((INTEGRATION / folder).glob("*.py"))) <= most
