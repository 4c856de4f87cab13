"""Numbers and texts that behave in agreed ways, so that anybody can try every outcome.

=====================  =========================================================================
number ends in         what happens
=====================  =========================================================================
99NNN                  NNN is one of the gateway's codes. 600-605: taken, then undelivered with
                       this error. Any other: the number is refused with this code.
98001                  slow: ten minutes in the operator's queue, then delivered
98002                  switched off: in the queue until its time to live is over (error 600);
                       HLR and PING find it out of service
98003                  has no Viber: VIBER is undelivered (601), VIBERSMS goes on as an SMS
98004                  delivered at once
=====================  =========================================================================

A text "ERROR NNN" is refused as a whole with the code NNN.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from simulator.basics.error_codes import DELIVERY_CODES, ERRORS
from simulator.gateway.models import DELIVERED, QUEUED, UNDELIVERED, Channel

if TYPE_CHECKING:
    from simulator.gateway.models import Message

SLOW: Final = "98001"
SWITCHED_OFF: Final = "98002"
WITHOUT_VIBER: Final = "98003"
AT_ONCE: Final = "98004"
EXPIRED: Final = 600
UNDELIVERABLE: Final = 601

_CODE_NUMBER: Final = re.compile(r"\d+99(\d{3})")
_CODE_TEXT: Final = re.compile(r"ERROR (\d{2,3})")


class Step(NamedTuple):
    """A later status of a message, so many seconds after it set out."""

    after: float
    status: int
    error: int = 0


@dataclass(slots=True, kw_only=True)
class Timing:
    """Seconds from one status to the next."""

    queued: float = 2.0
    delivered: float = 6.0
    slow: float = 600.0


def code_of_number(phone: str) -> int:
    """Return the code that a number stands for, 0 for ordinary numbers."""
    return _known(_CODE_NUMBER.fullmatch(phone))


def code_of_text(text: str) -> int:
    """Return the code that a text stands for, 0 for ordinary texts."""
    return _known(_CODE_TEXT.fullmatch(text.strip()))


def refusal_of_number(phone: str) -> int:
    """Return the code with which an agreed number is refused, 0 if it is taken."""
    code = code_of_number(phone)
    return 0 if code in DELIVERY_CODES else code


def lacks_viber(phone: str) -> bool:
    """Tell whether a phone is one without Viber."""
    return phone.endswith(WITHOUT_VIBER)


def steps(message: Message, timing: Timing) -> tuple[Step, ...]:
    """Return the statuses that a taken message goes through."""
    phone, life = message.phone, message.ttl * 60.0
    if phone.endswith(AT_ONCE):
        return (Step(0, DELIVERED),)
    queued = Step(timing.queued, QUEUED)
    last = Step(timing.delivered, DELIVERED)
    if code := code_of_number(phone):
        last = Step(timing.delivered, UNDELIVERED, code)
    elif phone.endswith(SLOW):
        last = Step(timing.slow, DELIVERED)
    elif phone.endswith(SWITCHED_OFF):
        last = Step(timing.delivered if message.channel.is_query else life, UNDELIVERED, EXPIRED)
    elif lacks_viber(phone) and message.channel is Channel.VIBER:
        last = Step(timing.delivered, UNDELIVERED, UNDELIVERABLE)
    if last.after > life:
        last = Step(life, UNDELIVERED, EXPIRED)
    return (queued, last)


def _known(match: re.Match[str] | None) -> int:
    code = int(match[1]) if match else 0
    return code if code in ERRORS else 0


# Of the operators that pricing.py knows: mobile network code, display name, service centre.
_NETWORKS: Final = {
    "MTS": ("01", "MTS"),
    "MEGAFON": ("02", "MegaFon"),
    "YOTA": ("11", "Yota"),
    "TELE2": ("20", "Tele2"),
    "BEELINE": ("99", "Beeline"),
}


def network(message: Message) -> dict[str, str]:
    """Return what an HLR request finds out (section 6)."""
    russian = message.country == "RU"
    code, name = _NETWORKS.get(message.operator, ("00", message.operator or "Unknown"))
    return {
        "imsi": f"{'250' if russian else '000'}{code}{message.phone[-10:]:0>10}",
        "msc": "790434",
        "mcc": "250" if russian else "000",
        "mnc": code,
        "cn": "Russia" if russian else message.country,
        "net": name,
        "rcn": "",
        "rnet": "",
    }
