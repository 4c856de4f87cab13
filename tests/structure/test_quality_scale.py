"""The quality scale answers for every rule, honestly enough to say why one does not apply."""

from __future__ import annotations

from tests.structure.source import json_file, yaml_file

BRONZE = """
action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage
dependency-transparency docs-actions docs-conditions docs-high-level-description
docs-installation-instructions docs-removal-instructions docs-triggers entity-event-setup
entity-unique-id has-entity-name runtime-data test-before-configure test-before-setup
unique-config-entry
"""
SILVER = """
action-exceptions config-entry-unloading docs-configuration-parameters
docs-installation-parameters entity-unavailable integration-owner log-when-unavailable
parallel-updates reauthentication-flow test-coverage
"""
GOLD = """
devices diagnostics discovery discovery-update-info docs-data-update docs-examples
docs-known-limitations docs-supported-devices docs-supported-functions docs-troubleshooting
docs-use-cases dynamic-devices entity-category entity-device-class entity-disabled-by-default
entity-translations exception-translations icon-translations reconfiguration-flow repair-issues
stale-devices
"""
PLATINUM = """
async-dependency inject-websession strict-typing
"""
RULES = f"{BRONZE} {SILVER} {GOLD} {PLATINUM}".split()


def test_there_are_54_rules() -> None:
    assert len(set(RULES)) == len(RULES) == 54


def test_every_rule_is_answered_and_no_other() -> None:
    assert yaml_file("quality_scale.yaml")["rules"].keys() == set(RULES)


def test_a_rule_is_done_or_the_file_says_why_not() -> None:
    answers = yaml_file("quality_scale.yaml")["rules"]
    unexplained = [
        rule
        for rule, answer in answers.items()
        if answer != "done"
        and (
            answer["status"] not in {"done", "exempt", "todo"}
            or len(answer["comment"]) < len("There is none.")
        )
    ]
    assert not unexplained


def test_the_manifest_claims_no_tier_of_which_a_rule_is_not_met() -> None:
    answers = yaml_file("quality_scale.yaml")["rules"]
    unmet = [rule for rule in BRONZE.split() if "todo" in str(answers[rule])]
    assert bool(unmet) != ("quality_scale" in json_file("manifest.json"))
