"""Why a message was refused, as one word that the translations explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..api.errors import (
    AccountBlockedError,
    AccountUnpaidError,
    AuthenticationError,
    DuplicateError,
    GatewayError,
    InvalidParameterError,
    IpRestrictionError,
    NoMoneyError,
    NotSentError,
    OutcomeUnknownError,
    RecipientError,
    SenderError,
    TemporaryError,
    TextRefusedError,
)
from ..messaging.limits.charge import LimitReachedError

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

TEMPLATE_CODES: Final = frozenset({223, 224, 225, 226})

_KINDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (LimitReachedError, "limit"),
    (AuthenticationError, "credentials"),
    (AccountUnpaidError, "money"),
    (AccountBlockedError, "blocked"),
    (NoMoneyError, "money"),
    (IpRestrictionError, "ip"),
    (RecipientError, "phone"),
    (SenderError, "sender"),
    (TextRefusedError, "text"),
    (DuplicateError, "duplicate"),
    (TemporaryError, "busy"),
    (InvalidParameterError, "other"),
    (GatewayError, "other"),
    (NotSentError, "not_sent"),
    (OutcomeUnknownError, "unknown"),
)
REFUSAL_KINDS: Final = ("template", *dict.fromkeys(kind for _, kind in _KINDS))


def refusal_kind(error: Exception | None) -> str:
    """Return the word for why a message was not sent; every word is in REFUSAL_KINDS."""
    if isinstance(error, GatewayError) and error.code in TEMPLATE_CODES:
        return "template"
    return next((word for kind, word in _KINDS if isinstance(error, kind)), "unknown")


def gateway_words(hass: HomeAssistant, error: Exception | None) -> str:
    """Return what the gateway itself said, in the home's language where it can."""
    if not isinstance(error, GatewayError):
        return ""
    russian = speaks_russian(hass) and error.description_ru
    words = russian or error.description or error.description_ru
    return f"{words} ({error.code})" if words else str(error.code)


def speaks_russian(hass: HomeAssistant) -> bool:
    """Return whether the home's language is Russian."""
    return hass.config.language.startswith("ru")
