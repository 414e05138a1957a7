"""Writes src/visavis/schema/contract.schema.json, the JSON Schema of the contract, from records.py.

Run it after records.py changes: python tools/build_schema.py
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from visavis.codes import plover
from visavis.records import Claim, Record, When

TARGET = Path(__file__).parents[1] / "src" / "visavis" / "schema" / "contract.schema.json"

SHARE = {"minimum": 0, "maximum": 1}
DAY = {"type": "string", "format": "date"}

LIMITS: Mapping[str, Mapping[str, Any]] = {
    "id": {"pattern": "^[0-9a-f]{16}$"},
    "quad": {"minimum": 1, "maximum": 4},
    "goldstein": {"minimum": -10, "maximum": 10},
    "confidence": SHARE,
    "probability": SHARE,
    "level": {"minimum": 1, "maximum": 8},
    "rank": {"minimum": 1},
    "quote": {"minLength": 1},
}
"""What the types of records.py do not tell, by the name of the field."""


def build() -> dict[str, Any]:
    """The schema: one of report, claim, signal; keys are required, and more may come."""
    parts: dict[str, Any] = {}
    for record in get_args(Record):
        parts[record.kind] = _object(record, parts)
    parts["document"] = _document()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of the output of visavis",
        "description": "One object a line, UTF-8. Keys are never renamed; more may be added. "
                       "text[span[0]:span[1]] of the document is the quote. `document` is a line of input.",
        "oneOf": [{"$ref": f"#/$defs/{record.kind}"} for record in get_args(Record)],
        "$defs": dict(sorted(parts.items())),
    }


def _object(record: type[Any], parts: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(record)
    properties: dict[str, Any] = {}
    if record in get_args(Record):
        properties["record"] = {"const": record.kind}
    for field in fields(record):
        if hints[field.name] is When:
            properties |= _when()
        else:
            properties[field.name] = _limited(field.name, _of(hints[field.name], parts))
    if record in get_args(Record) and "type" in properties:
        names = {"enum": [*plover.TYPES, *([None] if record is Claim else [])]}
        properties["type"] = names
    return {"type": "object", "description": (record.__doc__ or "").split("\n")[0],
            "properties": properties, "required": list(properties)}


def _of(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _nullable(_of(next(one for one in arguments if one is not type(None)), parts))
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and arguments[-1] is ...:
        return {"type": "array", "items": _of(arguments[0], parts)}
    if origin is tuple:
        items = [_of(one, parts) for one in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if is_dataclass(hint) and isinstance(hint, type):
        name = hint.__name__.lower()
        parts[name] = _object(hint, parts)
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(one) for one in hint]}
    plain = {str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, date: DAY}
    return dict(plain[hint])


def _nullable(part: dict[str, Any]) -> dict[str, Any]:
    return part | {"type": [part["type"], "null"]} if "type" in part else {"anyOf": [part, {"type": "null"}]}


def _limited(name: str, part: dict[str, Any]) -> dict[str, Any]:
    if name in ("span", "interval"):
        limit = {"minimum": 0} if name == "span" else SHARE
        return part | {"prefixItems": [one | limit for one in part["prefixItems"]]}
    return {**part, **LIMITS.get(name, {})}


def _when() -> dict[str, Any]:
    hints = get_type_hints(When)
    return {"start": DAY, "end": DAY, "precision": _of(hints["precision"], {}),
            "date_origin": _of(hints["origin"], {})}


def _document() -> dict[str, Any]:
    text = {"type": ["string", "null"]}
    return {
        "type": "object", "description": "A line of input: one document; an id that is given is kept.",
        "properties": {
            "id": {"type": ["string", "integer", "null"]}, "text": {"type": "string", "minLength": 1},
            "title": text, "url": text, "outlet": text, "published": {"type": ["string", "null"]},
            "language": text},
        "required": ["text"]}


def main() -> None:
    """Writes the file."""
    TARGET.write_text(json.dumps(build(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
