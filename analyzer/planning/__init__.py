"""What to export: which requests the checks need, what an export lacks, and the scripts that collect it."""
