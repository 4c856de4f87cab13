"""The messages card."""
