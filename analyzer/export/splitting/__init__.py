"""Bytes to the texts of single JSON records, without building Python objects. Start at `record_runs`."""
