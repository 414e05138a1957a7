"""Loading and asking the event table: `python -m bench.table --rows 1000000 10000000 --events 10527000 [--folder DIR]`.

Made-up rows of GDELT 2.0 (61 columns, 431 bytes a row, seeded: equal on every machine), 27 of a hundred a dyad.
In one run: loading them (`visavis load gdelt`) beside DuckDB's own `read_csv` -> Parquet of the same file; the size
of both; the time of three questions of the event table beside DuckDB on its own Parquet, SQLite and pandas (where it
is installed). With `--events`, the measures over made-up rows of the event table itself. Each is measured in a process
of its own, with its CPU-seconds and its peak of memory. Machines are noisy: the ratios count, not the seconds. 100
million rows need 43 GB for the file: on request only.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from visavis.datasets import table
from visavis.datasets.layouts import layout

SEED = 20150218
ACTORS = (
    ("USA", "UNITED STATES", "USA", ""), ("CHN", "CHINA", "CHN", ""), ("RUSGOV", "RUSSIA", "RUS", "GOV"),
    ("PRK", "NORTH KOREA", "PRK", ""), ("GBR", "LONDON", "GBR", ""), ("FRA", "FRANCE", "FRA", ""),
    ("ISRMIL", "ISRAEL", "ISR", "MIL"), ("KORGOV", "SEOUL", "KOR", "GOV"), ("JPN", "TOKYO", "JPN", ""),
    ("GOV", "PRESIDENT", "", "GOV"), ("COP", "POLICE", "", "COP"), ("EDU", "STUDENT", "", "EDU"), ("", "", "", ""),
    ("", "", "", ""), ("EUR", "EUROPE", "EUR", ""), ("IGOUNO", "UNITED NATIONS", "", "IGO"))
"""Code, name, country and role; 9 of 16 are states. In real files 15 to 32 of a hundred rows tell of two states."""

CODES = ("010", "020", "030", "036", "040", "042", "043", "051", "057", "061", "071", "080", "091", "100", "111",
         "112", "120", "130", "141", "150", "160", "163", "173", "190", "193")

QUESTIONS = {
    "dyad by month": "SELECT month, count(*), sum(goldstein) FROM events WHERE source IN ('PRK', 'CHN')"
                     " AND target IN ('PRK', 'CHN') AND source <> target GROUP BY month",
    "all dyads by month and class": "SELECT source, target, month, quad, count(*) FROM events"
                                    " GROUP BY source, target, month, quad",
    "reports by outlet": "SELECT outlet, count(*) AS n FROM events GROUP BY outlet ORDER BY n DESC LIMIT 10"}


def make(path: Path, rows: int) -> None:
    """Writes `rows` made-up rows of GDELT 2.0 to `path`."""
    place = "'4', 'Bengaluru, Karnataka, India', 'IN', 'IN19', '70159', '12.9833', '77.5833', '-2090174'"
    side = "{0}.code, {0}.name, {0}.country, '', '', '', '', {0}.role, '', ''"
    draw = "(hash(r * {} + " + str(SEED) + ") % {})"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE actors (i INT, code TEXT, name TEXT, country TEXT, role TEXT)")
        connection.executemany("INSERT INTO actors VALUES (?, ?, ?, ?, ?)", [(i, *row) for i, row in enumerate(ACTORS)])
        connection.execute("CREATE TABLE codes (i INT, code TEXT)")
        connection.executemany("INSERT INTO codes VALUES (?, ?)", list(enumerate(CODES)))
        connection.execute(
            f"COPY (SELECT 410000000 + r, strftime(DATE '2013-01-01' + {draw.format(7, 1500)}::INT, '%Y%m%d'),"
            f" '201502', '2015', '2015.1315', {side.format('a')}, {side.format('b')},"
            f" '1', c.code, c.code[1:3], c.code[1:2], '1', '2.8',"
            f" 1 + {draw.format(3, 20)}, '1', 1 + {draw.format(3, 20)}, '-1.51515151515152', {place}, {place}, {place},"
            f" '20150218230000', 'http://www.example' || {draw.format(11, 997)} || '.com/article/2015/'"
            f" || {draw.format(5, 100000000)} || '/a-title-of-some-length-' || r"
            f" FROM range({rows}) t(r) JOIN actors a ON a.i = {draw.format(13, 16)}"
            f" JOIN actors b ON b.i = {draw.format(17, 16)}"
            f" JOIN codes c ON c.i = {draw.format(19, 25)}) TO '{path}' (DELIMITER '\t', HEADER false, QUOTE '')")


STATES = ("USA", "CHN", "RUS", "PRK", "GBR", "FRA", "ISR", "KOR", "JPN", "DEU", "IND", "PAK", "IRN", "TUR", "UKR",
          "BRA", "CAN", "AUS", "ITA", "ESP")
TYPES = ("CONSULT", "AGREE", "SUPPORT", "COOPERATE", "AID", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION",
         "COERCE", "ASSAULT")


def make_events(path: Path, rows: int) -> None:
    """Writes made-up rows of the event table itself to `path`, some 95 of a hundred `rows`: 20 states, 19 years."""
    drawn = {"s": "hash(r * 13) % 20", "t": "hash(r * 17) % 20", "k": "hash(r * 19) % 12", "d": "hash(r * 7) % 7000"}
    given = {
        "id": "printf('%016x', hash(r))", "dataset": "'gdelt'", "native_id": "r::TEXT", "start": "day", "end": "day",
        "month": "(year(day) * 100 + month(day))::INT", "precision": "'day'", "date_origin": "'publication'",
        "known_from": "day", "source": f"({list(STATES)})[1 + s]", "target": f"({list(STATES)})[1 + t]",
        "type": f"({list(TYPES)})[1 + k]", "context": "''", "cameo": "'042'", "quad": "(1 + k // 3)::TINYINT",
        "goldstein": "((k - 6) * 1.5)::FLOAT", "modality": "'actual'", "evidence": "'reported'",
        "outlet": "'outlet' || (hash(r * 11) % 997)", "url": "'http://example.org/' || r",
        "reports": "(1 + hash(r * 3) % 20)::INT", "outlets": "1::INT", "coder": "'gdelt'"}
    kinds = {"string": "TEXT", "int16": "SMALLINT", "float": "FLOAT"}
    columns = ", ".join(f'{given.get(field.name, f"NULL::{kinds.get(str(field.type))}")} AS "{field.name}"'
                        for field in table.SCHEMA)
    numbers = ", ".join(f"({text})::INT AS {name}" for name, text in drawn.items())
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {columns} FROM (SELECT *, DATE '2005-01-01' + d AS day FROM"
            f" (SELECT r, {numbers} FROM range({rows}) x(r))) WHERE s <> t ORDER BY month, source, target) TO '{path}'"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {table.ROW_GROUP})")


def load(path: Path, out: Path) -> dict[str, int]:
    """Loads the file as `visavis load gdelt` does; rows read and kept."""
    from visavis.datasets.load import load as load_files
    from visavis.datasets.loading import Loaded

    (done,) = load_files("gdelt", [path], out)
    assert isinstance(done, Loaded), done
    return {"read": done.counts.read, "kept": done.counts.kept}


def plain(path: Path, out: Path) -> dict[str, int]:
    """The same file by DuckDB's own reader, all columns, to Parquet."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM read_csv('{path}', delim = '\t', header = false, quote = ''))"
                           f" TO '{out}' (FORMAT parquet)")
    return {}


