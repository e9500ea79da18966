"""`python -m notebooks.execute` runs the notebooks in this folder and keeps their outputs."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
KEPT_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(notebook: Path) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom in its own folder, against this checkout; nothing is written.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    document: nbformat.NotebookNode = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        document,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(FOLDER.parent)})
    document["metadata"] = nbformat.from_dict(KEPT_METADATA)
    return document


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(executed(path), path)
