"""Messages that come in: when they are asked for, and which are new."""
