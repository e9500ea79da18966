"""The same tenant as everybody's tools hand it over: one small writer per layout."""
