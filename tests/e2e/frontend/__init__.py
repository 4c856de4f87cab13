"""The messages card on a dashboard."""
