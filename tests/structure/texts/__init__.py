"""Whatever people read is there, in both languages, and nowhere else."""
