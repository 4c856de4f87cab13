"""Tests of simulator.basics."""
