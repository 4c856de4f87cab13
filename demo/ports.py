"""Ports that nothing else on this machine listens on."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import Final

HOST: Final = "127.0.0.1"
_NEIGHBOURS: Final = 20


def free_port(preferred: int, *, taken: int = 0) -> int:
    """Return the preferred port, or one near it, or any other that is free and not `taken`."""
    nearby = range(preferred, min(preferred + _NEIGHBOURS, 65536))
    return next((port for port in nearby if port != taken and _is_free(port)), _any_port())


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True


def _any_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port
