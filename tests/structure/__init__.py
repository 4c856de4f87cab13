"""Tests that hold the project together."""
