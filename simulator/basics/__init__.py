"""What every wing may need: time, the gateway's error codes, JSON, much work in slices."""
