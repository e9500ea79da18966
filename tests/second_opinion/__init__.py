"""The ten seed checks written a second time, in SQL, by another reader of the same rules."""
