"""What validation costs when it is written plainly: parse a page, ask jsonschema about every record.

python -m tests.benchmarks.plain_loop EXPORT --records N
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def main() -> None:
    """Validate the first N users of the export and print how many there were."""
    import jsonschema  # noqa: PLC0415

    from analyzer import datasets  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("--records", type=int, default=5_000)
    options = parser.parse_args()
    validator = jsonschema.Draft202012Validator(
        datasets.schema("users"),
        registry=datasets.registry(),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    seen, problems = 0, 0
    for page in sorted((options.export / "users").glob("*.json")):
        for record in json.loads(page.read_text(encoding="utf-8"))["value"]:
            if seen == options.records:
                break
            problems += sum(1 for _ in validator.iter_errors(record))
            seen += 1
    print(f"{seen} records, {problems} problems")  # noqa: T201


if __name__ == "__main__":
    main()
