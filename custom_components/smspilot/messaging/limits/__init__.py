"""What may be sent and spent."""
