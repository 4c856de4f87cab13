"""What of a text is kept to recognise another one like it."""

from __future__ import annotations

import re
from hashlib import blake2b


def fingerprint(text: str, salt: str) -> str:
    """Return the same for texts that differ in their figures only; it does not tell the text.

    Otherwise a loop that counts or names the temperature would use up what is kept for alarms.
    """
    shape = re.sub(r"[\d\s]+", "#", text.casefold())
    return blake2b(shape.encode(), digest_size=8, key=salt.encode()).hexdigest()
