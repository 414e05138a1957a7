"""The JSON Schema of the contract, as shipped: what `visavis read --format jsonl` prints, line by line.

The rule: the file is made by tools/build_schema.py from records.py and never edited.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

FILE_NAME = "contract.schema.json"


@cache
def contract() -> dict[str, Any]:
    """The schema (draft 2020-12); each line of output is an instance of it, `$defs` holds one part a record.

    >>> sorted(contract()["$defs"])[:2]
    ['actor', 'claim']
    """
    schema: dict[str, Any] = json.loads((files("visavis.schema") / FILE_NAME).read_text(encoding="utf-8"))
    return schema
