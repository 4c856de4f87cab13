"""Addresses of the gateway's site stand in one place of the code each."""

from __future__ import annotations

import ast

from tests.structure.source import modules


def test_an_address_of_the_gateways_site_stands_in_one_place_of_the_code() -> None:
    found = [
        (path, node.value)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("https://smspilot.ru")
    ]
    assert {path for path, _ in found} == {"const.py", "api/client.py"}
    assert len({address for _, address in found}) == len(found)
