"""The few files that Home Assistant must find at its very first start.

Everything else is done through Home Assistant's own API, which checks it and will still know it
in the next version. These cannot wait for the API: the address to listen on is needed before
there is one (and in `configuration.yaml` it would be on trial for five minutes only); a step of
the onboarding sets up services that live on the internet; the Marketplace would ask GitHub
before anybody could say no; and Home Assistant complains if its language changes later.
Home Assistant migrates older versions of these files by itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from demo.ports import HOST

if TYPE_CHECKING:
    from pathlib import Path

DASHBOARD: Final = "sms-demo"

_LONG_AGO: Final = "2026-01-01T00:00:00+00:00"


def write_seeds(storage: Path, *, home: str, language: str) -> None:
    """Write what the first start needs; the address follows by `write_address`."""
    storage.mkdir(parents=True)
    done = ["core_config", "analytics", "integration"]
    _write(storage, "onboarding", 4, 1, {"done": done})
    _write(storage, "core.config_entries", 1, 5, {"entries": [_MARKETPLACE]})
    place = {**_MOSCOW, "location_name": home, "language": language}
    _write(storage, "core.config", 1, 4, place)


def write_address(storage: Path, port: int) -> None:
    """Tell Home Assistant where to listen."""
    stable = {**_HTTP, "server_host": [HOST], "server_port": port}
    data = {"stable": stable, "pending": None, "yaml_migration_done": True}
    _write(storage, "http", 2, 2, data)


def move_gateway(storage: Path, before: str, after: str) -> None:
    """Tell the accounts and the dashboard that the simulator has moved to another port."""
    for key in ("core.config_entries", f"lovelace.{DASHBOARD.replace('-', '_')}"):
        path = storage / key
        if path.exists():
            path.write_text(path.read_text().replace(f"{before}/", f"{after}/"))


def _write(storage: Path, key: str, version: int, minor_version: int, data: object) -> None:
    content = {"version": version, "minor_version": minor_version, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content, indent=2))


_HTTP: Final = {
    "cors_allowed_origins": [],
    "login_attempts_threshold": -1,
    "ip_ban_enabled": True,
    "ssl_profile": "modern",
    "use_x_frame_options": True,
    "created_at": _LONG_AGO,
    "error": None,
    "error_message": None,
}
_MOSCOW: Final = {
    "latitude": 55.75,
    "longitude": 37.62,
    "elevation": 150,
    "radius": 100,
    "unit_system_v2": "metric",
    "time_zone": "Europe/Moscow",
    "country": "RU",
    "currency": "RUB",
    "internal_url": None,
    "external_url": None,
}
_MARKETPLACE: Final = {
    "created_at": _LONG_AGO,
    "data": {},
    "disabled_by": "user",
    "discovery_keys": {},
    "domain": "marketplace",
    "entry_id": "01KE7Y0000000000000000000M",
    "minor_version": 1,
    "modified_at": _LONG_AGO,
    "options": {},
    "pref_disable_new_entities": False,
    "pref_disable_polling": False,
    "source": "system",
    "subentries": [],
    "title": "",
    "unique_id": None,
    "version": 1,
}
