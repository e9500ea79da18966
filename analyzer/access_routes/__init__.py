"""Every route by which access is held, and what would be lost: the question behind `analyzer access`."""
