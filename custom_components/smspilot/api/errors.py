"""What can go wrong at the gateway, sorted by what a caller must do."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 300
"""Characters; what the gateway says is a sentence."""
_NUMBER: Final = re.compile(r"\+?[0-9]{5,}(?=[0-9]{2})")


class SmsPilotError(Exception):
    """Anything that keeps a request from being answered well."""


class NotSentError(SmsPilotError):
    """Nothing reached the gateway: the request may be made again."""


class OutcomeUnknownError(SmsPilotError):
    """The request left, but no usable answer came: a send must not be repeated blindly."""


class GatewayError(SmsPilotError):
    """The gateway said no (document, sections 1.5 and 2.3; codes match, texts drift)."""

    def __init__(self, code: int, description: str = "", description_ru: str = "") -> None:
        """Keep the code and the gateway's own words in both languages."""
        super().__init__(f"gateway error {code}")
        self.code = code
        self.description = _harmless(description)
        self.description_ru = _harmless(description_ru)


class AuthenticationError(GatewayError):
    """The key, or the e-mail and password, are refused: ask the user for new ones."""


class AccountBlockedError(GatewayError):
    """The account is blocked: only the gateway's support can help."""


class AccountUnpaidError(AccountBlockedError):
    """The account stands still until it is paid."""


class NoMoneyError(GatewayError):
    """The balance does not cover the message: the user must top up."""


class IpRestrictionError(GatewayError):
    """The account admits other addresses only: the user must change its settings."""


class RecipientError(GatewayError):
    """The phone number is not one that the gateway can send to."""


class SenderError(GatewayError):
    """The sender is malformed or not registered for this account."""


class TextRefusedError(GatewayError):
    """The text is empty, too long, advertising, or matches no approved template."""


class DuplicateError(GatewayError):
    """The same text went to the same number lately, or it holds forbidden words."""


class InvalidParameterError(GatewayError):
    """A parameter such as the time, the time to live or the callback is not accepted."""


class TemporaryError(GatewayError):
    """The gateway asks to slow down: the request was not taken and may be made again."""


_KINDS: dict[type[GatewayError], tuple[int, ...]] = {
    AuthenticationError: (100, 101, 102, 400, 401),
    AccountBlockedError: (106, 107, 117, 122),
    AccountUnpaidError: (103, 104, 105),
    NoMoneyError: (112, 241, 242),
    IpRestrictionError: (113,),
    RecipientError: (108, 111, 210, 211, 212, 213, 214, 215),
    SenderError: (115, 116, 200, 201, 202, 204),
    TextRefusedError: (220, 221, 223, 224, 225, 226, 247, 248),
    DuplicateError: (243,),
    InvalidParameterError: (
        *(10, 11, 12, 13, 14, 109),
        *(230, 231, 240, 250, 260, 270, 275),
        *(300, 301, 302, 303, 304, 500),
    ),
    TemporaryError: (118,),
}
_KIND_OF_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes}


def gateway_error(code: int, description: str = "", description_ru: str = "") -> GatewayError:
    """Return the exception that says what to do about a code (any other: GatewayError)."""
    return _KIND_OF_CODE.get(code, GatewayError)(code, description, description_ru)


def _harmless(words: str) -> str:
    """Return what people and logs may be told: one line, and two digits of a phone number."""
    return _NUMBER.sub("…", " ".join(words[: 2 * _LONGEST].split()))[:_LONGEST]
