"""What the gateway knows, and what becomes of it over time."""
