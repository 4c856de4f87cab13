"""A message that goes further ways when one does not arrive, until somebody is reached."""
