"""The tables of this package as tuples of rows, read once and checked.

The rule: what a table holds is never repaired here. A column that is not expected, a missing field or a
key that occurs twice is a ModelError that names the file and the line.

A table is UTF-8 text: lines that begin with `#` say why the table is as it is, the first other line names
the columns, each further line is a row. Fields are split by tabs (`.tsv`) or commas (`.csv`), without
quoting; an empty field is the empty string. A field that holds several values parts them by `;`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from visavis.errors import ModelError

Row = Mapping[str, str]
"""One row: column name -> text."""


@cache
def table(name: str, columns: tuple[str, ...], *, key: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """The rows of the table `name` of this package; `key` names columns that together occur once.

    Raises ModelError if the file is missing or not as described.

    >>> table("plover.tsv", ("type", "quad", "symmetric", "definition"), key=("type",))[0]["type"]
    'AGREE'
    """
    return read(files("visavis.codes") / name, columns, key=key)


def read(path: Traversable, columns: Sequence[str], *, key: Sequence[str] = ()) -> tuple[Row, ...]:
    """The rows of the table at `path`, with exactly `columns`, in the order of the file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError("a table of the package cannot be read", where=path.name,
                         hint="install visavis again") from error
    return parse(lines, columns, key=key, name=path.name)


def parse(lines: Sequence[str], columns: Sequence[str], *, key: Sequence[str] = (),
          name: str = "table.tsv") -> tuple[Row, ...]:
    """The rows in `lines`; `name` is the file's name, for messages and for the separator."""
    separator = "," if name.endswith(".csv") else "\t"
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if not numbered:
        raise ModelError("the table is empty", where=name, hint="install visavis again")
    number, head = numbered[0]
    _check_columns(head.split(separator), columns, f"{name}:{number}")
    rows: list[Row] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, line in numbered[1:]:
        cells = [cell.strip() for cell in line.split(separator)]
        if len(cells) != len(columns):
            raise ModelError(f"{len(cells)} fields where {len(columns)} are due", where=f"{name}:{number}",
                             hint="part the fields by single tabs")
        row = dict(zip(columns, cells, strict=True))
        if key:
            found = tuple(row[column] for column in key)
            if found in seen:
                raise ModelError(f"{' '.join(found)} stands in line {seen[found]} too",
                                 where=f"{name}:{number}", hint="keep one of the two lines")
            seen[found] = number
        rows.append(row)
    return tuple(rows)


def several(text: str) -> tuple[str, ...]:
    """The values of a field that holds several.

    >>> several("Chinese; PRC ;")
    ('Chinese', 'PRC')
    """
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _check_columns(found: Sequence[str], due: Sequence[str], where: str) -> None:
    if list(found) == list(due):
        return
    unknown = [column for column in found if column not in due]
    missing = [column for column in due if column not in found]
    what = f"unknown columns {unknown}" if unknown else f"missing columns {missing}"
    if not unknown and not missing:
        what = "the columns stand in another order or twice"
    raise ModelError(what, where=where, hint=f"the columns are {', '.join(due)}")
