"""What an answer of the gateway's list says of a message that is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto

from ...api.models import MessageStatus
from ..record.ledger import Ledger
from ..record.message import Message, State
from .attempts import Attempts
from .claims import own_row, owners
from .likeness import alike, by_sender, in_another_zone, in_order, in_time, too_old
from .listing import Calibration, RecentList, moment


class Finding(Enum):
    """What is known of a message that was not found."""

    ABSENT = auto()
    """It was not taken."""
    BLIND = auto()
    """Nothing can be learned of it."""
    NO_NEWS = auto()
    """This look taught nothing; the next one may."""


class Judge:
    """Tells our messages' rows from those of others, as far as anything tells."""

    def __init__(self, recent: RecentList, ledger: Ledger, attempts: Attempts) -> None:
        """Take what was listed, what is known, and what tells when messages were attempted."""
        self._recent = recent
        self._ledger = ledger
        self._attempts = attempts
        self.sought: set[Message] = set()
        """The messages that are being looked for."""

    def judge(
        self, message: Message, rows: Iterable[MessageStatus], known: Calibration
    ) -> MessageStatus | Finding:
        """Return what a good answer says of a message."""
        unheld = [
            row
            for row in rows
            if message.is_to(row.phone) and not self._ledger.holds(row.server_id)
        ]
        unheld.sort(key=lambda row: row.server_id)
        possible = [row for row in unheld if self._possible(message, row, known)]
        others = self._others(message, known)
        if known.echoes_text:
            found = self._by_text(message, possible, others, known)
        else:
            found = Finding.BLIND if possible else Finding.ABSENT
        if found is not Finding.BLIND:
            return found
        if any(other.state is State.SENDING and other not in self.sought for other in others):
            return Finding.NO_NEWS  # the answer that is under way will tell which row is whose
        if known.echoes_text or not message.attempt:
            return Finding.BLIND  # in a restored backup a stranger's row would look just like it
        return self._by_claims(message, possible, unheld, others, known)

    def _possible(self, message: Message, row: MessageStatus, known: Calibration) -> bool:
        """Return whether a row may be the message's own, in whatever form it is listed."""
        if self._recent.showed(row, before=message.attempted or message.created):
            return False
        next_in_order = in_order(message, row)
        if not (next_in_order or alike(message, row, known)):
            return False
        ahead = self._ahead(message, row, known)
        return not too_old(ahead) or (next_in_order and in_another_zone(ahead))

    def _others(self, message: Message, known: Calibration) -> list[Message]:
        """Return the other messages to the same phone whose rows are not known.

        What is queued and sought may have been sent, too, as only its text can tell.
        """
        unknown = self._ledger.in_state(State.SENDING, State.UNKNOWN)
        also = self.sought.difference(unknown) if known.echoes_text else ()
        return [
            other
            for other in (*unknown, *also)
            if other is not message and other.phone == message.phone
        ]

    def _by_claims(
        self,
        message: Message,
        possible: Sequence[MessageStatus],
        unheld: Sequence[MessageStatus],
        others: Iterable[Message],
        known: Calibration,
    ) -> MessageStatus | Finding:
        """Return what rows without their texts say of a message, all taken together."""
        claims = {
            one: [row.server_id for row in unheld if self._claims(one, row, known)]
            for one in sorted((message, *others), key=lambda one: one.created)
        }
        own = own_row(message, claims)
        if own is not None:
            row = next(row for row in possible if row.server_id == own)
            return row if in_time(self._ahead(message, row, known)) else Finding.BLIND
        explained = owners(claims)
        of_others = all(in_order(message, row) and row.server_id in explained for row in possible)
        return Finding.ABSENT if of_others and not claims[message] else Finding.BLIND

    def _claims(self, one: Message, row: MessageStatus, known: Calibration) -> bool:
        """Return whether a row without its text may be a message's, as far as anything tells."""
        came_later = one.state.final and 0 < one.highest_after < row.server_id
        ahead = self._ahead(one, row, known)
        return (
            in_order(one, row)
            and not came_later
            and alike(one, row, known)
            and (ahead is None or in_time(ahead) or in_another_zone(ahead))
            and not self._recent.showed(row, before=one.attempted)
        )

    def _ahead(self, one: Message, row: MessageStatus, known: Calibration) -> float | None:
        """Return by how many seconds a row is dated after a message's attempt, None if unknown."""
        created, attempted = moment(row.created), self._attempts.moment(one)
        if created is None or known.offset is None or attempted is None:
            return None
        return created - known.offset - attempted

    def _by_text(
        self,
        message: Message,
        possible: Sequence[MessageStatus],
        others: Iterable[Message],
        known: Calibration,
    ) -> MessageStatus | Finding:
        """Return what rows with their texts say of a message."""
        if not all(row.text for row in possible):
            return Finding.NO_NEWS
        for row in possible:
            if (
                row.created
                and alike(message, row, known)
                and in_order(message, row)
                and not too_old(self._ahead(message, row, known))
                and not _is_by_another_channel(message, others, row)
            ):
                return row
        of_others = all(any(alike(other, row, known) for other in others) for row in possible)
        return Finding.ABSENT if of_others else Finding.BLIND


def _is_by_another_channel(message: Message, others: Iterable[Message], row: MessageStatus) -> bool:
    """Return whether a row is that of another message with the same text, as its sender tells."""
    return not by_sender(message, row) and any(
        by_sender(other, row) and other.text == message.text for other in others
    )
