"""Tests of messages that go further ways when one does not arrive."""
