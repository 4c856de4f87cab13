"""What an account's open cards show, put together once for all of them."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.util import dt as dt_util

from ..api.models import InboundMessage
from ..messaging.receiving.inbound_rows import order
from .card_rows import Row, inbound_row, outgoing_row
from .history import SELDOM, Asked, History

if TYPE_CHECKING:
    from ..account.signals import Inbound
    from ..coordinator import SmsPilotConfigEntry
    from ..messaging.record.message import Message

MOST_ROWS: Final = 1000
"""The newest ones are shown."""
PAUSE: Final = 0.1
"""Seconds in which changes are gathered."""
_TICK: Final = timedelta(minutes=1)

type _Key = tuple[str, str]


class CardFeed:
    """The messages of one account; held while somebody looks at them, and a little longer."""

    def __init__(self, hass: HomeAssistant, entry: SmsPilotConfigEntry) -> None:
        """Belong to an account."""
        self._hass = hass
        self._entry = entry
        self.history = History(entry)
        self.rows: dict[str, Row] = {}
        self._late: deque[_Key] = deque(maxlen=MOST_ROWS)
        self._received: dict[_Key, InboundMessage] = {}
        self._met: dict[_Key, float] = {}
        self._texts: dict[str, str] = {}
        self._asked_for: set[str] = set()
        self._listeners: list[CALLBACK_TYPE] = []
        self._sources: list[CALLBACK_TYPE] = []
        self._cancel_gathering: CALLBACK_TYPE | None = None
        self._cancel_forgetting: CALLBACK_TYPE | None = None

    @callback
    def async_listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Tell of changes from now on, until the result is called."""
        if not self._listeners:
            self._begin()
        self._listeners.append(listener)
        self.async_build()
        self._ask_if_due(opened=True)

        @callback
        def leave() -> None:
            self._listeners.remove(listener)
            if not self._listeners:
                self._end()

        return leave

    @callback
    def async_note(self, inbound: Inbound) -> None:
        """Hear of a message that has just come in."""
        values = inbound.attributes
        message = InboundMessage(
            id=values["message_id"],
            phone=values["phone"],
            text=values["text"],
            created=values["created"],
        )
        if inbound.late:
            self._late.append(_key(message))
        if self._sources:
            self._received[_key(message)] = message
            self.async_changed()

    @callback
    def async_changed(self) -> None:
        """Tell the listeners soon, once for all that happens meanwhile."""
        if self._listeners and self._cancel_gathering is None:
            self._cancel_gathering = async_call_later(
                self._hass, PAUSE, HassJob(self._tell, cancel_on_shutdown=True)
            )

    @callback
    def _message_changed(self, message: Message) -> None:
        """Keep the text: one that is refused at once has none when the listeners are told."""
        self._texts[message.id] = message.text
        self.async_changed()

    @callback
    def _begin(self) -> None:
        """Somebody looks: follow the account as it is loaded now."""
        if self._cancel_forgetting is not None:
            self._cancel_forgetting()
        self._unfollow()
        data = self._entry.runtime_data
        self._sources = [
            data.messenger.watch(self._message_changed),
            data.coordinator.async_add_listener(self.async_changed),
            async_track_time_interval(self._hass, self._tick, _TICK, cancel_on_shutdown=True),
        ]

    @callback
    def _end(self) -> None:
        """Nobody looks: follow on and forget nothing until the gateway may be asked again."""
        if self._cancel_gathering is not None:
            self._cancel_gathering()
            self._cancel_gathering = None
        self._cancel_forgetting = async_call_later(
            self._hass, SELDOM, HassJob(self._forget, cancel_on_shutdown=True)
        )

    @callback
    def _forget(self, _now: datetime) -> None:
        self._unfollow()
        self.history = History(self._entry)
        self.rows, self._received, self._texts = {}, {}, {}

    def _unfollow(self) -> None:
        while self._sources:
            self._sources.pop()()

    @callback
    def _tell(self, _now: datetime) -> None:
        self._cancel_gathering = None
        self.async_build()
        for listener in tuple(self._listeners):
            listener()
        self._ask_if_due()

    @callback
    def _tick(self, _now: datetime) -> None:
        if self._listeners:
            self._ask_if_due()

    @callback
    def _ask_if_due(self, *, opened: bool = False) -> None:
        """Ask the gateway for what is missing, if it may be asked."""
        messenger = self._entry.runtime_data.messenger
        missing = {
            message.id
            for message in messenger.messages
            if message.server_id and not self._text(message)
        }
        wanted = (
            opened
            or self.history.asked is Asked.FAILED
            or not messenger.receiving
            or missing - self._asked_for
        )
        if wanted and self.history.may_ask:
            self._asked_for = missing
            self._entry.async_create_background_task(
                self._hass, self._async_ask(), "smspilot lists for the messages card"
            )

    async def _async_ask(self) -> None:
        """Ask, and show what comes of it."""
        try:
            await self.history.async_ask()
        finally:
            self.async_changed()

    @callback
    def async_build(self) -> None:
        """Put together what is shown."""
        messages = self._entry.runtime_data.messenger.messages
        self._texts = {message.id: text for message in messages if (text := self._text(message))}
        rows = [outgoing_row(self._entry, each, self._texts.get(each.id)) for each in messages]
        now, offset = dt_util.utcnow().timestamp(), self.history.offset
        inbound = {_key(message): message for message in self.history.inbound} | self._received
        self._met = {key: self._met.get(key, now) for key in inbound}
        rows += [
            inbound_row(
                self._entry, message, late=key in self._late, offset=offset, met=self._met[key]
            )
            for key, message in sorted(inbound.items(), key=lambda item: order(item[1]))
        ]
        rows.sort(key=lambda row: row["at"])
        self.rows = {row["id"]: row for row in rows[-MOST_ROWS:]}
        self._received = {
            key: message for key, message in self._received.items() if " ".join(key) in self.rows
        }

    def _text(self, message: Message) -> str | None:
        """Return a message's text from whoever still has it."""
        return message.text or self._texts.get(message.id) or self.history.text_of(message)


def _key(message: InboundMessage) -> _Key:
    """Return what tells an inbound message from all others."""
    return message.id, message.created
