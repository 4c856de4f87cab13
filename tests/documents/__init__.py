"""Tests of what people read: links, examples, completeness."""
