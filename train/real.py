"""Labels of real sentences, joined with their text in the data folder beside the project.

The rule: the sentences themselves never come into the project; where the folder is absent, training goes on without.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.draw import SOURCES, TEXT
from train.data import Example

LABELS = Path(__file__).parent / "real" / "labels.tsv"
SECOND = Path(__file__).parent / "real" / "second.tsv"
SHORTEST, LONGEST = 40, 1500
"""Characters of a paragraph that was read; the same limits find it again."""


def load(path: Path = LABELS) -> list[Example]:
    """The labelled sentences as examples, their mode unknown ("?"); none where the data folder is absent.

    Raises ValueError for a label whose sentence is no longer in the folder.
    """
    return [example for _, example, _ in _found(path)]


def with_states(path: Path) -> list[tuple[str, Example, tuple[str, str]]]:
    """Source, example, and the states of its pair, of a file that names them; otherwise like `load`."""
    return [(source, example, (row[10], row[11])) for source, example, row in _found(path)]


def _found(path: Path) -> list[tuple[str, Example, list[str]]]:
    if not TEXT.is_dir():
        return []
    rows = _rows(path)
    found = [(name, _example(paragraph, row), row) for name in sorted({source for source, _ in rows})
             for paragraph, row in _of_source(name, rows)]
    due = sum(map(len, rows.values()))
    if len(found) != due:
        raise ValueError(f"{path}: {due - len(found)} of {due} sentences are not in {TEXT}")
    return found


def _rows(path: Path) -> dict[tuple[str, str], list[list[str]]]:
    """(source, digest of the paragraph) -> its labels."""
    rows = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            source, digest, *rest = line.split("\t")
            rows[source, digest].append(rest)
    return dict(rows)


def _of_source(name: str, rows: dict[tuple[str, str], list[list[str]]]) -> Iterator[tuple[str, list[str]]]:
    seen = set()
    for paragraph in _paragraphs(name):
        digest = hashlib.sha256(paragraph.encode()).hexdigest()[:16]
        if digest not in seen:
            seen.add(digest)
            yield from ((paragraph, row) for row in rows.get((name, digest), ()))


def _paragraphs(name: str) -> Iterator[str]:
    for document in SOURCES[name](0):
        for paragraph in map(str.strip, document.text.split("\n")):
            if SHORTEST <= len(paragraph) <= LONGEST:
                yield paragraph


def _example(paragraph: str, row: list[str]) -> Example:
    start, end, a, b, c, d = map(int, row[:6])
    type_, modality, evidence, direction = row[6:10]
    return Example(paragraph[start:end], (a, b), (c, d), type_, "?", modality, evidence,
                   None if direction == "-" else direction)
