"""Connections that do not leave this machine."""

from __future__ import annotations

import socket
from ipaddress import ip_address

from aiohttp import ThreadedResolver
from aiohttp.abc import ResolveResult
from yarl import URL


class LoopbackResolver(ThreadedResolver):
    """Knows only the names of this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a name of this machine leads; nobody is asked about any other."""
        if host not in ("localhost", socket.gethostname()) and not host.endswith(".localhost"):
            raise OSError("not on this machine")
        found = await super().resolve(host, port, family)
        if any(not ip_address(each["host"]).is_loopback for each in found):
            raise OSError("not on this machine")
        return found


def is_elsewhere(url: URL) -> bool:
    """Tell whether an address without a name is one of another machine."""
    try:
        return not ip_address(url.host or "").is_loopback
    except ValueError:
        return False
