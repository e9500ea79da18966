"""What each kind of problem means for the answers, and how to mend it: once per rule, not per row."""

from __future__ import annotations

_PARTLY = "Records are missing: that something is not in the dataset proves nothing. "
_FILE = f"{_PARTLY}Export the file again, or copy it again from where it was whole."
_ROW = "The record is set aside, so the dataset is incomplete. Mend the record, or export it again."

MEANINGS = {
    "unfollowed-next-link": f"{_PARTLY}Follow @odata.nextLink until no page names another.",
    "missing-page": f"{_PARTLY}Add the pages that are missing, or export again.",
    "fewer-than-stated": f"{_PARTLY}They were lost, or only some were asked for ($top): export again.",
    "failed-request": f"{_PARTLY}Repeat the requests that failed.",
    "error-body": f"{_PARTLY}This is Graph's answer to a request that failed: repeat it with its permission.",
    "cut-file": _FILE,
    "not-json": _FILE,
    "not-parquet": _FILE,
    "not-csv": _FILE,
    "encoding": _FILE,
    "unreadable": _FILE,
    "archive": _FILE,
    "archive-member": f"{_PARTLY}Make the archive again, of plain files.",
    "ragged-row": _ROW,
    "no-identity": "Records without an id cannot be told apart and are set aside. Export the id, too.",
    "known-exporter-defect": f"{_PARTLY}The exporter does not know: ask Graph itself.",
    "depth-cut": "What was nested deeper is lost, so it is unknown. Export with ConvertTo-Json -Depth 100.",
    "dialect": "What the dialect cannot say is unknown. Export the dataset from Microsoft Graph v1.0.",
    "csv-columns": "The columns were recognised by their names. See that each is what it is taken for.",
    "reference": "The object may be deleted, or was not exported. Whatever depends on it is undetermined.",
    "duplicate-id": "The tenant changed during the export, or two exports are mixed. The first copy counts.",
    "required": _ROW,
    "type": _ROW,
    "enum": "The value is none that is known, and counts as unknown.",
    "format": "The value cannot be read, and counts as unknown. Export it again, or mend it.",
}
