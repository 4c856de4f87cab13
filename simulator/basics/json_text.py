"""JSON as text that can always be written, whatever characters it holds."""

from __future__ import annotations

import json
import re
from typing import Final

# Half of a character, as JSON may hold it: it cannot be written but escaped.
_HALF: Final = re.compile("[\ud800-\udfff]")


def json_text(data: object) -> str:
    """Return JSON with letters as they are, and nothing between its parts."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):x}", text)
