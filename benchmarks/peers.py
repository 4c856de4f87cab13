"""What others need to send one text to ten numbers: `python -m benchmarks.peers`.

Prints how many bare requests' time each takes, and how many requests it makes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from statistics import median
from time import perf_counter
from unittest.mock import patch

import requests

TEN = [f"7908000{number:04}" for number in range(10)]


def twilio_sms(others: str) -> Callable[[], object]:
    """Return Home Assistant's own notifier for Twilio."""
    from homeassistant.components.twilio_sms.notify import (  # noqa: PLC0415 - may be missing
        TwilioSMSNotificationService,
    )
    from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415
    from twilio.rest import Client  # noqa: PLC0415

    class Here(TwilioHttpClient):  # type: ignore[misc] # it has no types
        def request(self, method: str, url: str, *more: object, **options: object) -> object:
            here = url.replace("https://api.twilio.com", others)
            return super().request(method, here, *more, **options)

    service = TwilioSMSNotificationService(  # type: ignore[no-untyped-call]
        Client("account", "token", http_client=Here()), "+15005550006"
    )
    return lambda: service.send_message("Fire", target=TEN)


def clicksend(others: str) -> Callable[[], object]:
    """Return Home Assistant's own notifier for ClickSend."""
    from homeassistant.components.clicksend import notify  # noqa: PLC0415

    service = notify.ClicksendNotificationService(
        {"username": "me", "api_key": "key", "recipient": TEN, "sender": "hass"}
    )

    def send() -> None:
        with patch.object(notify, "BASE_API_URL", others):
            service.send_message("Fire")

    return send


def sms_pilot_py(others: str) -> Callable[[], object]:
    """Return the gateway's other client on PyPI, which sends to one number at a time."""
    import sms_pilot  # noqa: PLC0415

    sms_pilot.SmsPilot.api_urls = {1: others}
    client = sms_pilot.SmsPilot("key")
    return lambda: [client.send_message(phone, "Fire") for phone in TEN]


def bare(others: str) -> Callable[[], object]:
    """Return one bare request."""
    session = requests.Session()
    return lambda: session.post(others, data={"to": ",".join(TEN)}, timeout=10).json()


def main(others: str, rounds: int) -> None:
    """Measure each in turn with a bare request."""
    one = bare(others)
    found: dict[str, list[float]] = {}
    for make in (sms_pilot_py, twilio_sms, clicksend):
        with suppress(ImportError):
            send = make(others)
            found[make.__name__] = [
                median(_took(send) / _took(one) for _ in range(rounds)),
                _requests(send),
            ]
    print(json.dumps(found))


def _took(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _requests(work: Callable[[], object]) -> int:
    """Return how many requests are made."""
    send = requests.Session.send
    with patch.object(requests.Session, "send", autospec=True, side_effect=send) as counted:
        work()
    return counted.call_count


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
