"""Yes, no, unknown by hand: `True`, `False`, `None`; and what a tenant's records do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tests.second_opinion.records import Record, Tenant

Truth = bool | None


def any_of(facts: Iterable[Truth]) -> Truth:
    """One yes is enough; an unknown one beats no."""
    listed = list(facts)
    if any(fact is True for fact in listed):
        return True
    return None if any(fact is None for fact in listed) else False


def all_of(*facts: Truth) -> Truth:
    """One no is enough; an unknown one beats yes."""
    return negated(any_of(negated(fact) for fact in facts))


def negated(fact: Truth) -> Truth:
    return None if fact is None else not fact


def folded(text: str | None) -> str | None:
    """Names are compared without case and without the blanks around them."""
    return (text or "").strip().lower() or None


def one_of(value: str | None, wanted: Collection[str], known: Collection[str]) -> Truth:
    """Tell whether a word is among those wanted; a word that Graph does not define tells nothing."""
    if value is None or value.lower() not in {word.lower() for word in known}:
        return None
    return value.lower() in {word.lower() for word in wanted}


def at(record: Record | None, *steps: str) -> Any:
    """Follow members of objects; None where one is missing."""
    node: Any = record
    for step in steps:
        if not isinstance(node, dict):
            return None
        node = node.get(step)
    return node


def kind_of(record: Record) -> str | None:
    """Return the last word of `@odata.type`, lower case."""
    text = record.get("@odata.type")
    return text.lstrip("#").rsplit(".", 1)[-1].lower() if text else None


def exports(tenant: Tenant, dataset: str, name: str) -> bool:
    """Tell whether any record of a dataset has the property."""
    return any(name in record for record in tenant.get(dataset, []))


def by_id(tenant: Tenant, dataset: str, identity: str | None) -> Record | None:
    return next((record for record in tenant.get(dataset, []) if record.get("id") == identity), None)
