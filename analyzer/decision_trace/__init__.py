"""Why can this person get in, or not: every gate, the smallest change, and what happens next."""
