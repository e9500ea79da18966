"""Files that nobody recognised: named one by one, or by folder where there are very many."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from analyzer.export.recognition import GUID

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_IN_A_FOLDER = 20
"""Files of one folder that are named one by one."""


def by_folder(paths: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    """Return the files to be named, and for each folder that holds too many of them how many; both sorted.

    Folders that differ in ids only are one: `ServicePrincipals/*/Owners/`.
    """
    listed = sorted(paths)
    folders = [_folder(path) for path in listed]
    counts = Counter(folders)
    named = [path for path, folder in zip(listed, folders, strict=True) if counts[folder] <= MOST_IN_A_FOLDER]
    return named, {folder: count for folder, count in sorted(counts.items()) if count > MOST_IN_A_FOLDER}


def _folder(path: str) -> str:
    *folders, file_name = path.split("/")
    stem = file_name.rpartition(".")[0]
    general = ["*" if name == stem or GUID.match(name) else name for name in folders]
    while general and general[-1] == "*":
        general.pop()
    return "".join(f"{name}/" for name in general)
