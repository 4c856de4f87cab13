"""What became of a message whose answer was lost."""
