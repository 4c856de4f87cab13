"""What of a message is kept to recognise another one like it; it does not tell what it was."""

from __future__ import annotations

import re
from hashlib import blake2b


def fingerprint(text: str, salt: str) -> str:
    """Return the same for texts that differ in their figures only.

    Otherwise a loop that counts or names the temperature would use up what is kept for alarms.
    """
    shape = re.sub(r"[\d\s]+", "#", text.casefold())
    return _digest(shape, salt)


def exact_fingerprint(phone: str, text: str, salt: str) -> str:
    """Return the same for the very text to the same phone only."""
    return _digest(f"{phone} {text}", salt)


def _digest(value: str, salt: str) -> str:
    return blake2b(value.encode(), digest_size=8, key=salt.encode()).hexdigest()
