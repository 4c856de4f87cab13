"""The PINs that automations and questions ask for, and whether a message has one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..signals import Inbound

if TYPE_CHECKING:
    from ...messaging.receiving.pin import Pin
    from ...messaging.receiving.wrong_pins import WrongPins


@dataclass(frozen=True, slots=True, eq=False)
class PinAsked:
    """A PIN, and which messages it is asked of."""

    pin: Pin
    concerns: Callable[[Inbound], bool]


_ASKED: Final[HassKey[list[PinAsked]]] = HassKey("smspilot_pins")
_UNDERSTOOD: Final[HassKey[list[Callable[[Inbound], bool]]]] = HassKey("smspilot_understood")


@callback
def async_ask_for_pin(
    hass: HomeAssistant, pin: Pin, concerns: Callable[[Inbound], bool]
) -> CALLBACK_TYPE:
    """Ask some messages for a PIN until the result is called; entities do not show it."""
    asked = hass.data.setdefault(_ASKED, [])
    one = PinAsked(pin, concerns)
    asked.append(one)
    return lambda: asked.remove(one)


@callback
def async_understand(hass: HomeAssistant, understands: Callable[[Inbound], bool]) -> CALLBACK_TYPE:
    """Let messages that mean something without a PIN be no wrong one, until the result is called.

    A command such as STATUS, or the answer to a question, is not a try to guess another's PIN.
    """
    understood = hass.data.setdefault(_UNDERSTOOD, [])
    understood.append(understands)
    return lambda: understood.remove(understands)


@callback
def async_check_pin(hass: HomeAssistant, inbound: Inbound, wrong_pins: WrongPins) -> Inbound:
    """Return a message as entities show it, and whether it is heard where a PIN is asked for.

    A wrong PIN is counted. That of another automation is none: it is a person of the home's.
    """
    asked = hass.data.get(_ASKED, ())
    sender, text = inbound.attributes["phone"], inbound.attributes["text"]
    shown = text
    for one in asked:
        shown = one.pin.masked(shown)
    shut_out = wrong_pins.shut_out(sender)
    concerned = [one.pin for one in asked if not shut_out and one.concerns(inbound)]
    right = [pin.without(text) is not None for pin in concerned]
    tried = not any(right) and any(pin.may_be_tried_by(text) for pin in concerned)
    if tried and not any(one(inbound) for one in hass.data.get(_UNDERSTOOD, ())):
        wrong_pins.note(sender)
    return replace(inbound, shown={**inbound.attributes, "text": shown}, shut_out=shut_out)
