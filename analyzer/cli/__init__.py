"""The command line: parse, call the api, print, exit. One file per command."""

from __future__ import annotations

from analyzer.cli.app import app, main

__all__ = ["app", "main"]
