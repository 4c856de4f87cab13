"""A loaded account: its connection, its journals, and what it tells of itself."""
