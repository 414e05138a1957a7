"""Twenty readers at once: `python -m bench.web [--rows 10000000] [--clients 20] [--seconds 20] [--folder DIR]`.

A desk with the history and `--rows` made-up rows of the event table (seeded; 60 states, the first with the most; at 10
million some 4,800 rows for each of the desk's dyads) is served by `visavis serve` in a process of its own; then, over
the same rows in SQLite with an index on the dyad, by datasette. Each gets the same load: `--clients` clients in one
other process, without a pause and without ETags, each asking for a dyad drawn from the desk's own (four of five) or
from all (one of five).

- visavis page: /dyad/A/B, a whole page with its charts; visavis API: /api/v1/dyad/A/B as JSON; each with answers not
  yet made (cold: each question is asked once, from another day on) and as they come (mixed: questions come again)
- datasette page and JSON: the rows of the dyad by month as a canned query, counted and summed, without intervals,
  merging or coverage, since it has none

What is told: answers a second, the median, the 95th and 99th percentile in milliseconds, errors, the server's CPU for
an answer (where others use the machine too, waiting tells of them), the peak of memory.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from visavis.archive import init_desk
from visavis.archive.connection import FILE_NAME, connect, writing
from visavis.datasets import order, table

SEED = 8
OWN = (("PRK", "CHN"), ("PRK", "RUS"), ("PRK", "KOR"), ("PRK", "USA"), ("PRK", "JPN"))
TYPES = ("CONSULT", "AGREE", "SUPPORT", "AID", "ACCUSE", "THREATEN", "SANCTION", "ASSAULT")

NAMES = """GBR FRA DEU ITA ESP NLD POL UKR TUR IRN ISR SAU IRQ SYR CHN RUS USA JPN KOR PRK EGY LBY DZA MAR NGA KEN ETH
ZAF AGO GHA IND PAK BGD LKA NPL MMR THA VNM KHM LAO MYS IDN PHL AUS NZL CAN MEX BRA ARG CHL PER COL VEN CUB SWE NOR FIN
DNK GRC HUN"""
STATES = tuple(NAMES.split())

COLUMNS = {
    "id": "printf('%016x', r)", "dataset": "'gdelt'", "native_id": "r::VARCHAR",
    "month": "year(day) * 100 + month(day)", "start": "day", "end": "day", "precision": "'day'",
    "date_origin": "'publication'", "known_from": "day", "source": "a.code", "target": "b.code",
    "type": f"{list(TYPES)}[(1 + h3 % {len(TYPES)})::BIGINT]", "context": "''", "cameo": "'042'",
    "quad": "1 + (h3 % 8) // 2", "goldstein": "(h4 % 200)::FLOAT / 10 - 10", "modality": "'actual'",
    "evidence": "'reported'", "outlet": "'outlet ' || (h5 % 500)", "url": "'https://outlet.example/' || r",
    "reports": "1 + h4 % 5", "outlets": "1", "confidence": "1.0", "coder": "'made up'"}
"""How each column of the event table is made; those that are not here are null."""

QUERY = ("SELECT month, count(*) AS events, sum(reports) AS reports, sum(goldstein) AS goldstein FROM events"
         " WHERE (source = :a AND target = :b) OR (source = :b AND target = :a) GROUP BY month ORDER BY month")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a load came to."""

    name: str
    millis: list[float]
    errors: int
    seconds: float
    cpu: float

    def __str__(self) -> str:
        ordered = sorted(self.millis) or [0.0]
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99)]
        return (f"{self.name:<28}{len(self.millis) / self.seconds:8.1f}/s  p50 {at[0]:8.1f}  p95 {at[1]:8.1f}"
                f"  p99 {at[2]:8.1f} ms  {len(self.millis)} answers, {self.errors} errors,"
                f" {self.cpu / max(len(self.millis), 1) * 1000:.1f} ms of CPU each")


