"""What a user reads when something was refused: translated, and saying what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..api.errors import GatewayError
from ..const import DOMAIN
from ..messaging.limits.limits import LimitReachedError
from ..messaging.phone_number import DEFAULT_COUNTRY, InvalidPhoneNumberError, masked
from .refusals import gateway_words, refusal_kind
from .words import own_words

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

_LONGEST_NAME: Final = 40
"""Characters that are told of what somebody wrote in the place of a number."""
_READ_REFUSALS: Final = frozenset({"credentials", "blocked", "money", "ip", "phone", "busy"})


def invalid(key: str, **placeholders: object) -> ServiceValidationError:
    """Return the error about input that cannot be right; nothing was sent."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={name: str(value) for name, value in placeholders.items()},
    )


def failed(key: str, **placeholders: object) -> HomeAssistantError:
    """Return the error about something that did not work."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={name: str(value) for name, value in placeholders.items()},
    )


def number_error(
    hass: HomeAssistant, error: InvalidPhoneNumberError, value: object
) -> ServiceValidationError:
    """Return the error about something that is no phone number, or can be two."""
    return invalid(f"number_{error.flaw}", **about_number(hass.config.country, error, value))


def about_number(
    country: str | None, error: InvalidPhoneNumberError, value: object
) -> dict[str, str]:
    """Return what errors tell of something that is no phone number; never a whole number."""
    text = " ".join(str(value).split())[:_LONGEST_NAME]
    return {
        "hint": error.hint,
        "codes": ", ".join(f"{code} {masked(error.hint)}" for code in error.codes),
        "country": country or DEFAULT_COUNTRY,
        "written": re.sub(r"\d{3,}", lambda digits: masked(digits[0]), text),
    }


def refusal_error(
    hass: HomeAssistant, refused: Sequence[tuple[str, Exception | None]]
) -> HomeAssistantError:
    """Return one error that names everybody a message was refused for, and why."""
    why = {(_refusal_key(error), gateway_words(hass, error)) for _, error in refused}
    names = ", ".join(dict.fromkeys(name for name, _ in refused))
    if len(why) == 1:
        key, reason = why.pop()
        return failed(key, recipient=names, reason=reason)
    details = "; ".join(
        f"{name} — {gateway_words(hass, error) or own_words(hass, refusal_kind(error))}"
        for name, error in refused
    )
    return failed("refused_for_several", details=details)


def read_error(hass: HomeAssistant, error: Exception) -> HomeAssistantError:
    """Return the error of a request that sends nothing."""
    key, placeholders = gateway_error_text(hass, error)
    return failed(key, **placeholders)


def gateway_error_text(hass: HomeAssistant, error: Exception) -> tuple[str, dict[str, str]]:
    """Return the translation key and its placeholders for a request that sends nothing."""
    if not isinstance(error, GatewayError):
        return "gateway_unreachable", {}
    kind = refusal_kind(error)
    key = f"gateway_refuses_{kind}" if kind in _READ_REFUSALS else "gateway_refuses"
    return key, {"reason": gateway_words(hass, error)}


def _refusal_key(error: Exception | None) -> str:
    """Return the translation key for why a message was not sent."""
    if isinstance(error, LimitReachedError):
        return f"limit_{error.limit}"
    return f"refused_{refusal_kind(error)}"
