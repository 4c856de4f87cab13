"""What is asked of the gateway about a message (document, section 1: `fields`)."""

from __future__ import annotations

from typing import Final

STATUS_FIELDS: Final = (
    *("server_id", "phone", "price", "status", "parts", "country", "operator"),
    *("error", "error_en", "error_ru"),
)
RECENT_FIELDS: Final = (
    *("server_id", "phone", "status", "sender", "sender_orig"),
    *("created", "parts", "message"),
)
