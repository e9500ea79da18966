"""Columns as a file has them to the canonical columns of a dataset. Start at `column_blocks`."""
