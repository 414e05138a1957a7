"""`visavis code`: many documents into event files, here or on Spark."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Master, latest_day
from visavis.errors import InputError


class Where(StrEnum):
    """Where the coder runs."""

    LOCAL = "local"
    SPARK = "spark"


def code(
    documents: Annotated[Path, typer.Argument(
        metavar="DOCS", help="A Parquet file of documents: text, published, and id, title, url, outlet, language.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder for event files.")],
    engine: Annotated[Where, typer.Option(
        "--engine", help="local: this process; spark: mapInArrow on --master (extra spark).")] = Where.LOCAL,
    master: Master = "local[*]",
) -> None:
    """Code many documents into event files, which dyad, brief and export can read.

    Each document is read by itself, so both engines give the same events. Here, work that
    was stopped goes on where it was; on Spark, OUT is there whole or not at all. Documents
    that cannot be read go to a file of rejects with the reason.

    \b
    visavis code articles.parquet coded
    visavis code articles.parquet coded --engine spark --master "local[4]"
    visavis dyad PRK CHN --dataset coded
    """
    from visavis.datasets import coding

    if out.is_file():
        raise InputError("it is a file", where=str(out), hint="give a folder")
    if engine is Where.SPARK:
        from visavis.measure import spark

        done = spark.code(documents, out, master=master)
    else:
        with output.progress(None, "coding") as step:
            done = coding.code_file(documents, out, today=latest_day(), step=step)
    tail = f"; {output.counted(done.rejects, 'document')} rejected, see {out}/*rejects.jsonl" if done.rejects else ""
    output.line(f"{out}: {output.counted(done.documents, 'document')}, {output.counted(done.reports, 'report')}{tail}")
