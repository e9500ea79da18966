"""run.json: what was read and what was written, so that a report can be checked against its evidence.

No wall clock and no absolute path: the same export gives the same bytes everywhere.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from analyzer.reports.unrecognised import by_folder
from analyzer.version import __version__

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from analyzer.analysis import RunFacts
    from analyzer.tables.subject_count import SubjectCount

FILE_NAME = "run.json"


def write(run: RunFacts, folder: Path) -> None:
    """Write run.json about the run and about every other file that the folder holds."""
    document = {**run_document(run), "outputs": [_output(path) for path in sorted(folder.iterdir())]}
    text = json.dumps(document, indent=2) + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")


def run_document(run: RunFacts) -> dict[str, Any]:
    """Return the facts of a run as JSON: tool, version, tenant, as-of time, inputs."""
    named, folders = by_folder(run.unrecognised)
    return {
        "tool": "entitlement-snapshot-analyzer",
        "version": __version__,
        "tenant_id": run.tenant_id,
        "as_of": utc_text(run.as_of),
        "as_of_source": run.as_of_source,
        "files": [
            {
                "path": file.path,
                "sha256": file.sha256,
                "size": file.size,
                "dataset": file.dataset,
                "rows": file.rows,
            }
            for file in sorted(run.files, key=lambda file: file.path)
        ],
        "unrecognised": named,
        "unrecognised_folders": folders,
        "duplicates": dict(sorted(run.duplicates.items())),
        "subjects": _subjects(run.subjects),
        "coverage": _coverage(run),
    }


def _coverage(run: RunFacts) -> dict[str, Any]:
    """Return what was read of each dataset, why rows of it may be missing, and what is not there at all."""
    datasets = [
        {
            "dataset": each.dataset,
            "files": each.files,
            "records": each.records,
            "layouts": list(each.layouts),
            "complete": each.complete,
            "parents": each.parents and each.parents._asdict(),
            "gaps": list(each.gaps),
            "remarks": list(each.remarks),
        }
        for each in run.coverage
    ]
    return {"datasets": datasets, "absent": list(run.absent)}


def _subjects(count: SubjectCount | None) -> dict[str, Any] | None:
    """Return how many assignments were traced to their user, and by what."""
    if count is None:
        return None
    return {
        "assignments": count.assignments,
        "resolved": count.resolved,
        "by_bridge": {"certain": count.certain, "probable": count.probable},
        "unresolved": count.unresolved,
    }


def utc_text(moment: datetime) -> str:
    """Return ISO 8601 in UTC with a final Z; a moment without an offset is UTC already."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _output(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.name, "sha256": digest, "size": path.stat().st_size}
