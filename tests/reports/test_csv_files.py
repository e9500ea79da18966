"""The three tables have exactly the promised columns, and their bytes never vary."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.reports import csv_files

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.analysis import Analysis

FINDINGS = """\
check,category,severity,subject_type,subject_id,subject_name,user_id,user_principal_name,access_package_id,\
access_package_name,policy_id,policy_name,resource_id,resource_name,message,remediation,reference,evidence,fingerprint
"sign-in-blocked","requests","high","user","u1","'=HYPERLINK(""https://evil.example"")",\
,,,,,,,,"Jörg, „the guest“",,,"{""request_id"": ""r1"", ""name"": ""a,b""}","f1"
"""
CHECKS = """\
check,category,severity,verdict,findings,undetermined,reason
"license-missing","administration","critical","not-evaluated",0,0,"needs subscribed_skus"
"sign-in-blocked","requests","high","found",1,2,"needs accountEnabled"
"""
PROBLEMS = """\
dataset,file,row,pointer,rule,message,value
"users","users.json",17,"/mail","type","5 is not a string",
"""


def test_the_three_files(analysis: Analysis, tmp_path: Path) -> None:
    csv_files.write(analysis, tmp_path)
    texts = {path.name: path.read_bytes().decode() for path in tmp_path.iterdir()}
    assert texts == {"findings.csv": FINDINGS, "checks.csv": CHECKS, "problems.csv": PROBLEMS}


def test_without_rows_there_is_a_header(analysis: Analysis, tmp_path: Path) -> None:
    empty = replace(analysis, outcomes=(), findings=analysis.findings[:0], problems=analysis.problems[:0])
    csv_files.write(empty, tmp_path)
    assert [path.read_bytes().count(b"\n") for path in tmp_path.iterdir()] == [1, 1, 1]


def test_columns_come_in_the_promised_order(analysis: Analysis, tmp_path: Path) -> None:
    shuffled = analysis.problems.select(sorted(analysis.problems.column_names))
    csv_files.write(replace(analysis, problems=shuffled), tmp_path)
    assert (tmp_path / "problems.csv").read_text(encoding="utf-8") == PROBLEMS


def test_chunks_and_slices_do_not_show(tmp_path: Path) -> None:
    names = [f"=name {number}" for number in range(150_000)]
    whole, pieces = tmp_path / "whole.csv", tmp_path / "pieces.csv"
    csv_files.write_table(pa.table({"name": pa.array(names)}), whole)
    parts = [names[:1], names[1:1000], [], names[1000:]]
    csv_files.write_table(pa.table({"name": pa.chunked_array(parts, pa.string())}), pieces)
    assert whole.read_bytes() == pieces.read_bytes()
    with whole.open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [f"'{name}" for name in names]
