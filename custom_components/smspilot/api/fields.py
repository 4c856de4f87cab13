"""What is asked of the gateway about a message (document, section 1: `fields`)."""

from __future__ import annotations

from typing import Final

_OUTCOME = ("server_id", "phone", "price", "status", "parts", "country", "operator")
_ERROR = ("error", "error_en", "error_ru")
SEND_FIELDS: Final = (*_OUTCOME, *_ERROR)
CHECK_FIELDS: Final = (*_OUTCOME, "modified", *_ERROR)
RECENT_FIELDS: Final = (
    *("server_id", "phone", "status", "sender", "sender_orig"),
    *("created", "parts", "message"),
)
