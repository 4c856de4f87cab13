"""What the document leaves open, as this gateway settles it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Dialect:
    """Where the document leaves room, or disagrees with newer pages: how to answer."""

    # Between the rows of a text answer.
    line_separator: str = "\n"
    # Newer pages show a server_packet_id in the answer to a send.
    packet_id: bool = False
    # Section 7 shows a single Viber message as an object, all other sections as a list.
    viber_object: bool = True
    # The document: https is not supported for callbacks (260); newer pages use it.
    refuse_https_callbacks: bool = False
    # The vendor's server closes the connection after each answer.
    keep_alive: bool = False
