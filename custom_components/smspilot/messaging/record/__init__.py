"""What is remembered of messages, in memory and on the disk."""
