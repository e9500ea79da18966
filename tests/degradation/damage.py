"""Ways to ruin a file of users, each with how many of its good records must survive."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable

    Record = dict[str, object]

GOOD = 30
"""Records in a page before it is ruined."""


class Damage(NamedTuple):
    """Bytes for a file, and the numbers of the records in it that are still good."""

    name: str
    content: bytes
    survivors: frozenset[int]

    @property
    def file(self) -> str:
        """Return the file's path in the export."""
        return f"users/page-0001.{self.name.partition('.')[2]}"


def user(number: int) -> Record:
    """Return a good record."""
    name = f"user{number}@contoso.com"
    return {
        "id": f"u{number}",
        "displayName": f"User {number}",
        "userPrincipalName": name,
        "accountEnabled": True,
    }


RECORDS = [user(number) for number in range(GOOD)]
ALL = frozenset(range(GOOD))
NOBODY: frozenset[int] = frozenset()
TEXTS = [json.dumps(record) for record in RECORDS]
PAGE = '{"value": [\n' + ",\n".join(TEXTS) + "\n]}"


def page_with(texts: dict[int, str]) -> bytes:
    """Return a page in which some records are replaced by other text."""
    chosen = [texts.get(number, text) for number, text in enumerate(TEXTS)]
    return ('{"value": [\n' + ",\n".join(chosen) + "\n]}").encode("utf-8", "surrogateescape")


def lines_with(texts: dict[int, str]) -> bytes:
    """Return one record per line, some replaced by other text."""
    chosen = [texts.get(number, text) for number, text in enumerate(TEXTS)]
    return "\n".join(chosen).encode("utf-8", "surrogateescape")


def cut(share: float) -> Damage:
    """Stop in the middle of the page."""
    end = int(share * len(PAGE))
    whole = frozenset(number for number, text in enumerate(TEXTS) if PAGE.find(text) + len(text) <= end)
    return Damage(f"cut-at-{int(1000 * share)}.json", PAGE[:end].encode(), whole)


def cut_gzip() -> Damage:
    """Lose the end of a compressed page; what was compressed before it can still be read."""
    content = gzip.compress(PAGE.encode(), mtime=0)[:-20]
    readable = zlib.decompressobj(31).decompress(content).decode()
    return Damage(
        "cut.json.gz", content, frozenset(number for number, text in enumerate(TEXTS) if text in readable)
    )


def replaced(name: str, change: Callable[[Record], str], *, lines: bool = False) -> Damage:
    """Ruin every tenth record."""
    ruined = {number: change(RECORDS[number]) for number in range(3, GOOD, 10)}
    content = lines_with(ruined) if lines else page_with(ruined)
    return Damage(name, content, ALL - ruined.keys())


def with_value(key: str, value: str) -> Callable[[Record], str]:
    """Return a record's text with one more member, given as raw JSON."""
    return lambda record: json.dumps(record)[:-1] + f', "{key}": {value}}}'


def parquet() -> bytes:
    """Return the good records as Parquet."""
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(RECORDS), stream)
    return stream.getvalue()


def in_place_of(key: str, value: object) -> Callable[[Record], str]:
    """Return a record's text with another value for a member."""
    return lambda record: json.dumps(record | {key: value})


DEEP = 100_000
DAMAGES = [
    *(cut(share) for share in (0.001, 0.01, 0.1, 0.35, 0.5, 0.77, 0.98, 0.999)),
    Damage("error.json", b'{"error": {"code": "Authorization_RequestDenied", "message": "no"}}', NOBODY),
    Damage("empty.json", b"", NOBODY),
    Damage("blank.json", b" \n\t ", NOBODY),
    Damage("braces.json", b"{}", NOBODY),
    Damage("text.json", b'"users"', NOBODY),
    Damage("number.json", b"5", NOBODY),
    Damage("value-number.json", b'{"value": 5}', NOBODY),
    Damage("garbage.json", bytes(range(256)) * 40, NOBODY),
    Damage("html.json", b"<!DOCTYPE html><html><body>Sign in</body></html>", NOBODY),
    Damage("deep.json", b"[" * DEEP, NOBODY),
    cut_gzip(),
    Damage("not.json.gz", PAGE.encode()[:40], NOBODY),
    Damage("empty.parquet", b"", NOBODY),
    Damage("cut.parquet", parquet()[:-30], NOBODY),
    Damage("garbage.parquet", b"PAR1" + bytes(100) + b"PAR1", NOBODY),
    replaced("types.json", in_place_of("accountEnabled", "yes")),
    replaced("types.ndjson", in_place_of("displayName", ["a"]), lines=True),
    replaced("ids.json", in_place_of("id", None)),
    replaced("null.json", lambda _: "null"),
    replaced("list.json", lambda _: "[1, 2]"),
    replaced("nan.json", with_value("signInActivity", '{"lastSignInDateTime": NaN}')),
    replaced("infinity.ndjson", with_value("mail", "-Infinity"), lines=True),
    replaced("encoding.json", with_value("mail", '"\udcff\udcfe@contoso.com"')),
    replaced("encoding.ndjson", with_value("mail", '"\udcc3"'), lines=True),
    replaced("control.ndjson", with_value("mail", '"a\x00b"'), lines=True),
    replaced("nested.json", with_value("extra", "[" * DEEP + "]" * DEEP)),
    replaced("broken.ndjson", lambda record: json.dumps(record)[:-9], lines=True),
]
