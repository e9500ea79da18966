"""What exporters are known to leave out: told, because nothing in their files does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.export.notes import KNOWN_EXPORTER_DEFECT, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.export.files import ExportFile

_PACKAGE_OF_A_TREE = re.compile(r"(.*EntitlementManagement/AccessPackages)/([^/]+)/\2\.json", re.IGNORECASE)
_NO_SCOPES = (
    "holds packages, and for none of them the roles that it grants: EntraExporter 3 asks for them in a way "
    "that Microsoft Graph refuses. Export accessPackages with $expand=resourceRoleScopes beside it."
)


def known_defects(files: Iterable[ExportFile]) -> Iterator[Note]:
    """Yield what a tree of EntraExporter lacks though its version was asked for it."""
    by_dataset = {file.dataset: file.path for file in files}
    package = _PACKAGE_OF_A_TREE.fullmatch(by_dataset.get("access_packages", ""))
    if package and "resource_role_scopes" not in by_dataset:
        folder = package[1]
        message = f"{folder} {_NO_SCOPES}"
        yield Note(
            "resource_role_scopes", folder, None, "", KNOWN_EXPORTER_DEFECT, message, "", incomplete=True
        )
