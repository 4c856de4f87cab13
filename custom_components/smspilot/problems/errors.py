"""What a user reads when something was refused: translated, and saying what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..api.errors import GatewayError
from ..const import DOMAIN
from ..messaging.limits.charge import LimitReachedError
from ..messaging.phone_number import DEFAULT_COUNTRY, InvalidPhoneNumberError, masked
from ..messaging.receiving.words import SentenceError
from .refusal_kinds import gateway_words, refusal_kind
from .words import own_sentence

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

_NUMBER: Final = re.compile(r"\+?\d(?:(?:\W*|[^\W\d])\d){4,}")
"""More than four digits; a letter among them may be a slip."""
_LONGEST_NAME: Final = 40
"""Characters that are told of what somebody wrote in the place of a number."""
_READ_REFUSALS: Final = frozenset({"credentials", "blocked", "money", "ip", "phone", "busy"})


type _Why = tuple[str, tuple[tuple[str, str], ...]]


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


def sentence_error(error: SentenceError) -> ServiceValidationError:
    """Return the error about answers or commands that cannot be told apart."""
    return invalid(f"choice_{error.flaw}", told=error.told)


def about_number(
    country: str | None, error: InvalidPhoneNumberError, value: object
) -> dict[str, str]:
    """Return what errors tell of something that is no phone number."""
    return {
        "hint": error.hint,
        "codes": ", ".join(f"{code} {masked(error.hint)}" for code in error.codes),
        "country": country or DEFAULT_COUNTRY,
        "written": told(value),
    }


def told(written: object) -> str:
    """Return what errors tell of what somebody wrote, which is never a whole number."""
    text = " ".join(str(written).split())
    return _NUMBER.sub(lambda found: masked(re.sub(r"\D", "", found[0])), text)[:_LONGEST_NAME]


def refusal_error(
    hass: HomeAssistant, refused: Sequence[tuple[str, Exception | None]]
) -> HomeAssistantError:
    """Return one error that names everybody nothing was sent to, and why."""
    names: dict[_Why, list[str]] = {}
    for name, error in refused:
        names.setdefault(_why(hass, error), []).append(name)
    reasons = [
        (key, {**dict(placeholders), "recipient": ", ".join(dict.fromkeys(concerned))})
        for (key, placeholders), concerned in names.items()
    ]
    ours = all(isinstance(error, ServiceValidationError) for _, error in refused)
    raised = invalid if ours else failed
    if len(reasons) == 1:
        return raised(reasons[0][0], **reasons[0][1])
    sentences = (own_sentence(hass, key, placeholders) for key, placeholders in reasons)
    return raised("refused_for_several", details=" ".join(sentences))


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


def why_refused(hass: HomeAssistant, error: Exception | None, recipient: str) -> str:
    """Return why a message was not sent: what the gateway said, or a sentence of ours."""
    if isinstance(error, ServiceValidationError):
        placeholders = error.translation_placeholders or {}
        return own_sentence(
            hass, str(error.translation_key), {"recipient": recipient, **placeholders}
        )
    return gateway_words(hass, error)


def _why(hass: HomeAssistant, error: Exception | None) -> _Why:
    """Return the translation key for why a message was not sent, with what the sentence names."""
    if isinstance(error, ServiceValidationError):
        placeholders = error.translation_placeholders or {}
        return str(error.translation_key), tuple(placeholders.items())
    if isinstance(error, LimitReachedError):
        return f"limit_{error.limit}", ()
    return f"refused_{refusal_kind(error)}", (("reason", gateway_words(hass, error)),)
