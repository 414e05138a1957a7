"""JSON Lines of documents: one object a line, {id?, text, title?, url?, outlet?, published, language?}.

The rule: `id` and `text` are kept exactly as given, since spans and answers are matched to them.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import BinaryIO

from visavis.errors import InputError
from visavis.intake.streams import read_lines, too_long
from visavis.intake.terms import Found, Terms
from visavis.records import Document

TEXTS = ("text", "title", "url", "outlet", "language")


def read_json_lines(stream: BinaryIO, terms: Terms, *, where: str) -> Iterator[Document | InputError]:
    """A document for each line, or the error that says `where:line` and what is wrong with it."""
    empty = True
    for number, line in read_lines(stream, terms.max_text_bytes):
        place, empty = f"{where}:{number}", False
        try:
            if line is None:
                raise too_long(terms.max_text_bytes, where=place)
            yield terms.document(found_in(_object(line, number, where=place), where=place), where=place)
        except InputError as error:
            yield error
    if empty:
        yield InputError("the file is empty", where=where, hint="leave it out")


def found_in(row: Mapping[str, object], *, where: str) -> Found:
    """What one object says; InputError for a missing or mistyped key."""
    if "text" not in row:
        raise InputError("no key `text`", where=where, hint=f"keys found: {_listed(row)}")
    for key in TEXTS:
        if not isinstance(row.get(key), str | None) or (key == "text" and row[key] is None):
            raise _mistyped(key, row[key], "a string", where=where)
        _encodable(key, row.get(key), where=where)
    given: dict[str, str | None] = {key: row.get(key) for key in TEXTS[1:]}  # type: ignore[misc]
    return Found(str(row["text"]), _published(row.get("published"), where=where), "given",
                 _id(row.get("id"), where=where), **given)  # type: ignore[arg-type]


def _object(line: bytes, number: int, *, where: str) -> Mapping[str, object]:
    if number == 1:
        line = line.removeprefix(codecs.BOM_UTF8)
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte 0x{line[error.start]:02x} at offset {error.start:,} of the line",
                         where=where, hint="convert the file with iconv") from error
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at column {error.colno}", where=where,
                         hint="write one object a line") from error
    except (RecursionError, ValueError) as error:  # nested too deep; an integer of more than 4,300 digits
        raise InputError("JSON that is nested too deep or holds a huge number", where=where,
                         hint="leave the line out") from error
    if not isinstance(row, dict):
        raise InputError(f"{_kind(row)} where an object is due", where=where, hint="write one object a line")
    return row


def _id(value: object, *, where: str) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # the same digits; nothing is lost
    if not isinstance(value, str | None) or value == "":
        raise _mistyped("id", value, "a string that is not empty", where=where)
    _encodable("id", value, where=where)
    return value


def _published(value: object, *, where: str) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _mistyped("published", value, "a date as YYYY-MM-DD", where=where)
    day, rest = value.strip()[:10], value.strip()[10:]
    try:
        if len(day) == 10 and (not rest or rest[0] in "T "):
            return date.fromisoformat(day)
    except ValueError:
        pass
    raise InputError(f"`published` is {value[:40]!r}", where=where, hint="write the date as YYYY-MM-DD")


def _encodable(key: str, value: object, *, where: str) -> None:
    try:
        str(value or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"half a surrogate pair at character {error.start:,} of `{key}`", where=where,
                         hint="write the line as UTF-8, or with whole \\uXXXX pairs") from error


def _mistyped(key: str, value: object, due: str, *, where: str) -> InputError:
    return InputError(f"`{key}` is {_kind(value)}", where=where, hint=f"give {due}")


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    if value == "":
        return "empty"
    return names.get(type(value), "a number")


def _listed(row: Mapping[str, object]) -> str:
    names = ", ".join(list(row)[:8])
    return names if len(names) <= 100 else names[:97] + "..."
