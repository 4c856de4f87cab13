"""Tests of SMSPILOT for Home Assistant."""
