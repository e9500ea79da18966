"""Every notebook runs from top to bottom, and is kept with the outputs a reader wants to see."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import nbformat
import pytest

from notebooks.execute import executed
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_BYTES = 300_000

every_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.mark.enable_socket  # the kernel is another process, and listens on loopback
@pytest.mark.filterwarnings("default")  # those of the kernel's client are not ours to mend
@every_notebook
def test_it_runs(notebook: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sample_exports", tmp_path / "sample_exports")
    copy = tmp_path / "notebooks" / notebook.name
    copy.parent.mkdir()
    shutil.copy(notebook, copy)

    run = executed(copy)

    assert texts(run) == texts(nbformat.read(notebook, as_version=4)), "`make notebooks` renews the outputs"


@every_notebook
def test_it_can_be_read_without_running_it(notebook: Path) -> None:
    document = nbformat.read(notebook, as_version=4)
    nbformat.validate(document)
    cells = [cell for cell in document.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert all(cell.outputs for cell in cells)
    assert not any(output.output_type in ("error", "stream") for cell in cells for output in cell.outputs)
    assert notebook.stat().st_size < MOST_BYTES


def texts(document: nbformat.NotebookNode) -> list[str]:
    """Return the outputs that are text; a plot differs from one version of matplotlib to the next."""
    return [
        output["data"]["text/plain"]
        for cell in document.cells
        for output in cell.get("outputs", ())
        if output.output_type == "execute_result"
    ]
