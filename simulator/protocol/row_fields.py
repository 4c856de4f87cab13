"""Rows of answers: the attributes of a message that a client may ask for with `fields`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.basics.error_codes import RefusalError, error_texts
from simulator.gateway.models import DELIVERED, Channel
from simulator.protocol.moments import moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from simulator.gateway.models import InboundMessage, Message
    from simulator.protocol.answers import Row
    from simulator.protocol.call import Call

DEFAULT_FIELDS: Final = ("server_id", "phone", "price", "status")
ALL_FIELDS: Final = (
    *DEFAULT_FIELDS,
    "sender",
    "sender_orig",
    "created",
    "modified",
    "parts",
    "country",
    "operator",
    "error",
    "error_en",
    "error_ru",
    # Not in the list of section 1, but in its example of a callback.
    "message",
)
NETWORK_FIELDS: Final = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")


def read_fields(call: Call) -> tuple[str, ...]:
    """Return the fields that are asked for; 275 if there is an unknown one among them."""
    names = tuple(name.lower() for name in call.list("fields"))
    if not names:
        return DEFAULT_FIELDS
    if "all" in names:
        return ALL_FIELDS
    if not set(names) <= {*ALL_FIELDS, *NETWORK_FIELDS}:
        raise RefusalError(275)
    return names


def attributes(message: Message, zone: ZoneInfo) -> Row:
    """Return everything that can be asked about a message."""
    english, russian = error_texts(message.error)
    return {
        "server_id": str(message.server_id),
        "phone": message.phone,
        "price": f"{message.price:.2f}",
        "status": str(message.status),
        "sender": message.sender,
        "sender_orig": message.sender_orig,
        "created": moment(message.shown_created, zone),
        "modified": moment(message.modified, zone),
        "parts": str(message.parts),
        "country": message.country,
        "operator": message.operator,
        "error": str(message.error),
        "error_en": english,
        "error_ru": russian,
        "message": _shown_text(message),
        **message.network,
    }


def message_row(message: Message, fields: tuple[str, ...], zone: ZoneInfo) -> Row:
    """Return the row of a message; an HLR result comes along without being asked for."""
    known = attributes(message, zone)
    names = [*fields]
    if fields in (DEFAULT_FIELDS, ALL_FIELDS):
        names += message.network
    row = {name: known.get(name, "") for name in names}
    if not message.taken:
        row["error"] = known["error"]
    return row


def unknown_row(word: str, fields: tuple[str, ...]) -> Row:
    """Return the row of an id that is not known: no phone, status -2."""
    blank = {"server_id": word, "price": "0.00", "status": "-2"}
    return {name: blank.get(name, "") for name in fields}


def inbound_row(message: InboundMessage, zone: ZoneInfo) -> Row:
    """Return the row of an inbound message."""
    return {
        "id": str(message.id),
        "phone": message.phone,
        "num": message.number,
        "text": message.text,
        "created": moment(message.shown_created, zone),
    }


def _shown_text(message: Message) -> str:
    """Return the text; of an HLR request that is done, its result in words."""
    if message.channel is Channel.HLR and message.final:
        if message.status != DELIVERED:
            return "Not served"
        network = message.network
        return f"{network['cn']}, {network['net']}, IMSI {network['imsi']}"
    return message.text
