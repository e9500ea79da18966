"""The repository as its tests see it: its folder, and the files that belong to it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LEFT_BY_TOOLS = {"__pycache__", "build", "dist", "report"}


def own_files() -> list[Path]:
    """Return the files under version control; in an unpacked sdist all files that no tool has left there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return sorted(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and _is_own(path.relative_to(ROOT)))


def _is_own(path: Path) -> bool:
    hidden = any(part.startswith(".") and part != ".ci" for part in path.parts[:-1])
    made = any(part in _LEFT_BY_TOOLS or part.endswith(".egg-info") for part in path.parts)
    return not hidden and not made
