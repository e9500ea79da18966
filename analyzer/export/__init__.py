"""Which files an export holds and what is in them: bytes become Blocks that know their file and row."""
