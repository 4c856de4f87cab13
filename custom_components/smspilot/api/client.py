"""The gateway's commands, one coroutine and one POST each (API-1 v1.9.17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import aiohttp

from . import transport
from .errors import AuthenticationError
from .fields import RECENT_FIELDS, STATUS_FIELDS
from .gateway_clock import GatewayClock
from .models import Account, Credentials, InboundPage, MessageStatus, SendResult
from .parsing import money, price, unix_time
from .rows import CHECKED, INBOUND, NOTHING, SENT, Listed, account
from .transport import Reply

GATEWAY_URL: Final = "https://smspilot.ru/api.php"


class SmsPilotClient:
    """One account at the gateway.

    Every method makes one POST whose body holds the credentials, and raises

    * `NotSentError`: nothing reached the gateway;
    * `OutcomeUnknownError`: the request left, no usable answer came (harmless for a read);
    * `GatewayError`: the gateway said no; its subclass says what to do.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        credentials: Credentials,
        *,
        url: str = GATEWAY_URL,
        charset: str = "utf-8",
        clock: GatewayClock | None = None,
    ) -> None:
        """Use a session that somebody else closes; `charset` may be windows-1251 (section 1)."""
        self._session, self._charset = session, charset
        self._credentials, self._url = credentials, url
        self.clock = clock or GatewayClock()

    def use(self, credentials: Credentials, url: str) -> None:
        """Make every further request with other credentials, to an address."""
        self._credentials, self._url = credentials, url

    async def send(
        self,
        text: str,
        phones: Sequence[str],
        *,
        sender: str | None = None,
        send_at: datetime | None = None,
        time_to_live: int | None = None,
        fields: Sequence[str] = STATUS_FIELDS,
        test: bool = False,
        callback: str | None = None,
        callback_method: str | None = None,
    ) -> SendResult:
        """Send one text to each phone (sections 1, 6 and 7); takes up to 30 s.

        `phones` are digits, `sender` is the gateway's `from` (`VIBER`, `VIBERSMS`, `GOLOS` and
        `GOLOSM` choose a channel), `send_at` is aware, `time_to_live` is in minutes (1 to 1440),
        `callback_method` is `get` or `post`, and `test` keeps the message from the operator.
        The rows may be fewer than the phones, and of status REFUSED; there is at least one.

        Only `NotSentError` allows to send again. Code 110 leaves the outcome unknown.
        """
        reply = await self._post(
            SENT,
            transport.SEND_TIMEOUT,
            send=text,
            to=",".join(phones),
            **{"from": sender or ""},
            send_datetime=unix_time(send_at),
            ttl="" if time_to_live is None else str(time_to_live),
            fields=",".join(fields),
            test="1" if test else "",
            callback=callback or "",
            callback_method=callback_method or "",
        )
        if not (reply.listed and reply.good):
            raise reply.why_not_sent
        return SendResult(
            messages=reply.listed,
            cost=price(reply.values.get("cost")),
            balance=money(reply.values.get("balance")),
        )

    async def hlr(self, phone: str) -> SendResult:
        """Ask the operator about a number (section 6); paid, takes up to 30 s, errors as `send`.

        The row's `number_check` comes later, by `check(ids, fields=())`.
        """
        return await self.send("HLR", [phone])

    async def ping(self, phone: str) -> SendResult:
        """Find out by a hidden message whether a phone is on (section 6.1); as `hlr`."""
        return await self.send("PING", [phone])

    async def cost(self, text: str, phones: Sequence[str], *, sender: str | None = None) -> Decimal:
        """Return what a send would cost, in roubles (section 1.3); nothing is sent."""
        reply = await self._read(
            NOTHING, send=text, to=",".join(phones), cost="1", **{"from": sender or ""}
        )
        return reply.amount("cost")

    async def check(
        self, server_ids: Iterable[int], *, fields: Sequence[str] = STATUS_FIELDS
    ) -> tuple[MessageStatus, ...]:
        """Return the statuses of messages (section 2), in the gateway's order.

        An id that the gateway does not know gives a row without a phone and of status REFUSED.
        Without `fields` the gateway chooses, and adds `number_check` to an HLR request.
        """
        ids = ",".join(str(server_id) for server_id in server_ids)
        if not ids:
            return ()
        return (await self._check(ids, fields)).listed

    async def recent(
        self, word: str = "recent", *, fields: Sequence[str] = RECENT_FIELDS
    ) -> tuple[MessageStatus, ...]:
        """Return the messages of the last 24 hours (section 2); the document's word is `resent`.

        A list with a row that cannot be read is no answer: a message may be missing from it.
        """
        reply = await self._check(word, fields)
        if not isinstance(reply.values["check"], list | dict) or None in reply.parts:
            raise reply.unusable
        return reply.listed

    async def balance(self) -> Decimal:
        """Return the account's balance in roubles (section 3)."""
        return (await self._read(NOTHING, balance="rur")).amount("balance")

    async def remaining_messages(self) -> int:
        """Return how many messages the balance is good for, as the gateway guesses (section 3)."""
        return int((await self._read(NOTHING, balance="sms")).amount("balance"))

    async def account(self) -> Account:
        """Return the account (section 4)."""
        reply = await self._read(NOTHING)
        if (found := account(reply.values)) is None:
            raise reply.unusable
        return found

    async def inbound(self, since: str | datetime | None = None) -> InboundPage:
        """Return the inbound messages from a time on (section 5); None means all there are.

        A text is the gateway's own `created`, in its own undocumented zone; a datetime is aware.
        """
        when = since if isinstance(since, str) else unix_time(since)
        reply = await self._read(INBOUND, inbound=when or "all")
        if "inbound" not in reply.values:
            raise reply.unusable
        return InboundPage(messages=reply.listed, date=reply.date)

    async def _check(self, which: str, fields: Sequence[str]) -> Reply[MessageStatus]:
        reply = await self._read(CHECKED, check=which, fields=",".join(fields))
        if "check" not in reply.values:
            raise reply.unusable
        return reply

    async def _read[T](self, wanted: Listed[T], **parameters: str) -> Reply[T]:
        reply = await self._post(wanted, transport.READ_TIMEOUT, **parameters)
        if problem := reply.refusal or (None if reply.good else reply.unusable):
            raise problem
        return reply

    async def _post[T](
        self, wanted: Listed[T], limit: aiohttp.ClientTimeout, **parameters: str
    ) -> Reply[T]:
        credentials, body = self._credentials, self._body(parameters)
        asked = self.clock.monotonic()
        reply = await transport.exchange(
            self._session, self._url, body, timeout=limit, charset=self._charset, wanted=wanted
        )
        if reply.values:
            self.clock.hear(reply.date, asked)
        refused = isinstance(reply.refusal, AuthenticationError) and "send" not in reply.values
        if refused and self._credentials != credentials:
            # The key was replaced meanwhile; nothing was taken.
            return await self._post(wanted, limit, **parameters)
        return reply

    def _body(self, parameters: dict[str, str]) -> bytes:
        charset = "" if self._charset == "utf-8" else self._charset  # the gateway's own default
        form = {**parameters, "format": "json", "charset": charset}
        return transport.encode({**form, **self._credentials.form}, self._charset)
