r"""The one gate through which tenant text leaves: spreadsheet cells, JSON strings, the terminal.

Guests choose their own names, so a name may try to be a formula, to move the cursor, or to reverse the
text around it. What is hidden becomes a visible `\u202e`-style escape, which inside a JSON cell still
means the same character.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Mask

_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_HIDDEN_RANGES = (
    (0x00, 0x1F),  # C0 controls
    (0x7F, 0x9F),  # delete, C1 controls
    (0x061C, 0x061C),  # Arabic letter mark
    (0x200B, 0x200B),  # zero width space
    (0x200E, 0x200F),  # left-to-right and right-to-left mark
    (0x2028, 0x202E),  # line and paragraph separator, bidi embeddings and overrides
    (0x2060, 0x2060),  # word joiner
    (0x2066, 0x2069),  # bidi isolates
    (0xFEFF, 0xFEFF),  # byte order mark
)
_HIDDEN = "[" + "".join(rf"\x{{{low:04x}}}-\x{{{high:04x}}}" for low, high in _HIDDEN_RANGES) + "]"
_HIDDEN_OR_LONE = re.compile(
    "[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _HIDDEN_RANGES) + "\ud800-\udfff]"
)

# https://owasp.org/www-community/attacks/CSV_Injection, with the small and full-width forms that
# spreadsheets fold, and the | and % of DDE and of old Lotus macros.
_STARTERS = r"[=+\-@|%＝＋－＠｜％﹢﹣﹦﹫﹪−]"  # noqa: RUF001
_FORMULA = rf"^[\s\p{{Z}}\p{{C}}]*{_STARTERS}"
# Where a comma is the decimal sign, spreadsheets split a CSV line at semicolons, quoted or not.
_FORMULA_AFTER_SEMICOLON = rf';([\s"\p{{Z}}\p{{C}}]*)({_STARTERS})'

_PLAIN_START = (string.ascii_letters + string.digits).encode()

_JSON_SPECIAL = r'["\\\x00-\x1f]'


def safe_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a text column that no spreadsheet runs and that shows every control and bidi character.

    A cell that starts like a formula gets a leading apostrophe. Each cell is one line. Ordinary text
    and nulls stay as they are.
    """
    import pyarrow as pa  # noqa: PLC0415

    return pa.chunked_array([_safe(chunk) for chunk in column.chunks], column.type)


def rows_with(text: pa.Array, characters: bytes, *, controls: bool = False) -> Mask:
    """Tell which texts hold any of some ASCII characters, or a control one, without a look at each text."""
    import numpy as np  # noqa: PLC0415

    offsets, data = _bytes_of(text)
    wanted = data < 0x20 if controls else np.zeros(len(data), bool)
    for character in characters:
        wanted |= data == character
    found = np.zeros(len(text), bool)
    found[np.searchsorted(offsets, np.flatnonzero(wanted), side="right") - 1] = True
    return found


def _safe(text: pa.Array) -> pa.Array:
    """Most texts are plain ASCII and start with a letter or digit: seen without regular expressions."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    offsets, data = _bytes_of(text)
    if not len(data):
        return text
    plain = np.zeros(256, bool)
    plain[list(_PLAIN_START)] = True
    starts_plain = plain[data[np.minimum(offsets[:-1], len(data) - 1)]]
    plain_ascii = pc.fill_null(pc.string_is_ascii(text), True).to_numpy(zero_copy_only=False)
    closer = pa.array(~starts_plain | ~plain_ascii | rows_with(text, b";\x7f", controls=True))
    if not closer.true_count:
        return text
    return pc.replace_with_mask(text, closer, _made_safe(text.filter(closer)))


def _bytes_of(text: pa.Array) -> tuple[NDArray[np.integer], NDArray[np.uint8]]:
    """Return where each text starts, and where the last one ends, and the bytes."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    _, offsets, data = text.buffers()
    kind = np.int64 if pa.types.is_large_string(text.type) else np.int32
    ends = np.frombuffer(offsets, kind)[text.offset : text.offset + len(text) + 1]
    held = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
    return ends - ends[0], held


def _made_safe(text: pa.Array) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    formulas = pc.match_substring_regex(text, _FORMULA)
    shown = _escaped(text, _HIDDEN, {char: _visible(char) for char in _hidden_characters()})
    if pc.any(pc.match_substring(shown, ";")).as_py():
        shown = pc.replace_substring_regex(shown, _FORMULA_AFTER_SEMICOLON, r";\1'\2")
    if not pc.any(formulas).as_py():
        return shown
    apostrophe, nothing = (pa.scalar(each, text.type) for each in ("'", ""))
    return pc.if_else(formulas, pc.binary_join_element_wise(apostrophe, shown, nothing), shown)


def safe_table(table: pa.Table) -> pa.Table:
    """Return the table with every text column passed through `safe_cells`."""
    import pyarrow as pa  # noqa: PLC0415

    for index, field in enumerate(table.schema):
        kinds = (pa.types.is_dictionary, pa.types.is_string, pa.types.is_large_string)
        if any(is_text(field.type) for is_text in kinds):
            table = table.set_column(index, field.name, safe_cells(table.column(index).cast(pa.string())))
    return table


def json_strings(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return each text as a JSON string literal, quotes included, its value unchanged; null as `null`."""
    import pyarrow.compute as pc  # noqa: PLC0415

    controls = {chr(code): _NAMED.get(chr(code), rf"\u{code:04x}") for code in range(0x20)}
    escaped = _escaped(column, _JSON_SPECIAL, {"\\": r"\\", '"': r"\"", **controls})
    return pc.fill_null(pc.binary_join_element_wise('"', escaped, '"', ""), "null")


def safe_terminal(text: str) -> str:
    """Return the text with every control, bidi and undecodable character shown as an escape."""
    return _HIDDEN_OR_LONE.sub(lambda match: _visible(match.group()), text)


def _visible(char: str) -> str:
    return _NAMED.get(char, rf"\u{ord(char):04x}")


def _hidden_characters() -> list[str]:
    return [chr(code) for low, high in _HIDDEN_RANGES for code in range(low, high + 1)]


def _escaped(column: pa.ChunkedArray, needed: str, escapes: dict[str, str]) -> pa.ChunkedArray:
    """Replace characters one kernel call each, and only when the column holds any of them."""
    import pyarrow.compute as pc  # noqa: PLC0415

    if not pc.any(pc.match_substring_regex(column, needed)).as_py():
        return column
    for char, escape in escapes.items():
        column = pc.replace_substring(column, char, escape)
    return column
