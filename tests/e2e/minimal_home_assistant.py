"""Home Assistant's own program, without the integrations that it sets up by default.

It starts in half the time, and a test can afford to kill it fifty times.
"""

from __future__ import annotations

import sys

from homeassistant import bootstrap
from homeassistant.__main__ import main

if __name__ == "__main__":
    bootstrap.DEFAULT_INTEGRATIONS = set()
    sys.exit(main())
