"""Beta and PowerShell records become v1.0 records, one by one. Nothing behind this folder knows of dialects.

* `signatures.py`: may this block hold another dialect? (bytes; clean v1.0 data stops here)
* `runs.py`: the texts of a block, with a note for each file and reason of a loss
* `lifting.py`: one record: powershell.py, then beta.py, then canonical.py
* `powershell.py`: keys with capital letters, AdditionalProperties, shells
* `beta.py`: tables: the words of beta for those of v1.0; beta_rewrites.py: what no table can say
* `canonical.py`: values: enumerations, dates, durations, what ConvertTo-Json cut off
* `losses.py`: what becomes unknown, in the reader's words
"""

from analyzer.export.dialects.lifting import lift
from analyzer.export.dialects.runs import lift_runs
from analyzer.export.dialects.signatures import may_need_lifting, needs_lifting

__all__ = ["lift", "lift_runs", "may_need_lifting", "needs_lifting"]
