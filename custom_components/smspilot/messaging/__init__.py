"""The life of a message over time; knows the gateway's client, nothing of Home Assistant."""
