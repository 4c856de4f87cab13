"""Home Assistant's own program, without the integrations that it sets up by default.

It starts in half the time, and a test can afford to kill it many times.
"""

from __future__ import annotations

import sys
from pathlib import Path

from homeassistant import bootstrap
from homeassistant.util import executor

# For this one import only: there is a `custom_components` beside the demo, too.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from demo.launch import launch

sys.path.pop(0)

if __name__ == "__main__":
    bootstrap.DEFAULT_INTEGRATIONS = set()
    # At its end it interrupts threads that take longer than a moment, and tells of it.
    executor.EXECUTOR_SHUTDOWN_TIMEOUT = 600
    sys.exit(launch())