def make_rows(path: Path, rows: int) -> None:
    """Writes the made-up rows to an event file, in the order in which `visavis load` leaves them."""
    drawn_path = path.with_suffix(".drawn")
    fields = ", ".join(f'CAST({COLUMNS.get(name, "NULL")} AS {kind}) AS "{name}"' for name, kind in _kinds())
    drawn = ", ".join(f"hash(r * {prime} + {SEED}) AS h{n}" for n, prime in enumerate((3, 5, 7, 11, 13, 17)))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE states (i INT, code TEXT)")
        connection.executemany("INSERT INTO states VALUES (?, ?)", list(enumerate(STATES)))
        connection.execute(
            f"COPY (WITH drawn AS (SELECT r, {drawn} FROM range({rows}) t(r)), placed AS (SELECT *,"
            f" DATE '2005-01-01' + (h0 % 7300)::INT AS day, {_skewed('h1')} AS i, {_skewed('h2')} AS j FROM drawn)"
            f" SELECT {fields} FROM placed JOIN states a ON a.i = placed.i JOIN states b ON b.i = placed.j"
            f" WHERE a.i <> b.i ORDER BY least(source, target), greatest(source, target), start, id)"
            f" TO '{drawn_path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {order.GROUP})")
    writer = order.Writer(path, table.SCHEMA)
    with pq.ParquetFile(drawn_path) as file:
        for batch in file.iter_batches(batch_size=8 * order.GROUP):
            writer.write(pa.Table.from_batches([batch]).cast(table.SCHEMA))
    writer.close()
    drawn_path.unlink()


def _skewed(number: str) -> str:
    """A state's place, the first of the list the likeliest: the square of a uniform number, as news dwells on few."""
    return f"floor(pow(({number} % 1000000) / 1000000.0, 2) * {len(STATES)})::INT"


def _kinds() -> Iterator[tuple[str, str]]:
    names = {"string": "VARCHAR", "int32": "INTEGER", "int16": "SMALLINT", "int8": "TINYINT", "float": "FLOAT",
             "date32[day]": "DATE"}
    yield from ((field.name, names[str(field.type)]) for field in table.SCHEMA)


def make_desk(folder: Path, rows: int) -> None:
    """A desk with the made-up rows as a loaded data set."""
    init_desk(folder, "korea", version="bench")
    path = folder / "events" / "gdelt" / "made-up.parquet"
    path.parent.mkdir(parents=True)
    make_rows(path, rows)
    connection = connect(folder / FILE_NAME)
    with closing(connection), writing(connection):
        connection.execute("INSERT INTO segment VALUES (?, 'gdelt', 200501, 202412, ?, '', ?)",
                           (path.relative_to(folder).as_posix(), rows, datetime.now(UTC).isoformat(timespec="seconds")))


def make_sqlite(folder: Path, path: Path) -> None:
    """The same rows in SQLite, with an index on the dyad, for datasette."""
    names = ("month", "source", "target", "type", "quad", "goldstein", "reports")
    with closing(sqlite3.connect(path)) as connection, duckdb.connect() as reader:
        connection.execute(f"CREATE TABLE events ({', '.join(names)})")
        found = reader.execute(f"SELECT {', '.join(names)} FROM read_parquet('{folder}/events/gdelt/made-up.parquet')")
        while batch := found.fetchmany(100_000):
            connection.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(names))})", batch)
        connection.execute("CREATE INDEX dyad ON events (source, target, month)")
        connection.commit()


def questions(kind: str) -> Callable[[random.Random], str]:
    """What draws the next address; `cold` ones are never the same twice."""
    used: set[str] = set()

    def dyad(draw: random.Random) -> tuple[str, str]:
        if draw.random() < 0.8:
            return draw.choice(OWN)
        a, b = draw.sample(STATES, 2)
        return a, b

    def mixed(draw: random.Random) -> str:
        a, b = dyad(draw)
        return f"/{a}/{b}?by={draw.choice(('year', 'year', 'quarter', 'month'))}"

    def cold(draw: random.Random) -> str:
        while True:
            a, b = dyad(draw)
            first = date.fromordinal(draw.randrange(date(2005, 1, 1).toordinal(), date(2015, 1, 1).toordinal()))
            made = f"/{a}/{b}?by=year&since={first}"
            if made not in used:
                used.add(made)
                return made

    return {"mixed": mixed, "cold": cold}[kind]


