"""What a file holds, told from its name, its folders, or the `@odata.context` inside it."""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.datasets import dataset_named
from analyzer.export.edges import NAVIGATIONS, OWNERS, PER_PARENT, RELATIONS

_VERSION = re.compile(r"[-_. ](?:v1\.0|beta)$", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"[-_. (]*(?:page|part)?[-_. (]*\d[\d\-_.:TZ ]*\)?$", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:page|part|chunk|batch|data|records?|items?)(?:[-_. \d].*)?|\d[\d\-_.:TZ ]*|[^=]+=.*", re.IGNORECASE
)
GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CONTEXT = re.compile(r'"@odata\.context"\s*:\s*"[^"]*?\$metadata#([^"]+)"')
_KEYED = re.compile(r"\('([^'()]+)'\)")
_DELETED = re.compile(r'"deletedDateTime"\s*:\s*"')
_WHEN_DELETED = {"users": "deleted_users", "groups": None, "service_principals": None}
"""What a list of deleted objects holds: its context is that of the living."""
_SIDE = re.compile(r"internal|external", re.IGNORECASE)
_NOT_A_NAME = {"$entity", "$delta", "$ref"}
_LONGEST_NAME = 4  # segments: roleManagement/directory/roleAssignments


class Content(NamedTuple):
    """The dataset a file belongs to, and the one object it speaks of, if so."""

    dataset: str
    parent: str | None = None
    side: str | None = None
    """`internal` or `external`, where the records do not say it themselves."""


def named_content(segments: tuple[str, ...]) -> Content | None:
    """Recognise a file by its path: folders, then the file's stem. The deepest name wins."""
    *folders, stem = segments
    bare = (*folders, _without_page_number(stem))
    for depth in range(len(bare), 0, -1):
        content = _navigation(bare[:depth])
        if content:
            return None if _is_foreign(segments[depth:]) else content
        if dataset := _dataset_at(bare[:depth]):
            return _below(dataset, segments[depth - 1 :])
    return None


def is_related_object(segments: tuple[str, ...]) -> bool:
    """Tell whether a path is that of an object in another's folder: `<id>/Owners/<id>/<id>`, `<id>/<i>/<i>`.

    Its `@odata.context` says what it is, not whose relation it belongs to.
    """
    if len(segments) < 4 or segments[-1] != segments[-2]:
        return False
    return any(GUID.match(name) for name in segments[-4:-2])


def context_content(text: str) -> Content | None:
    """Recognise a document by its first `@odata.context`; `text` is its beginning."""
    found = _CONTEXT.search(text.replace("\\u0027", "'"))
    if found is None:
        return None
    segments = _context_segments(found[1])
    if content := _navigation(segments):
        return content
    dataset = _dataset_at(segments)
    if dataset in _WHEN_DELETED and _DELETED.search(text):
        dataset = _WHEN_DELETED[dataset]
    return Content(dataset) if dataset else None


def is_page(name: str) -> bool:
    """Tell whether a file or folder name only numbers what it holds."""
    return bool(_PAGE.fullmatch(name))


def _context_segments(fragment: str) -> tuple[str, ...]:
    """`groups('1')/members(id)/$entity` to ("groups", "1", "members"); projections are dropped."""
    whole_collection = re.fullmatch(r"Collection\((?:microsoft\.graph\.)?(\w+)\)", fragment)
    if whole_collection:
        return (re.sub("ys$", "ies", f"{whole_collection[1]}s"),)
    path = _KEYED.sub(r"/\1", fragment.replace("deletedItems/microsoft.graph.user", "deletedUsers"))
    while (shorter := re.sub(r"\([^()]*\)", "", path)) != path:
        path = shorter
    path = path.partition("(")[0]  # a projection longer than the text we looked at
    names = (name for name in path.split("/") if name and name not in _NOT_A_NAME)
    return tuple(name for name in names if not name.startswith("microsoft.graph."))


def _dataset_at(segments: tuple[str, ...]) -> str | None:
    """Return the dataset that the last segments name together; the longest name wins."""
    for length in range(min(_LONGEST_NAME, len(segments)), 0, -1):
        if dataset := dataset_named("".join(segments[-length:])):
            return dataset
    return None


def _navigation(segments: tuple[str, ...]) -> Content | None:
    """Recognise `groups/<id>/members` at the end of a path."""
    if len(segments) < 3:
        return None
    owner, parent, navigation = segments[-3:]
    folded = navigation.replace("_", "").replace("-", "").casefold()
    of = dataset_named(owner) or ""
    dataset = NAVIGATIONS.get((of, folded)) or (
        of if of in RELATIONS and dataset_named(folded) == of else None
    )
    return Content(dataset, parent, _side(dataset, (navigation,))) if dataset else None


def _below(dataset: str, segments: tuple[str, ...]) -> Content | None:
    """Judge a path from the dataset's name on: pages, parents, or something else's relations."""
    deeper = segments[1:]
    if deeper and dataset in PER_PARENT:
        return Content(dataset, _parent(dataset, deeper[0]), _side(dataset, segments))
    return None if _is_foreign(deeper) else Content(dataset)


def _side(dataset: str, segments: tuple[str, ...]) -> str | None:
    """Return what a path says of a relation that has two sides."""
    if dataset not in RELATIONS or not RELATIONS[dataset].side:
        return None
    found = _SIDE.search("/".join(segments))
    return found[0].lower() if found else None


def _is_foreign(deeper: tuple[str, ...]) -> bool:
    """Tell whether a path goes on below one object, to something else: a relation, with a name or without."""
    if len(deeper) > 2 and deeper[-1] == deeper[-2] != deeper[-3] and GUID.match(deeper[-3]):
        return True
    ids = [index for index, name in enumerate(deeper) if GUID.match(name)]
    below_an_object = deeper[ids[0] :] if ids else ()
    return any(not GUID.match(name) and not _PAGE.fullmatch(name) for name in below_an_object)


def _parent(dataset: str, name: str) -> str | None:
    if identifier := GUID.match(name):
        return None if dataset in OWNERS and name[identifier.end() :].startswith("_") else identifier[0]
    return None if _PAGE.fullmatch(name) else name


def _without_page_number(stem: str) -> str:
    named = _VERSION.sub("", stem)
    return _PAGE_SUFFIX.sub("", named) or named
