"""Finds whom and what somebody names who asks about access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.tables import lookup

if TYPE_CHECKING:
    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Codes


def find_person(relations: Relations, text: str) -> int:
    """Return the code (of `access_holders`) of a person named by id, user principal name or mail address.

    Somebody whom only an assignment or an app role names is found by id, or by what it calls them.

    Raises:
        UsageError: nobody, or more than one person, is called that.
    """
    holders, people = relations["access_holders"], relations["people"]
    person = lookup.find_person(text, people)
    if person >= 0:
        return person
    strangers = holders.table.iloc[holders.placed :].reset_index(drop=True)
    if len(lookup.same_objects(text, strangers["id"], strangers["name"])):
        found = lookup.find_one(lookup.USER, text, strangers["id"], strangers["name"])
        return int(holders.placed) + found
    raise lookup.unknown_person(text, people)


def find_package(relations: Relations, text: str) -> int:
    """Return the code of an access package named by id or by its display name.

    Raises:
        UsageError: none, or more than one, is called that.
    """
    return lookup.find_package(text, relations["packages"])


def find_resources(relations: Relations, text: str) -> Codes:
    """Return the codes of the resources with an id, or else with a display name; several may share it.

    Raises:
        UsageError: there is none.
    """
    table = relations["resource_roles"].resources
    found = lookup.same_objects(text, table["id"], table["name"])
    if not len(found):
        raise lookup.unknown("resource", text, table["name"])
    return found
