"""What is asked of those who write: PINs, and the answers to questions."""
