"""Fixes for the repair issues that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, override

from homeassistant.components.repairs import ConfirmRepairFlow
from homeassistant.config_entries import ConfigEntryState

from .const import CONF_DELIVERY_REPORTS
from .messaging.listener import Problem

if TYPE_CHECKING:
    from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
    from homeassistant.core import HomeAssistant

    from .coordinator import SmsPilotConfigEntry


class LimitRepairFlow(ConfirmRepairFlow):
    """Grant one more allowance of messages or roubles."""

    def __init__(self, entry: SmsPilotConfigEntry | None, problem: Problem) -> None:
        """Take the account and the limit that it reached."""
        self._entry = entry
        self._problem = problem

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Grant it once the user agrees."""
        if user_input is None:
            return await super().async_step_confirm()
        if self._entry is None or self._entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        self._entry.runtime_data.messenger.grant(self._problem)
        return await super().async_step_confirm(user_input)


class CallbackRepairFlow(ConfirmRepairFlow):
    """Switch off the delivery reports that the gateway cannot push."""

    def __init__(self, entry: SmsPilotConfigEntry | None) -> None:
        """Take the account."""
        self._entry = entry

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Switch them off once the user agrees; the update reloads the account."""
        if user_input is not None and self._entry is not None:
            self.hass.config_entries.async_update_entry(
                self._entry, options={**self._entry.options, CONF_DELIVERY_REPORTS: False}
            )
        return await super().async_step_confirm(user_input)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the fix for an issue; most only want to be read."""
    data = data or {}
    entry = hass.config_entries.async_get_entry(str(data.get("entry_id")))
    match data.get("problem"):
        case Problem.LIMIT_MESSAGES | Problem.LIMIT_ROUBLES | Problem.LIMIT_ANSWERS as problem:
            return LimitRepairFlow(entry, Problem(problem))
        case Problem.CALLBACK_REFUSED:
            return CallbackRepairFlow(entry)
    return ConfirmRepairFlow()
