"""`python -m sample_exports.generate [FOLDER]` writes every sample; FOLDER is sample_exports by default."""

from __future__ import annotations

import sys
from pathlib import Path

from sample_exports.generate.samples import write_samples

if __name__ == "__main__":
    write_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
