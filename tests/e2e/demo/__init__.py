"""The demo, and the phones of its simulator."""
