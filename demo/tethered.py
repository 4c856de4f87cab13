"""Run a command that cannot outlive the process that starts it.

The demo ends its two programs itself; this is for the day when the demo is killed outright.
Only Linux can tell a process of its parent's death; elsewhere the command merely runs.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Take the parent's number and a command; become that command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit("The demo has ended already.")
    os.execv(command[0], command)  # noqa: S606  # becoming another program is the purpose


if __name__ == "__main__":
    main()
