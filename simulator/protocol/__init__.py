"""What stands on the wire: calls, rows and answers, in each form the gateway speaks."""
