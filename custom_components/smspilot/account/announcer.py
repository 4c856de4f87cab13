"""How an account's messenger and coordinator tell Home Assistant of things."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.update_coordinator import UpdateFailed

from ..api.errors import GatewayError, SmsPilotError
from ..api.models import Account, InboundMessage
from ..const import DOMAIN
from ..coordinator import SmsPilotConfigEntry
from ..messaging.problem import Problem
from ..messaging.record.message import Message, State
from ..problems import account_issues, unsent_issues
from ..problems.errors import gateway_error_text
from ..problems.refusal_kinds import gateway_words
from ..problems.refused_key import async_note_error
from ..recipients.recipient import recipient_of, sender_name
from .asking.pins import async_check_pin
from .signals import SIGNAL_DELIVERY, SIGNAL_INBOUND, Delivery, Inbound

_LOGGER = logging.getLogger(__name__)

_LIMITS: Final = (Problem.LIMIT_MESSAGES, Problem.LIMIT_ROUBLES, Problem.LIMIT_ANSWERS)
_NOT_SENT: Final = (State.REJECTED, State.EXPIRED, State.UNKNOWN)


class Announcer:
    """Hands on what the messenger and the coordinator have to say, each as its `Listener` wants."""

    def __init__(self, hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
        """Speak for one account."""
        self._hass = hass
        self._entry = entry
        self._balance: Decimal | None = None
        self._about_to_tell = False

    @callback
    def delivery(self, message: Message) -> None:
        """Announce a message's state to the event entity, the notify entity and the triggers.

        What was not sent, or may not have been, becomes a repair issue if nobody was told, and if
        no further channel does what this one did not.
        """
        whose = self._hass, self._entry, message.recipient, message.phone
        if message.state is State.ACCEPTED:
            unsent_issues.async_clear_refused(*whose)
            account_issues.async_set_account_error(self._hass, self._entry, None)
        elif message.state in _NOT_SENT and not self._is_noticed(message):
            unsent_issues.async_set_refused(*whose, message.error)
        async_dispatcher_send(
            self._hass,
            SIGNAL_DELIVERY,
            Delivery(
                entry_id=self._entry.entry_id,
                recipient_id=message.recipient,
                state=message.news or message.state,
                error=message.error,
                attributes=self._delivery_attributes(message),
            ),
        )

    @callback
    def inbound(self, message: InboundMessage, *, late: bool) -> None:
        """Announce an inbound message to the event entity and the triggers."""
        inbound = Inbound(
            entry_id=self._entry.entry_id,
            late=late,
            attributes=inbound_attributes(self._entry, message),
        )
        wrong_pins = self._entry.runtime_data.messenger.wrong_pins
        async_dispatcher_send(
            self._hass, SIGNAL_INBOUND, async_check_pin(self._hass, inbound, wrong_pins)
        )

    @callback
    def gateway_error(self, error: GatewayError) -> None:
        """Start what the refusal of a send or a poll calls for, such as asking for a new key."""
        async_note_error(self._hass, self._entry, error)

    @callback
    def problem(self, problem: Problem, *, active: bool) -> None:
        """Raise or clear a repair issue."""
        if active and problem in _LIMITS:
            _LOGGER.warning("%s: a limit is reached; no more messages are sent", self._entry.title)
        if active and problem is Problem.INBOUND_NOT_FETCHED:
            _LOGGER.warning("%s: inbound messages cannot be fetched", self._entry.title)
        account_issues.async_set_problem(self._hass, self._entry, problem, active=active)

    @callback
    def changed(self) -> None:
        """Let the sensors write their state soon, once for all that happens meanwhile."""
        if not self._about_to_tell:
            self._about_to_tell = True
            self._hass.loop.call_soon(self._tell_sensors)

    @callback
    def _tell_sensors(self) -> None:
        """Let the sensors write their state, with the balance that a send's answer named."""
        self._about_to_tell = False
        data = self._entry.runtime_data
        if (balance := data.messenger.balance) not in (None, self._balance):
            self._balance = balance
            account_issues.async_set_low_balance(self._hass, self._entry, balance)
            data.coordinator.async_set_balance(balance)
        data.coordinator.async_update_listeners()

    @callback
    def reachable(self, *, reachable: bool) -> None:
        """Write one line when the gateway goes and one when it is back."""
        self.changed()
        if not reachable:
            _LOGGER.info("%s: the gateway cannot be reached; messages wait", self._entry.title)
            return
        _LOGGER.info("%s: the gateway is back", self._entry.title)
        coordinator = self._entry.runtime_data.coordinator
        if not coordinator.last_update_success:
            self._entry.async_create_task(self._hass, coordinator.async_request_refresh())

    @callback
    def account_known(self, account: Account) -> None:
        """Clear what a usable account disproves, and warn of a low balance."""
        account_issues.async_set_account_error(self._hass, self._entry, None)
        account_issues.async_set_low_balance(self._hass, self._entry, account.balance)

    @callback
    def account_unknown(self, error: SmsPilotError) -> UpdateFailed:
        """Start what a refusal calls for; return the error as the coordinator shall raise it."""
        if isinstance(error, GatewayError):
            async_note_error(self._hass, self._entry, error)
        key, placeholders = gateway_error_text(self._hass, error)
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
        )

    def _is_noticed(self, message: Message) -> bool:
        """Return whether somebody was told that a message was not sent, or nobody need be."""
        told = message.waited_for or message.trial or message.there
        return told or self._entry.runtime_data.messenger.goes_on(message)

    def _delivery_attributes(self, message: Message) -> dict[str, Any]:
        """Return what an automation may want to know of a message."""
        recipient = recipient_of(self._entry, message.recipient)
        return {
            "message_id": message.id,
            "server_id": message.server_id,
            "recipient": recipient.name if recipient else None,
            "phone": message.phone,
            "error": gateway_words(self._hass, message.error) or None,
            "price": None if message.price is None else float(message.price),
            "parts": message.parts,
            "step": message.step,
            "follows": message.follows,
            "operator": message.operator or None,
            "country": message.country or None,
        }


def inbound_attributes(entry: SmsPilotConfigEntry, message: InboundMessage) -> dict[str, Any]:
    """Return an inbound message with the name of who sent it, if the number is a recipient's."""
    return {
        "message_id": message.id,
        "phone": message.phone,
        "recipient": sender_name(entry, message.phone),
        "service_number": message.service_number,
        "text": message.text,
        "created": message.created,
    }
