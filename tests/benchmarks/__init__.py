"""Speed and size: a synthetic tenant of any size, and whole processes timed side by side."""
