"""Offline analyzer for exports of Microsoft Entra entitlement management.

>>> import analyzer
>>> snapshot = analyzer.open_export("sample_exports/contoso")  # doctest: +SKIP
>>> snapshot.check().findings  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.api import Snapshot, open_export

__all__ = ["Snapshot", "__version__", "open_export"]


def __getattr__(name: str) -> Any:
    """Load the pipeline, and with it pandas, only when somebody asks for it."""
    if name in __all__:
        from analyzer import api  # noqa: PLC0415

        return getattr(api, name)
    raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
