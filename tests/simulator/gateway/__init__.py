"""Tests of simulator.gateway."""
