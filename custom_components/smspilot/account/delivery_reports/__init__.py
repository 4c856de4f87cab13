"""Delivery reports that the gateway pushes, and where to."""
