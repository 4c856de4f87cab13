"""The demo: the simulator and the newest Home Assistant, furnished and ready to be played with."""
