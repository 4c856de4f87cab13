"""What belongs to a loaded account, and how its messenger tells Home Assistant of things."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalType

from . import issues, refused_issues
from .api.errors import GatewayError
from .api.models import InboundMessage
from .coordinator import async_note_error
from .messaging.listener import Problem
from .messaging.message import Message, State
from .recipient import recipient_of, sender_name
from .refusals import gateway_words

if TYPE_CHECKING:
    from .api.client import SmsPilotClient
    from .coordinator import AccountCoordinator
    from .messaging.messenger import Messenger

_LOGGER = logging.getLogger(__name__)

_LIMITS: Final = (Problem.LIMIT_MESSAGES, Problem.LIMIT_ROUBLES)
_NOT_SENT: Final = (State.REJECTED, State.EXPIRED, State.UNKNOWN)


@dataclass(slots=True, kw_only=True)
class SmsPilotData:
    """What a loaded account consists of."""

    client: SmsPilotClient
    messenger: Messenger
    coordinator: AccountCoordinator


type SmsPilotConfigEntry = ConfigEntry[SmsPilotData]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A new state of an outgoing message."""

    entry_id: str
    recipient_id: str | None
    state: State
    error: Exception | None
    attributes: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message that came in; `late` if it waited while nobody looked."""

    entry_id: str
    late: bool
    attributes: dict[str, Any] = field(repr=False)


SIGNAL_LOADED: Final[SignalType[SmsPilotConfigEntry]] = SignalType("smspilot_loaded")
SIGNAL_DELIVERY: Final[SignalType[Delivery]] = SignalType("smspilot_delivery")
SIGNAL_INBOUND: Final[SignalType[Inbound]] = SignalType("smspilot_inbound")


class Announcer:
    """Hands on what the messenger has to say (see messaging.listener.Listener)."""

    def __init__(self, hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
        """Speak for one account."""
        self._hass = hass
        self._entry = entry
        self._balance: Decimal | None = None

    @callback
    def delivery(self, message: Message) -> None:
        """Announce a message's state to the event entity, the notify entity and the triggers.

        What was not sent, or may not have been, becomes a repair issue if nobody was told.
        """
        whose = self._hass, self._entry, message.recipient, message.phone
        if message.state is State.ACCEPTED:
            refused_issues.async_clear_refused(*whose)
            issues.async_set_account_error(self._hass, self._entry, None)
        elif message.state in _NOT_SENT and not message.waited_for:
            refused_issues.async_set_refused(*whose, message.error)
        async_dispatcher_send(
            self._hass,
            SIGNAL_DELIVERY,
            Delivery(
                entry_id=self._entry.entry_id,
                recipient_id=message.recipient,
                state=message.state,
                error=message.error,
                attributes=self._delivery_attributes(message),
            ),
        )

    @callback
    def inbound(self, message: InboundMessage, *, late: bool) -> None:
        """Announce an inbound message to the event entity and the triggers."""
        async_dispatcher_send(
            self._hass,
            SIGNAL_INBOUND,
            Inbound(
                entry_id=self._entry.entry_id,
                late=late,
                attributes=inbound_attributes(self._entry, message),
            ),
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
        issues.async_set_problem(self._hass, self._entry, problem, active=active)

    @callback
    def changed(self) -> None:
        """Let the sensors write their state, with the balance that a send's answer named."""
        data = self._entry.runtime_data
        if (balance := data.messenger.balance) not in (None, self._balance):
            self._balance = balance
            data.coordinator.async_set_balance(balance)
        data.coordinator.async_update_listeners()

    @callback
    def reachable(self, *, reachable: bool) -> None:
        """Write one line when the gateway goes and one when it is back."""
        if not reachable:
            _LOGGER.warning("%s: the gateway cannot be reached; messages wait", self._entry.title)
            return
        _LOGGER.info("%s: the gateway is back", self._entry.title)
        coordinator = self._entry.runtime_data.coordinator
        if not coordinator.last_update_success:
            self._entry.async_create_task(self._hass, coordinator.async_request_refresh())

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
