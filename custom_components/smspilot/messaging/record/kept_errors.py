"""What the journal keeps of why a message was not sent."""

from __future__ import annotations

from typing import Any

from ...api.errors import GatewayError, NotSentError, gateway_error


def error_as_dict(error: Exception) -> dict[str, Any]:
    """Return what the journal keeps of an error."""
    if isinstance(error, GatewayError):
        return {"code": error.code, "en": error.description, "ru": error.description_ru}
    return {"code": None}


def error_from_dict(data: dict[str, Any]) -> Exception:
    """Return the error that the journal kept."""
    if data["code"] is None:
        return NotSentError("not sent")
    return gateway_error(data["code"], data["en"], data["ru"])
