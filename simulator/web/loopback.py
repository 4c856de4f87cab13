"""Which addresses are those of this machine."""

from __future__ import annotations

from ipaddress import ip_address

from yarl import URL


def is_elsewhere(url: URL) -> bool:
    """Tell whether an address leads to another machine, or nobody knows where without asking."""
    host = url.host or ""
    if host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True