def cpu_of(process: int) -> float:
    """Seconds of CPU that a process has used, as Linux tells; 0 elsewhere."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(name: str, server: tuple[int, int], address: Callable[[random.Random], str], *, clients: int,
         seconds: float) -> Taken:
    """Asks the server (its port and process) without a pause from `clients` threads; each waits for its answer."""
    port, process = server
    millis: list[float] = []
    errors: list[str] = []
    until = time.perf_counter() + seconds

    def client(number: int) -> None:
        draw = random.Random(SEED * 1000 + number)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
            while time.perf_counter() < until:
                path = address(draw)
                start = time.perf_counter()
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                millis.append((time.perf_counter() - start) * 1000)
                if answer.status != 200:
                    errors.append(f"{answer.status} {path}")

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    start, spent = time.perf_counter(), cpu_of(process)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        print(f"  first error: {errors[0]}")
    return Taken(name, millis, len(errors), time.perf_counter() - start, cpu_of(process) - spent)


@contextmanager
def serving(command: list[str], port: int, path: str) -> Iterator[int]:
    """A server's process by its number, ready: it has answered `path`."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        start = time.perf_counter()
        for _ in range(600):
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
                    connection.request("GET", path)
                    if connection.getresponse().status == 200:
                        break
            except OSError:
                time.sleep(0.1)
        print(f"  first answer after {time.perf_counter() - start:.1f} s, {cpu_of(process.pid):.1f} s of CPU")
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _under(head: str, draw: Callable[[random.Random], str], one: random.Random) -> str:
    return head + draw(one)


def main() -> None:
    """Makes the desk, then loads the servers one after another."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--folder", type=Path, help="Where the rows are, or are to be kept for another run.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        _run(folder, given.rows, given.clients, given.seconds)


def _run(folder: Path, rows: int, clients: int, seconds: float) -> None:
    start = time.perf_counter()
    if not (folder / "desk").exists():
        make_desk(folder / "desk", rows)
    if not (folder / "events.db").exists():
        make_sqlite(folder / "desk", folder / "events.db")
    (folder / "datasette.json").write_text(json.dumps(
        {"databases": {"events": {"queries": {"dyad": {"sql": QUERY, "params": ["a", "b"]}}}}}), encoding="utf-8")
    print(f"{rows:,} rows made in {time.perf_counter() - start:.0f} s; {clients} clients, {seconds:.0f} s each")
    port = free_port()
    code = "import sys; from visavis.cli import main; sys.exit(main())"
    with serving([sys.executable, "-c", code, "serve", str(folder / "desk"), "--port", str(port)],
                 port, "/api/v1/") as process:
        for kind in ("cold", "mixed"):
            for name, head in (("API", "/api/v1/dyad"), ("page", "/dyad")):
                draw = questions(kind)
                asked = partial(_under, head, draw)
                print(load(f"visavis {name}, {kind}", (port, process), asked, clients=clients, seconds=seconds))
    port = free_port()
    command = [sys.executable, "-m", "datasette", str(folder / "events.db"), "-m", str(folder / "datasette.json"), "-p",
               str(port), "--setting", "sql_time_limit_ms", "60000"]
    with serving(command, port, "/-/versions.json") as process:
        draw = questions("mixed")

        def canned(one: random.Random, ending: str) -> str:
            _, a, b = draw(one).split("?")[0].split("/")
            return f"/events/dyad{ending}?a={a}&b={b}"

        for name, ending in (("JSON", ".json"), ("page", "")):
            print(load(f"datasette {name}", (port, process), lambda one, ending=ending: canned(one, ending),  # type: ignore[misc]
                       clients=clients, seconds=seconds))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of the largest server: {peak:.0f} MB")


if __name__ == "__main__":
    main()
