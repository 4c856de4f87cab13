"""How tests and people steer the simulator: the control calls and the page of phones."""