def ask_visavis(folder: Path, _: Path) -> dict[str, float]:
    """The questions over the event table, by the engine that the measures use."""
    from visavis.datasets import engine

    with engine.cursor() as cursor:
        cursor.execute(f"CREATE TEMP VIEW events AS SELECT * FROM read_parquet('{folder}/gdelt/*.parquet')")
        return {name: best(lambda sql=sql: cursor.execute(sql).fetchall())  # type: ignore[misc]
                for name, sql in QUESTIONS.items()}


def ask_duckdb(path: Path, _: Path) -> dict[str, float]:
    """The same questions written by hand over the Parquet that DuckDB made of all columns."""
    names = {column.name: f"column{place:02}" for place, column in enumerate(layout("gdelt", "2.0").columns)}
    states = ", ".join(f"'{row[2]}'" for row in ACTORS if row[2] and row[2] != "EUR")
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE VIEW events AS SELECT {names['Actor1CountryCode']} AS source,"
            f" {names['Actor2CountryCode']} AS target, {names['Day']}::BIGINT // 100 AS month,"
            f" {names['QuadClass']} AS quad, {names['GoldsteinScale']} AS goldstein,"
            f" split_part({names['SOURCEURL']}, '/', 3) AS outlet FROM read_parquet('{path}')"
            f" WHERE source IN ({states}) AND target IN ({states}) AND source <> target")
        return {name: best(lambda sql=sql: connection.execute(sql).fetchall())  # type: ignore[misc]
                for name, sql in QUESTIONS.items()}


