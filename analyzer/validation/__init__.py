"""Blocks against schemas: every problem is named, the good rows flow on. Start at `pipeline.validate`."""
