"""A hundred thousand files of no use are a line, not a wall."""

from __future__ import annotations

from analyzer.reports.unrecognised import MOST_IN_A_FOLDER, by_folder


def guid(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-000000000000"


def test_few_files_are_named() -> None:
    paths = ["b.txt", "a/1.txt", *(f"c/{number}.txt" for number in range(MOST_IN_A_FOLDER))]
    assert by_folder(paths) == (sorted(paths), {})


def test_folders_with_many_files_are_counted() -> None:
    ids = [guid(number) for number in range(500)]
    paths = [
        "notes.txt",
        *(f"Devices/{each}/{each}.json" for each in ids),
        *(f"ServicePrincipals/{each}/Owners/{ids[0]}/{ids[0]}.json" for each in ids),
        *(f"Domains/{number}.example/{number}.example.json" for number in range(30)),
    ]
    assert by_folder(paths) == (
        ["notes.txt"],
        {"Devices/": 500, "Domains/": 30, "ServicePrincipals/*/Owners/": 500},
    )


def test_the_top_of_the_export_is_a_folder_too() -> None:
    assert by_folder(f"{number}.txt" for number in range(30)) == ([], {"": 30})
