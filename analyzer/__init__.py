"""Offline analyzer for exports of Microsoft Entra entitlement management."""

__version__ = "0.1.0"
