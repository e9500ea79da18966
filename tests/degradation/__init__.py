"""What is taken away from an export may make answers vanish, never turn them around."""
