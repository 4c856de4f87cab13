"""What the tests see and do on the pages of a home and of the simulator."""
