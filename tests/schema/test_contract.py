from __future__ import annotations

import json
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from visavis.records import (
    Actor,
    Claim,
    DateOrigin,
    Evidence,
    Modality,
    Object,
    Place,
    Precision,
    Record,
    Report,
    Signal,
    When,
    from_json,
    to_json,
)
from visavis.schema import FILE_NAME, contract

ROOT = Path(__file__).parents[2]
DAY = date(2024, 7, 27)
REPORT = Report(
    "0123456789abcdef", "d", "AID", "aid", ("food",), "073", 2, 7.0, Actor("CHN", "N", "president", 1, 1, "GOV"),
    Actor("PRK"), When(DAY, DAY, Precision.DAY, DateOrigin.STATED), Place("PRK", "Pyongyang"),
    (Object("rice", 30000.0, "tons", "30,000 tons of rice"),), Modality.ACTUAL, Evidence.ATTRIBUTED, "KCNA",
    "quote", (0, 5), 0.9, "rules-1")
CLAIM = Claim("0123456789abcdef", "d", "quote", (0, 5), "N", "likely", 0.7, (0.5, 0.9), ("CHN", "PRK"), "CONSULT",
              "event", (DAY, DAY))
SIGNAL = Signal("0123456789abcdef", "d", "workers", "quote", (0, 5), ("PRK",))
RECORDS: list[Record] = [REPORT, replace(REPORT, mode=None, place=None, objects=(), attributed_to=None), CLAIM,
                         replace(CLAIM, claimant=None, dyad=None, type=None, direction="more"), SIGNAL]


def check(row: object) -> None:
    Draft202012Validator(contract()).validate(row)


def test_the_shipped_file_is_what_the_records_give() -> None:
    made = runpy.run_path(str(ROOT / "tools" / "build_schema.py"))["build"]()
    shipped = json.loads((ROOT / "src" / "visavis" / "schema" / FILE_NAME).read_text(encoding="utf-8"))
    assert made == shipped, "run python tools/build_schema.py"
    Draft202012Validator.check_schema(shipped)


@pytest.mark.parametrize("record", RECORDS)
def test_records_are_instances_and_come_back(record: Record) -> None:
    row = json.loads(json.dumps(to_json(record)))
    check(row)
    assert from_json(row) == record


@pytest.mark.parametrize(("record", "change"), [
    (REPORT, {"quad": 5}), (REPORT, {"type": "HELP"}), (REPORT, {"start": 2024}), (REPORT, {"modality": "sure"}),
    (REPORT, {"source": {"country": "CHN"}}), (REPORT, {"span": [0]}), (REPORT, {"span": [-1, 5]}),
    (REPORT, {"confidence": 1.2}), (REPORT, {"quote": ""}), (REPORT, {"context": "food"}),
    (REPORT, {"record": "event"}), (CLAIM, {"interval": [0.1, 1.5]}), (CLAIM, {"direction": "up"}),
    (CLAIM, {"dyad": ["CHN"]}), (SIGNAL, {"countries": None}), (SIGNAL, {"id": 5}),
])
def test_what_is_not_of_the_contract_is_no_instance(record: Record, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check(to_json(record) | change)


@pytest.mark.parametrize("record", [REPORT, CLAIM, SIGNAL])
def test_every_key_is_required_and_more_may_come(record: Record) -> None:
    row = to_json(record)
    check(row | {"later": 1})
    for key in row:
        with pytest.raises(ValidationError):
            check({name: value for name, value in row.items() if name != key})
