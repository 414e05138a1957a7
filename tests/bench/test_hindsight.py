"""bench.hindsight: what was said rests on the rows known on the day, what came on all of them."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from bench.hindsight import hindsight, lines
from visavis.datasets import table

SAID = date(2020, 6, 1)


def _row(number: int, day: date, source: str = "PRK", target: str = "CHN", kind: str = "CONSULT") -> dict[str, object]:
    return {"id": f"r{number}", "dataset": "made", "native_id": str(number), "month": day.year * 100 + day.month, "start": day,
            "end": day, "precision": "day", "date_origin": "stated", "known_from": day, "source": source, "target": target,
            "type": kind, "cameo": "04", "quad": 1, "goldstein": 1.0, "modality": "actual", "evidence": "asserted",
            "reports": 1, "outlets": 1}


def _events(*later: dict[str, object]) -> pa.Table:
    past = [_row(at, date(2016, 1, 1) + timedelta(days=40 * at)) for at in range(40)]
    return pa.Table.from_pylist([*past, *later], schema=table.SCHEMA)


def test_later_rows_change_what_came_and_nothing_that_was_said() -> None:
    until = date(2020, 12, 31)
    after = _row(100, date(2020, 9, 9)), _row(101, date(2021, 2, 2), kind="AGREE")
    before, with_later = (hindsight(_events(*later), ("PRK", "CHN"), as_of=SAID, until=until) for later in ((), after))
    assert [one.said for one in before] == [one.said for one in with_later]
    assert not any(one.came for one in before)
    told = {one.said.kind.name: one.came for one in with_later if one.came}
    assert told == {"CONSULT": (date(2020, 9, 9),)}  # the agreement lies after the window
    printed = "\n".join(lines(with_later))
    assert "CONSULT between PRK and CHN" in printed and "2020-09-09" in printed
    assert "29 questions" in printed and " 1 did" in printed
