"""Runs of JSON texts, before they are parsed: texts in another dialect are replaced by their v1.0 texts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.export.dialects.lifting import lift_with_losses
from analyzer.export.notes import Note
from analyzer.export.runs import RecordRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.export.dialects.losses import Loss

_DECODE = msgspec.json.Decoder(Any).decode
_ENCODE = msgspec.json.Encoder().encode
_REFUSALS = (msgspec.MsgspecError, RecursionError, ValueError, OverflowError)
_MOST_NOTES = 20
"""Files of one block that get a note of their own; an export with a file per object has thousands."""


def lift_runs(dataset: str, runs: Sequence[RecordRun]) -> tuple[tuple[RecordRun, ...], tuple[Note, ...]]:
    """Return the runs with every text in the v1.0 dialect, and a note for each file and reason of a loss.

    Rows keep their file and number. A text that is not JSON, or not an object, stays as it is.
    """
    lost: defaultdict[Loss, dict[str, None]] = defaultdict(dict)
    lifted = []
    for run in runs:
        texts: list[msgspec.Raw | bytes] = []
        for text in run.records:
            new, losses = lift_text(dataset, text)
            texts.append(new)
            for loss in losses:
                lost[loss][run.file.path] = None
        lifted.append(RecordRun(run.file, run.first_row, tuple(texts), sum(map(len, texts)), run.refused))
    return tuple(lifted), tuple(_notes(dataset, lost))


def lift_text(dataset: str, text: msgspec.Raw | bytes) -> tuple[msgspec.Raw | bytes, frozenset[Loss]]:
    """Return one record's text in the v1.0 dialect; the same text when there is nothing to lift."""
    try:
        record = _DECODE(text)
        if not isinstance(record, dict):
            return text, frozenset()
        lifted, losses = lift_with_losses(dataset, record)
        return (text if lifted == record else _ENCODE(lifted)), losses
    except _REFUSALS:
        return text, frozenset()


def _notes(dataset: str, lost: dict[Loss, dict[str, None]]) -> Iterator[Note]:
    for loss, files in sorted(lost.items(), key=lambda item: (item[0].rule, item[0].message)):
        names = list(files)
        if len(names) > _MOST_NOTES:
            yield _note(dataset, names[0], loss, f" So have {len(names) - 1} further files.")
        else:
            yield from (_note(dataset, name, loss) for name in names)


def _note(dataset: str, file: str, loss: Loss, more: str = "") -> Note:
    message = f"{file} {loss.message}{more}"
    return Note(dataset, file, None, loss.pointer, loss.rule, message, "", incomplete=False)
