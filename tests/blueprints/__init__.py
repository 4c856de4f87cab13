"""Tests of blueprints."""
