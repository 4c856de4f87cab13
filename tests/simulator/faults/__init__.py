"""Tests of simulator.faults."""
