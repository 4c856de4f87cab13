"""Home Assistant's own program, but it listens where it was told to or not at all.

By itself it would listen on every address of the machine if its port is taken at that moment:
good for a home that must stay within reach, bad for a demo that is for this machine alone.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from homeassistant.__main__ import main
from homeassistant.components.http.config import HTTPConfigStore


async def no_other_address(_store: HTTPConfigStore, err: Exception) -> NoReturn:
    """End at once: nothing is set up yet that would need to be tidied."""
    sys.stderr.write(f"Home Assistant cannot listen where it was told to: {err}\n")
    os._exit(1)  # anything milder is caught, and Home Assistant goes on without HTTP


def launch() -> int:
    """Run Home Assistant with the arguments of the command line."""
    setattr(HTTPConfigStore, HTTPConfigStore.async_get_fallback_config.__name__, no_other_address)
    return main()


if __name__ == "__main__":
    sys.exit(launch())
