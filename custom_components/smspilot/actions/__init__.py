"""What people write into actions, made into messages and answers."""
