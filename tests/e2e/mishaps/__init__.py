"""What may befall a home: it is killed, the line is bad, the disk is full or hangs."""
