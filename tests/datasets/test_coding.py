"""Documents by the batch: each told by itself, none dropped, a stopped run goes on."""

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from visavis.datasets import coding, table
from visavis.errors import InputError

RICE = "China sent 30,000 tons of rice to North Korea on Monday."
TODAY = date(2026, 1, 1)


def batch(*rows):
    return pa.RecordBatch.from_pylist([{"id": str(number), "text": RICE, "published": date(2024, 5, 1)} | row
                                       for number, row in enumerate(rows)])


def test_a_batch_gives_the_rows_of_its_reports_and_of_what_cannot_be_read():
    made = coding.code_batch(batch({}, {"text": " "}, {"published": date(2030, 1, 1)}, {"text": "Nothing happened."}), today=TODAY)
    assert made.schema == coding.CODED
    rows = made.to_pylist()
    assert [(row["source"], row["target"], row["type"]) for row in rows if not row["error"]] == [("CHN", "PRK", "AID")]
    assert {row["document"]: row["error"].split(": ")[1].split(",")[0] for row in rows if row["error"]} == {
        "1": "there is no text; leave it out", "2": "published 2030-01-01"}


def test_what_comes_of_a_document_does_not_depend_on_its_batch():
    alone = coding.code_batch(batch({}), today=TODAY).to_pylist()
    among = coding.code_batch(batch({}, {"text": "Russia's president visited North Korea."}), today=TODAY).to_pylist()
    assert alone[0] in among


def test_days_as_text_and_an_empty_batch_are_taken():
    rows = pa.RecordBatch.from_pylist([{"text": RICE, "published": "2024-05-01T10:00:00Z"}])
    assert coding.code_batch(rows, today=TODAY).num_rows == 1
    assert coding.code_batch(rows.slice(0, 0), today=TODAY).num_rows == 0


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(coding, "BATCH", 2)
    pq.write_table(pa.Table.from_batches([batch({}, {"text": ""}, {"text": RICE + " Again."}, {})]), tmp_path / "docs.parquet")
    seen = []
    whole = coding.code_file(tmp_path / "docs.parquet", tmp_path / "out", today=TODAY, step=seen.append)
    assert whole == coding.Coded(4, 3, 1) and seen == [2, 2]
    rows = table.read(tmp_path / "out").sort_by("id")
    (fault,) = [json.loads(line) for path in (tmp_path / "out").glob("*.rejects.jsonl") for line in path.read_text("utf-8").splitlines()]
    assert fault["document"] == "1"
    monkeypatch.setattr(coding, "code_batch", lambda *args, **more: pytest.fail("coded again"))
    assert coding.code_file(tmp_path / "docs.parquet", tmp_path / "out", today=TODAY) == whole
    next((tmp_path / "out").glob("*.parquet")).unlink()
    monkeypatch.undo()
    monkeypatch.setattr(coding, "BATCH", 2)
    assert coding.code_file(tmp_path / "docs.parquet", tmp_path / "out", today=TODAY) == whole
    assert table.read(tmp_path / "out").sort_by("id").equals(rows)


@pytest.mark.parametrize(("rows", "said"), [
    ({"text": ["a"]}, "no column published"), (None, "no such file"), (b"no parquet", "no Parquet file that can be read")])
def test_a_file_that_is_none_of_documents_is_named(tmp_path, rows, said):
    path = tmp_path / "docs.parquet"
    if isinstance(rows, bytes):
        path.write_bytes(rows)
    elif rows:
        pq.write_table(pa.table(rows), path)
    with pytest.raises(InputError, match=said):
        coding.code_file(path, tmp_path / "out", today=TODAY)
