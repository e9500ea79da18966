"""Writes the sample tenants of this folder, always the same bytes."""
