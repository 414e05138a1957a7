"""Coding a Parquet file on the command line."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def test_documents_become_event_files_that_dyad_reads(run):
    rows = [{"id": "1", "text": "China sent rice to North Korea on Monday.", "published": date(2024, 5, 1)},
            {"id": "2", "text": "", "published": date(2024, 5, 1)}]
    pq.write_table(pa.Table.from_pylist(rows), "docs.parquet")
    done = run("code", "docs.parquet", "coded")
    assert done.code == 0 and done.lines == ["coded: 2 documents, 1 report; 1 document rejected, see coded/*rejects.jsonl"]
    shown = run("dyad", "CHN", "PRK", "--dataset", "coded", "-f", "jsonl")
    assert shown.code == 0 and '"dataset": "coded"' in shown.out


def test_what_cannot_be_coded_is_one_line(run):
    done = run("code", "none.parquet", "coded")
    assert done.code == 1 and "no such file" in done.err and not Path("coded").exists()
    Path("x").write_text("", encoding="utf-8")
    assert "it is a file" in run("code", "none.parquet", "x").err
