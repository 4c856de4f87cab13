"""Tests of simulator.web."""
