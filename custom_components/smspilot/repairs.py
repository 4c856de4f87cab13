"""Fixes for the repair issues that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, override

from homeassistant.components.repairs import ConfirmRepairFlow
from homeassistant.components.repairs.const import FlowType
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    SubentryFlowContext,
)

from .const import CONF_DELIVERY_REPORTS, SUBENTRY_RECIPIENT
from .messaging.problem import Problem
from .problems.unsent_issues import MENDED_IN_A_DIALOG

if TYPE_CHECKING:
    from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
    from homeassistant.core import HomeAssistant

    from .coordinator import SmsPilotConfigEntry


class AccountRepairFlow(ConfirmRepairFlow):
    """Mend something in an account that runs, once the user agrees."""

    def __init__(self, entry: SmsPilotConfigEntry | None) -> None:
        """Take the account, unless it was removed meanwhile."""
        self._entry = entry

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and mend it."""
        if user_input is None:
            return await super().async_step_confirm()
        if self._entry is None or self._entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        next_flow = await self._async_mend(self._entry)
        return self.async_create_entry(title="", data={}, next_flow=next_flow)

    async def _async_mend(self, entry: SmsPilotConfigEntry) -> tuple[FlowType, str] | None:
        """Mend it, and return the dialog to go on to, if there is one."""
        raise NotImplementedError


class LimitRepairFlow(AccountRepairFlow):
    """Grant one more allowance of messages or roubles."""

    def __init__(self, entry: SmsPilotConfigEntry | None, problem: Problem) -> None:
        """Take the account and the limit that it reached."""
        super().__init__(entry)
        self._problem = problem

    @override
    async def _async_mend(self, entry: SmsPilotConfigEntry) -> None:
        entry.runtime_data.messenger.grant(self._problem)


class CallbackRepairFlow(ConfirmRepairFlow):
    """Switch off the delivery reports that the gateway cannot push."""

    def __init__(self, entry: SmsPilotConfigEntry | None) -> None:
        """Take the account."""
        self._entry = entry

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Switch them off once the user agrees; that takes effect at once."""
        if user_input is not None and self._entry is not None:
            self.hass.config_entries.async_update_entry(
                self._entry, options={**self._entry.options, CONF_DELIVERY_REPORTS: False}
            )
        return await super().async_step_confirm(user_input)


class DialogRepairFlow(AccountRepairFlow):
    """Go on to the dialog in which the cause of a refusal is mended."""

    def __init__(
        self, entry: SmsPilotConfigEntry | None, problem: str, recipient_id: str | None
    ) -> None:
        """Take the account, what is wrong, and whose message was refused."""
        super().__init__(entry)
        self._problem = problem
        self._recipient_id = recipient_id

    @override
    async def _async_mend(self, entry: SmsPilotConfigEntry) -> tuple[FlowType, str] | None:
        """Open the dialog: of the access, of the recipient, or of the options."""
        if self._problem == "refused_credentials":
            # Home Assistant asks already; not any more, if the access is right again.
            asking = next(entry.async_get_active_flows(self.hass, {SOURCE_REAUTH}), None)
            return asking and (FlowType.CONFIG_FLOW, asking["flow_id"])
        flows = self.hass.config_entries
        recipient_id = self._recipient_id or ""
        of_recipient = self._problem in ("refused_recipient", "refused_sender")
        if of_recipient and recipient_id in entry.subentries:
            context = SubentryFlowContext(source=SOURCE_RECONFIGURE, subentry_id=recipient_id)
            shown = await flows.subentries.async_init(
                (entry.entry_id, SUBENTRY_RECIPIENT), context=context
            )
            return FlowType.CONFIG_SUBENTRIES_FLOW, shown["flow_id"]
        options = await flows.options.async_init(entry.entry_id)
        return FlowType.OPTIONS_FLOW, options["flow_id"]


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the fix for an issue that has one."""
    data = data or {}
    entry = hass.config_entries.async_get_entry(str(data.get("entry_id")))
    match data.get("problem"):
        case Problem.LIMIT_MESSAGES | Problem.LIMIT_ROUBLES | Problem.LIMIT_ANSWERS as problem:
            return LimitRepairFlow(entry, Problem(problem))
        case str() as problem if problem in MENDED_IN_A_DIALOG:
            recipient = data.get("recipient")
            return DialogRepairFlow(entry, problem, None if recipient is None else str(recipient))
    return CallbackRepairFlow(entry)
