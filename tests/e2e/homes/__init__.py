"""Homes, demos and simulators as processes of their own."""
