"""The life of a message over time; knows the gateway's client, nothing of Home Assistant.

The door is `messenger`; what it needs and whom it tells stands in `listener`; `assembly` puts the
parts together.

Send: `intake` (drafts become messages), `outbox` (queue and requests), `batch`, `sending`,
`request`, `backoff`.
Resolve an unknown outcome: `doubt` (what follows), `resolve` (is it in the list?), `listing` (the
list, and what it is worth), `segments`.
Follow: `delivery`.
Receive: `polling` (when), `inbox` (what is new), `inbound_rows`.
Limits: `limits`, `charge`, `prices`, `fingerprint` (texts without their words), `limit_watch`,
`query` (paid questions that are no messages), `counters` (their journal).
Remember: `message` (one and its states), `ledger` (all of them), `journal` (on the disk).
Beneath all: `clock`, `tasks`, `phone_number`.
"""
