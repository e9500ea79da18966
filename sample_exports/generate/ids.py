"""Stable ids: the same name gives the same id on every machine."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

_SAMPLES = uuid5(NAMESPACE_DNS, "samples.example")


def stable_id(tenant: str, kind: str, name: str) -> str:
    """The id of the `kind` called `name` in `tenant`."""
    return str(uuid5(_SAMPLES, f"{tenant}/{kind}/{name}"))
