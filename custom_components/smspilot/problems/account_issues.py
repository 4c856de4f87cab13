"""Repair issues: what is wrong, raised and cleared by the modules that notice it.

No issue holds a phone number or a text: the registry of issues is written to disk.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..api.errors import (
    AccountBlockedError,
    AccountUnpaidError,
    IpRestrictionError,
)
from ..const import API_SETTINGS_URL, CONF_LOW_BALANCE, DEFAULT_LOW_BALANCE, DOMAIN, TOP_UP_URL
from ..messaging.problem import Problem
from .refusal_kinds import gateway_words, speaks_russian
from .unsent_issues import is_outdated

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry

_WARNINGS: Final = frozenset(
    {Problem.JOURNAL_DAMAGED, Problem.CALLBACK_REFUSED, Problem.WRONG_PINS}
)
_SURVIVES_RESTART: Final = frozenset({Problem.JOURNAL_DAMAGED, Problem.WRONG_PINS})
FIXABLE: Final = frozenset(
    {
        Problem.LIMIT_MESSAGES,
        Problem.LIMIT_ROUBLES,
        Problem.LIMIT_ANSWERS,
        Problem.CALLBACK_REFUSED,
    }
)
"""Problems whose fix mends something; the others are ignored once they were read, or go."""


@callback
def async_set_problem(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, problem: Problem, *, active: bool
) -> None:
    """Raise or clear the issue about a problem that the messenger noticed."""
    issue_id = f"{problem.value}_{entry.entry_id}"
    # What comes again is told again, though the last one was ignored.
    ir.async_delete_issue(hass, DOMAIN, issue_id)
    if not active:
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry.entry_id, "problem": problem.value},
        is_fixable=problem in FIXABLE,
        is_persistent=problem in _SURVIVES_RESTART,
        severity=(ir.IssueSeverity.WARNING if problem in _WARNINGS else ir.IssueSeverity.ERROR),
        translation_key=problem.value,
        translation_placeholders={"account": entry.title},
    )


@callback
def async_forget_outdated(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Clear what a fresh start outdates: problems of the last run, and of removed numbers.

    Whatever is still wrong is noticed, and raised, again.
    """
    for problem in set(Problem) - _SURVIVES_RESTART:
        async_set_problem(hass, entry, problem, active=False)
    async_forget_removed(hass, entry)


@callback
def async_forget_removed(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Clear what is about recipients, and numbers of theirs, that were removed."""
    for issue in _issues_of(hass, entry):
        if is_outdated(entry, issue):
            ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


@callback
def async_set_low_balance(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, balance: Decimal | None
) -> None:
    """Raise or clear the issue about the balance; an unknown balance changes nothing."""
    if balance is None:
        return
    issue_id = f"low_balance_{entry.entry_id}"
    threshold = Decimal(entry.options.get(CONF_LOW_BALANCE, DEFAULT_LOW_BALANCE))
    if not threshold or balance >= threshold:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        learn_more_url=TOP_UP_URL,
        severity=ir.IssueSeverity.WARNING,
        translation_key="low_balance",
        translation_placeholders={
            "account": entry.title,
            "balance": f"{balance:.2f}".replace(".", "," if speaks_russian(hass) else "."),
            "threshold": f"{threshold:f}",
            "top_up_url": TOP_UP_URL,
        },
    )


@callback
def async_set_account_error(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, error: Exception | None
) -> None:
    """Raise the issue of a blocked account or a forbidden address; None clears it.

    Any other error changes nothing: a gateway out of reach says nothing about the account.
    """
    issue_id = f"account_{entry.entry_id}"
    if error is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
    elif isinstance(error, IpRestrictionError):
        _create_account_issue(hass, entry, issue_id, "ip_restriction", error, API_SETTINGS_URL)
    elif isinstance(error, AccountBlockedError):
        for_balance = isinstance(error, AccountUnpaidError)
        key = "account_blocked_balance" if for_balance else "account_blocked"
        url = TOP_UP_URL if for_balance else API_SETTINGS_URL
        _create_account_issue(hass, entry, issue_id, key, error, url)


@callback
def async_remove_all(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Clear every issue of an account that is removed."""
    for issue in _issues_of(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


def _create_account_issue(
    hass: HomeAssistant,
    entry: SmsPilotConfigEntry,
    issue_id: str,
    translation_key: str,
    error: Exception,
    learn_more_url: str,
) -> None:
    """Raise an issue that only the gateway's own pages or support can solve."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        learn_more_url=learn_more_url,
        severity=ir.IssueSeverity.ERROR,
        translation_key=translation_key,
        translation_placeholders={"account": entry.title, "reason": gateway_words(hass, error)},
    )


def _issues_of(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> list[ir.IssueEntry]:
    """Return the issues of one account."""
    return [
        issue
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and entry.entry_id in issue_id
    ]