def ask_pandas(folder: Path, _: Path) -> dict[str, float]:
    """The questions in pandas over the columns of the event table in memory; reading them is not counted."""
    import pandas as pd

    frame = pd.read_parquet(next((folder / "gdelt").glob("*.parquet")),
                            columns=["source", "target", "month", "quad", "goldstein", "outlet"])
    pair = ["PRK", "CHN"]
    asked: dict[str, Callable[[], object]] = {
        "dyad by month": lambda: frame[frame.source.isin(pair) & frame.target.isin(pair)
                                       & (frame.source != frame.target)]
        .groupby("month").goldstein.agg(["size", "sum"]),
        "all dyads by month and class": lambda: frame.groupby(["source", "target", "month", "quad"]).size(),
        "reports by outlet": lambda: frame.groupby("outlet").size().nlargest(10)}
    return {name: best(work) for name, work in asked.items()}


def ask_sqlite(folder: Path, scratch: Path) -> dict[str, float]:
    """The questions in SQLite over the same columns, with an index on the dyad; filling it is not counted."""
    import sqlite3

    connection = sqlite3.connect(scratch / "events.db")
    connection.execute("CREATE TABLE events (source, target, month, quad, goldstein, outlet)")
    found = pq.ParquetFile(next((folder / "gdelt").glob("*.parquet")))
    for batch in found.iter_batches(columns=["source", "target", "month", "quad", "goldstein", "outlet"]):
        columns = batch.to_pydict()
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", zip(*columns.values(), strict=True))
    connection.execute("CREATE INDEX dyad ON events (source, target, month)")
    connection.commit()
    try:
        return {name: best(lambda sql=sql: connection.execute(sql).fetchall())  # type: ignore[misc]
                for name, sql in QUESTIONS.items()}
    finally:
        connection.close()
        (scratch / "events.db").unlink()


BY_HAND = ("SELECT source, target, month, quad, count(*), sum(reports), sum(goldstein) FROM read_parquet('{}')"
           " WHERE modality = 'actual' AND evidence <> 'rumoured' GROUP BY ALL ORDER BY source, target, month, quad")


def ask_measures(folder: Path, _: Path) -> dict[str, float]:
    """The measures of the package beside the same written by hand, all on the event table."""
    from visavis.datasets import engine
    from visavis.measure import rollup
    from visavis.measure.dyads import dyad_series

    (segment,) = (folder / "gdelt").glob("*.parquet")
    began = time.perf_counter()
    rollup.make(segment)
    made = time.perf_counter() - began
    with engine.cursor() as cursor:
        by_hand = best(lambda: cursor.sql(BY_HAND.format(segment)).to_arrow_table())
    return {"dyad x month x class by hand": by_hand,
            "dyad x month x class": best(lambda: rollup.dyad_classes(segment)),
            "one dyad by month, roll-up": best(lambda: rollup.dyad_months(segment, "PRK", "CHN")),
            "one dyad's series by month, merged": best(lambda: dyad_series(segment, "PRK", "CHN", by="month"), 2),
            "making the roll-up, once": made, "size of the roll-up, MB": rollup.path_of(segment).stat().st_size / 1e6}


def best(work: Callable[[], object], times: int = 5) -> float:
    """The least seconds that `work` takes."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


WORK: dict[str, Callable[[Path, Path], dict[str, int] | dict[str, float]]] = {
    "load": load, "plain": plain, "ask_visavis": ask_visavis, "ask_duckdb": ask_duckdb, "ask_pandas": ask_pandas,
    "ask_sqlite": ask_sqlite, "ask_measures": ask_measures}


def child(name: str, first: Path, second: Path) -> dict[str, float]:
    """What a piece of work gives, run in a process of its own, with its seconds, CPU-seconds and peak memory in MB."""
    done = subprocess.run([sys.executable, "-m", "bench.table", "--child", name, str(first), str(second)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _run_child(name: str, first: Path, second: Path) -> None:
    import pyarrow as pa

    import visavis.datasets.load

    assert visavis.datasets.load and len(pa.array([name]))  # imports are not measured; pyarrow's first array has some
    wall, cpu = time.perf_counter(), time.process_time()
    found: dict[str, float] = {key: float(value) for key, value in WORK[name](first, second).items()}
    found |= {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "peak": peak()}
    print(json.dumps(found))


def peak() -> float:
    """The peak of memory of this process in MB (ru_maxrss would tell that of the one which started it)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


