"""Machinery of checks: how one is declared, found, run, and turned into findings. No checklist content."""
