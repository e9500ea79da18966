"""EntraExporter trees of many small files: reading them against a plain loop over the same files.

python -m tests.benchmarks.trees --files 200000 --work FOLDER [--windows]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import uuid
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

EM = "IdentityGovernance/EntitlementManagement"
ROUNDS = 3
_READ = """
import sys, time
from pathlib import Path
from analyzer.export.inventory import take_inventory
from analyzer.export.reading import blocks
started, worked = time.perf_counter(), time.process_time()
inventory = take_inventory(Path(sys.argv[1]))
listed = time.perf_counter()
rows = sum(block.rows for dataset in sorted(inventory.datasets) for block in blocks(inventory, dataset)
           if hasattr(block, "rows"))
print(listed - started, time.perf_counter() - started, time.process_time() - worked, rows)
"""


def identifier(kind: str, number: int) -> str:
    """Return the same GUID for the same thing every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://contoso.example/{kind}/{number}"))


def objects() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield folder and object without end: people, their groups, now and then a package or something else."""
    number = 0
    while True:
        user = identifier("user", number)
        yield (
            "Users",
            {**_filler(number), "id": user, "displayName": f"User {number}", "accountEnabled": True},
        )
        if number % 4 == 0:
            group = identifier("group", number)
            yield (
                "Groups",
                {"id": group, "displayName": f"Group {number}", "groupTypes": [], **_filler(number)},
            )
        else:
            group = identifier("group", number - number % 4)
            yield f"Groups/{group}/Members", {"@odata.type": "#microsoft.graph.user", "id": user}
        package = identifier("package", number // 50)
        if number % 50 == 0:
            yield f"{EM}/AccessPackages", {"id": package, "displayName": f"Package {number}"}
            policy = {"id": identifier("policy", number), "accessPackageId": package, "displayName": "All"}
            yield f"{EM}/AccessPackages/{package}/AssignmentPolicies", policy
        if number % 5 == 0:
            assignment = {
                "id": identifier("assignment", number),
                "accessPackageId": package,
                "targetId": user,
            }
            yield f"{EM}/AccessPackages/{package}/Assignments", {**assignment, "assignmentState": "Delivered"}
        if number % 10 == 0:
            yield "Devices", {"id": identifier("device", number), "displayName": f"PC {number}"}
        number += 1


def write_tree(root: Path, files: int, *, windows: bool = False) -> None:
    """Write so many files; `windows`: as Windows PowerShell 5.1 does, in UTF-16 with CRLF."""
    for folder, record in islice(objects(), files):
        place = root / folder / record["id"]
        place.mkdir(parents=True, exist_ok=True)
        text = json.dumps(record, indent=2)
        data = b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le") if windows else text.encode()
        (place / f"{record['id']}.json").write_bytes(data)


def plain_loop(root: str) -> tuple[int, int]:
    """Read every byte and do nothing with it; return the number of files and of bytes."""
    files = size = 0
    folders = [root]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    with open(entry.path, "rb") as file:  # noqa: PTH123  # as plain as it gets
                        size += len(file.read())
                    files += 1
    return files, size


def main() -> None:
    """Write the tree unless it is there, then print the times of both, in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--windows", action="store_true")
    options = parser.parse_args()
    root = options.work / f"tree-{options.files}{'-windows' if options.windows else ''}"
    if not root.exists():
        write_tree(root, options.files, windows=options.windows)
    for _ in range(ROUNDS):
        started, worked = time.perf_counter(), time.process_time()
        files, size = plain_loop(str(root))
        plain, plain_work = time.perf_counter() - started, time.process_time() - worked
        command = [sys.executable, "-c", _READ, str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        listed, whole, work, rows = done.stdout.split()
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        sys.stdout.write(
            f"{files:,} files, {size:,} bytes: plain {plain:.2f} s; inventory {float(listed):.2f} s, "
            f"with reading {float(whole):.2f} s = {float(whole) / plain:.2f} x; processor "
            f"{plain_work:.2f} s, {float(work):.2f} s = {float(work) / plain_work:.2f} x; "
            f"{rows} records; {peak} MiB\n"
        )


def _filler(number: int) -> dict[str, Any]:
    names = ("mail", "department", "jobTitle", "officeLocation", "city", "country", "companyName", "surname")
    return {name: f"{name} {number % 97}" for name in names} | {"extensions": [], "businessPhones": []}


if __name__ == "__main__":
    main()
