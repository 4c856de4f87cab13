"""What people are told when something is wrong: errors, refusals, repair issues."""
