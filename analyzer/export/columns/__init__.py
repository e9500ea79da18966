"""Texts and foreign columns to the canonical columns of a dataset. Start at `json_text` or `column_blocks`."""
