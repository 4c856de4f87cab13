"""Repair issues about an account, raised and cleared by the modules that notice what is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..api.errors import (
    AccountBlockedError,
    AccountUnpaidError,
    IpRestrictionError,
)
from ..const import API_SETTINGS_URL, CONF_LOW_BALANCE, DEFAULT_LOW_BALANCE, DOMAIN, TOP_UP_URL
from ..messaging.problem import Problem
from .issues import async_clear, async_raise
from .refusal_kinds import gateway_words, speaks_russian
from .unsent_issues import is_outdated

if TYPE_CHECKING:
    from ..coordinator import SmsPilotConfigEntry


class Traits(NamedTuple):
    """How the issue about a problem differs from others."""

    warning: bool = False
    is_fixable: bool = False
    """Whether its fix mends something; another one is ignored once it was read, or goes."""
    is_persistent: bool = False
    """Whether it outlives a restart."""


TRAITS: Final = {
    **dict.fromkeys(Problem, Traits()),
    Problem.LIMIT_MESSAGES: Traits(is_fixable=True),
    Problem.LIMIT_ROUBLES: Traits(is_fixable=True),
    Problem.LIMIT_ANSWERS: Traits(is_fixable=True),
    Problem.JOURNAL_DAMAGED: Traits(warning=True, is_persistent=True),
    Problem.CALLBACK_REFUSED: Traits(warning=True, is_fixable=True),
    Problem.WRONG_PINS: Traits(warning=True, is_persistent=True),
}


@callback
def async_set_problem(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, problem: Problem, *, active: bool
) -> None:
    """Raise or clear the issue about a problem, of which the messenger tells once."""
    issue_id = f"{problem.value}_{entry.entry_id}"
    if not active:
        async_clear(hass, issue_id)
        return
    async_raise(
        hass,
        issue_id,
        problem.value,
        {"account": entry.title},
        anew=True,
        data={"entry_id": entry.entry_id, "problem": problem.value},
        **TRAITS[problem]._asdict(),
    )


@callback
def async_forget_outdated(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Clear what a fresh start outdates: problems of the last run, and of removed numbers.

    Whatever is still wrong is noticed, and raised, again.
    """
    for problem, traits in TRAITS.items():
        if not traits.is_persistent:
            async_set_problem(hass, entry, problem, active=False)
    async_forget_removed(hass, entry)


@callback
def async_forget_removed(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Clear what is about recipients, and numbers of theirs, that were removed."""
    for issue in _issues_of(hass, entry):
        if is_outdated(entry, issue):
            async_clear(hass, issue.issue_id)


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
        async_clear(hass, issue_id)
        return
    async_raise(
        hass,
        issue_id,
        "low_balance",
        {
            "account": entry.title,
            "balance": f"{balance:.2f}".replace(".", "," if speaks_russian(hass) else "."),
            "threshold": f"{threshold:f}",
            "top_up_url": TOP_UP_URL,
        },
        warning=True,
        learn_more_url=TOP_UP_URL,
    )


@callback
def async_set_account_error(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, error: Exception | None
) -> None:
    """Raise the issue of a blocked account or a forbidden address; None clears it.

    Any other error changes nothing: a gateway out of reach says nothing about the account.
    """
    issue_id = f"account_{entry.entry_id}"
    match error:
        case None:
            async_clear(hass, issue_id)
            return
        case IpRestrictionError():
            key, url = "ip_restriction", API_SETTINGS_URL
        case AccountUnpaidError():
            key, url = "account_blocked_balance", TOP_UP_URL
        case AccountBlockedError():
            key, url = "account_blocked", API_SETTINGS_URL
        case _:
            return
    placeholders = {"account": entry.title, "reason": gateway_words(hass, error)}
    async_raise(hass, issue_id, key, placeholders, learn_more_url=url)


@callback
def async_remove_all(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
    """Clear every issue of an account that is removed."""
    for issue in _issues_of(hass, entry):
        async_clear(hass, issue.issue_id)


def _issues_of(hass: HomeAssistant, entry: SmsPilotConfigEntry) -> list[ir.IssueEntry]:
    """Return the issues of one account."""
    return [
        issue
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and entry.entry_id in issue_id
    ]
