"""The life of a message over time; knows the gateway's client, nothing of Home Assistant.

`messenger` is the door, and `assembly` what lies behind it. The message belongs to this floor, not
to the action that brought it: an action that ends stops nothing, and a run that ends leaves
everything to the next one. So every step is written down before it is taken (`record`), a paid
request is never repeated on suspicion (`resolving`), what may be spent is reserved before anything
leaves (`limits`), and what does not arrive goes further ways if it has any (`escalation`).
"""
