"""From what people write into actions that send, to messages in the outboxes of accounts."""
