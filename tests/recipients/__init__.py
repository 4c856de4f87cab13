"""Who gets a message, and whom one came from."""
