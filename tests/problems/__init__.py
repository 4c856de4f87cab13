"""What went wrong, as people see it."""