def measure(rows: int, folder: Path, *, repeats: int, queries: bool) -> dict[str, float]:
    """Prints the figures for a file of `rows` rows; the seconds of each piece of work."""
    path, parquet, events = folder / f"{rows}.csv", folder / f"{rows}.parquet", folder / f"{rows}"
    make(path, rows)
    size = path.stat().st_size
    print(f"\n{rows:,} rows, {size / 1e6:,.0f} MB", flush=True)
    ours, theirs = [], []
    for _ in range(repeats):  # in turn, so that both meet the same neighbours
        theirs.append(child("plain", path, parquet))
        shutil.rmtree(events, ignore_errors=True)
        ours.append(child("load", path, events))
    one, other = (min(many, key=lambda run: run["wall"]) for many in (ours, theirs))
    print(f"{'':34}{'rows/s':>10}{'seconds':>9}{'CPU-s':>8}{'peak MB':>9}{'MB':>8}")
    segment = next((events / "gdelt").glob("*.parquet"))
    for label, run, file in (("visavis load gdelt", one, segment), ("DuckDB read_csv -> Parquet", other, parquet)):
        print(f"{label:34}{rows / run['wall']:10,.0f}{run['wall']:9.2f}{run['cpu']:8.2f}{run['peak']:9.0f}"
              f"{file.stat().st_size / 1e6:8.1f}")
    print(f"rate, visavis to DuckDB: {other['wall'] / one['wall']:.2f} by the clock,"
          f" {min(run['cpu'] for run in theirs) / min(run['cpu'] for run in ours):.2f} by CPU; run by run by the clock "
          + ", ".join(f"{b['wall'] / a['wall']:.2f}" for a, b in zip(ours, theirs, strict=True)))
    print(f"rows kept {one['kept']:,.0f} of {one['read']:,.0f}")
    seconds = {"load": one["wall"], "DuckDB's own load": other["wall"]}
    if queries:
        seconds |= ask(folder, events, parquet) | measures(folder, events)
    for leftover in (path, parquet):
        leftover.unlink()
    shutil.rmtree(events)
    return seconds


def ask(folder: Path, events: Path, parquet: Path) -> dict[str, float]:
    """Prints how long each question takes by each means; the seconds of ours."""
    means = {"visavis": ("ask_visavis", events), "DuckDB, all columns": ("ask_duckdb", parquet),
             "SQLite": ("ask_sqlite", events)}
    try:
        import pandas  # noqa: F401
    except ImportError:
        print("pandas is not installed: not measured")
    else:
        means["pandas"] = ("ask_pandas", events)
    found = {label: child(name, where, folder) for label, (name, where) in means.items()}
    print(f"{'milliseconds':34}" + "".join(f"{label:>22}" for label in found))
    for question in QUESTIONS:
        base = found["visavis"][question]
        print(f"{question:34}" + "".join(f"{run[question] * 1e3:12.1f} ({run[question] / base:6.1f}x)"
                                         for run in found.values()))
    return {question: found["visavis"][question] for question in QUESTIONS}


def measures(folder: Path, events: Path) -> dict[str, float]:
    """Prints how long the measures take; their seconds."""
    found = child("ask_measures", events, folder)
    for name in ("dyad x month x class", "dyad x month x class by hand", "one dyad by month, roll-up",
                 "one dyad's series by month, merged", "making the roll-up, once"):
        print(f"{name:40}{found[name] * 1e3:10.1f} ms")
    ours, theirs = found["dyad x month x class"], found["dyad x month x class by hand"]
    print(f"dyad x month x class, ours to by hand: {ours / theirs:.2f};"
          f" roll-up {found['size of the roll-up, MB']:.2f} MB; peak {found['peak']:.0f} MB")
    return {name: found[name] for name in ("dyad x month x class", "one dyad by month, roll-up",
                                           "one dyad's series by month, merged", "making the roll-up, once")}


def measure_events(rows: int, folder: Path) -> dict[str, float]:
    """Prints how long the measures take over made-up rows of the event table."""
    events = folder / "made"
    (events / "gdelt").mkdir(parents=True)
    make_events(events / "gdelt" / "made.parquet", rows)
    print(f"\nan event table of {pq.read_metadata(events / 'gdelt' / 'made.parquet').num_rows:,} rows", flush=True)
    found = measures(folder, events)
    shutil.rmtree(events)
    return found


def growth(sizes: list[int], found: list[dict[str, float]]) -> None:
    """Prints how many times as long each piece of work takes from size to size."""
    for (rows, less), (more_rows, more) in pairwise(zip(sizes, found, strict=True)):
        print(f"\nfrom {rows:,} to {more_rows:,} rows, {more_rows / rows:.0f} times as many: "
              + ", ".join(f"{name} {more[name] / less[name]:.1f} times" for name in less if name in more))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--events", type=int, nargs="*", default=[], help="made-up rows of the event table itself")
    parser.add_argument("--folder", type=Path, help="where there is room; by default a temporary one")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--no-queries", action="store_true")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        _run_child(given.child[0], Path(given.child[1]), Path(given.child[2]))
        return
    print(f"{os.cpu_count()} cores, DuckDB {duckdb.__version__}, seed {SEED}")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        growth(given.rows, [measure(rows, Path(folder), repeats=given.repeats, queries=not given.no_queries)
                            for rows in given.rows])
        growth(given.events, [measure_events(rows, Path(folder)) for rows in given.events])


if __name__ == "__main__":
    main()
