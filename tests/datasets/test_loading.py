"""Loading files: bad input of every kind, nothing half-loaded, the same again changes nothing."""

import gzip
import json
import lzma
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dataset_rows import gdelt, one, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visavis.datasets import blocks, loading, order, table
from visavis.datasets.load import files_of, load
from visavis.datasets.loading import Loaded
from visavis.errors import InputError


def rejects(found):
    return [json.loads(line) for line in found.rejects.read_text(encoding="utf-8").splitlines()] if found.rejects else []


def put(path, data):
    path.write_bytes(data)
    return path


def raw(*lines):
    return b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)


@pytest.mark.parametrize(("bad", "reason"), [
    (gdelt(2).rsplit("\t", 1)[0], "60 columns where 61 are due"), (gdelt(2) + "\tx", "62 columns where 61 are due"),
    ("one word", "1 columns where 61 are due"), (gdelt(2).replace("Beijing", "Bei\0jing"), "a NUL byte"),
    (gdelt(2).encode().replace(b"Beijing", b"Bei\xffjing"), "not UTF-8 at byte"),
    (gdelt(2).replace("Beijing", "Bei\rjing", 1), "a carriage return in the row")])
def test_a_malformed_row_is_set_aside_with_its_line_and_the_others_are_kept(tmp_path, bad, reason):
    found = one("gdelt", put(tmp_path / "a.csv", raw(gdelt(1), bad, gdelt(3))), tmp_path / "events")
    assert (found.counts.read, found.counts.kept, found.counts.rejects) == (3, 2, 1)
    (reject,) = rejects(found)
    assert reject["line"] == 2 and reject["reason"].startswith(reason)
    assert sorted(table.read(found.segment)["native_id"].to_pylist()) == ["410000001", "410000003"]


def test_blank_lines_and_dos_line_ends_are_no_rows_and_lines_are_counted_right(tmp_path):
    data = raw(gdelt(1), "", gdelt(2)).replace(b"\n", b"\r\n") + b"\n\n" + raw("broken", gdelt(3))
    found = one("gdelt", put(tmp_path / "a.csv", data), tmp_path / "events")
    assert (found.counts.read, found.counts.kept) == (4, 3)
    assert [one["line"] for one in rejects(found)] == [6]


def test_a_file_with_the_line_ends_of_dos_is_the_same_as_one_without(tmp_path):
    data = raw(*(gdelt(n) for n in range(50)))
    unix = one("gdelt", put(tmp_path / "a.csv", data), tmp_path / "unix")
    dos = one("gdelt", put(tmp_path / "b.csv", data.replace(b"\n", b"\r\n")), tmp_path / "dos")
    assert dos.counts == unix.counts and dos.counts.kept == 50
    assert table.read(dos.segment).equals(table.read(unix.segment))


def test_a_file_without_a_last_line_end_is_whole(tmp_path):
    found = one("gdelt", put(tmp_path / "a.csv", raw(gdelt(1), gdelt(2))[:-1]), tmp_path / "events")
    assert found.counts.kept == 2


def test_a_last_row_that_is_cut_off_is_a_reject(tmp_path):
    found = one("gdelt", put(tmp_path / "a.csv", raw(gdelt(1), gdelt(2))[:-150]), tmp_path / "events")
    assert (found.counts.kept, found.counts.rejects) == (1, 1)


def test_of_duplicated_ids_the_later_row_is_kept_and_the_earlier_is_told(tmp_path):
    lines = [gdelt(1), gdelt(2), gdelt(1, EventCode="173"), gdelt(3), gdelt(1, EventCode="163")]
    found = one("gdelt", write(tmp_path / "a.csv", *lines), tmp_path / "events")
    assert (found.counts.read, found.counts.kept, found.counts.rejects, found.counts.duplicates) == (5, 3, 2, 2)
    kept = {r["native_id"]: r["cameo"] for r in table.read(found.segment).to_pylist()}
    assert kept == {"410000001": "163", "410000002": "042", "410000003": "042"}
    assert [(r["line"], r["reason"]) for r in rejects(found)] == [
        (1, "id 410000001 comes again in line 5, which is kept"),
        (3, "id 410000001 comes again in line 5, which is kept")]


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".csv.xz", ".csv.zip"])
def test_packed_files_are_read_as_they_are(tmp_path, suffix):
    data, path = raw(gdelt(1), gdelt(2), "broken"), tmp_path / f"a{suffix}"
    if suffix.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.export.CSV", data)
    else:
        path.write_bytes({".csv.gz": gzip.compress, ".csv.xz": lzma.compress}.get(suffix, bytes)(data))
    found = one("gdelt", path, tmp_path / "events")
    assert (found.counts.kept, found.counts.rejects) == (2, 1)
    assert rejects(found)[0]["file"].startswith(str(path))


def test_each_member_of_a_zip_has_its_own_layout_and_lines(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", raw(gdelt(1, version="1.0"), "broken"))
        archive.writestr("b.CSV", raw(gdelt(2), gdelt(3), "broken"))
        archive.writestr("readme.pdf", b"no rows")
    found = one("gdelt", tmp_path / "a.zip", tmp_path / "events")
    assert (found.layouts, found.counts.kept, found.counts.rejects) == (("1.0", "2.0"), 3, 2)
    assert [(r["file"].rsplit("/", 1)[1], r["line"]) for r in rejects(found)] == [("a.csv", 2), ("b.CSV", 3)]


def halves():
    data = raw(*(gdelt(n, SOURCEURL=f"http://{os.urandom(40).hex()}.org") for n in range(300)))
    zipped = __import__("io").BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", data)
    packed = bytearray(zipped.getvalue())
    packed[len(packed) // 2] ^= 0xFF
    return {"gz": gzip.compress(data)[:-4000], "xz": lzma.compress(data)[:-4000], "zip": zipped.getvalue()[:-4000],
            "zip_damaged": bytes(packed), "gz_tail": gzip.compress(data)[:-4]}


@pytest.mark.parametrize("kind", ["gz", "xz", "zip", "zip_damaged", "gz_tail"])
def test_a_packed_file_that_is_cut_off_or_damaged_leaves_nothing(tmp_path, kind):
    path = put(tmp_path / f"a.{kind}", halves()[kind])
    (found,) = load("gdelt", [path], tmp_path / "events")
    assert isinstance(found, InputError)
    assert "broken or cut off" in str(found) and "\n" not in str(found) and str(path) in str(found)
    assert [p for p in (tmp_path / "events").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(("data", "said"), [
    (b"", "the file is empty"), (b"\n\n", "the file is empty"), (b"a,b\n1,2\n", "rows of 1 columns fit no layout"),
    (b"\t".join([b"x"] * 27) + b"\n", "rows of 27 columns fit no layout"), (os.urandom(3000), "fit no layout")])
def test_what_is_no_file_of_the_data_set_is_one_line_of_error(tmp_path, data, said):
    (found,) = load("gdelt", [put(tmp_path / "a.csv", data)], tmp_path / "events")
    assert isinstance(found, InputError) and said in str(found) and "\n" not in str(found)


def test_a_missing_file_and_a_folder_that_cannot_be_made_are_errors(tmp_path):
    (missing,) = load("gdelt", [tmp_path / "no.csv"], tmp_path / "events")
    assert "no such file" in str(missing)
    (tmp_path / "file").write_text("")
    (blocked,) = load("gdelt", [write(tmp_path / "a.csv", gdelt())], tmp_path / "file" / "events")
    assert isinstance(blocked, InputError) and "--out" in str(blocked)


def test_a_file_that_fails_stops_no_other_and_layouts_may_be_mixed_in_a_folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "a.csv", gdelt(1))
    write(folder / "b.csv", "no such layout")
    write(folder / "c.csv", gdelt(2, version="1.0"))
    write(folder / "notes.md", "not a table")
    done = list(load("gdelt", [folder], tmp_path / "events"))
    assert [getattr(one, "layouts", None) for one in done] == [("2.0",), None, ("1.0",)]
    assert [p.name for p in files_of([folder])] == ["a.csv", "b.csv", "c.csv"]


def test_loading_the_same_file_again_changes_nothing_under_any_name(tmp_path):
    first = one("gdelt", write(tmp_path / "a.csv", gdelt(1), "broken"), tmp_path / "events")
    stamp = first.segment.stat().st_mtime_ns
    again = one("gdelt", write(tmp_path / "b.csv", gdelt(1), "broken"), tmp_path / "events")
    assert again.already and not first.already
    assert (again.segment, again.counts, again.rejects) == (first.segment, first.counts, first.rejects)
    assert first.segment.stat().st_mtime_ns == stamp
    assert len(list((tmp_path / "events").rglob("*.parquet"))) == 1


def test_two_loads_of_one_file_write_the_same_bytes(tmp_path):
    path = write(tmp_path / "a.csv", *(gdelt(n, "PRK", ("CHN", "RUS", "USA")[n % 3]) for n in range(500)))
    one_way, other = one("gdelt", path, tmp_path / "x"), one("gdelt", path, tmp_path / "y")
    assert one_way.segment.read_bytes() == other.segment.read_bytes()


def test_a_segment_is_sorted_and_in_the_schema_of_the_event_table(tmp_path):
    lines = [gdelt(n, ("PRK", "CHN", "RUS")[n % 3], ("USA", "KOR")[n % 2], Day=f"201502{1 + n % 28:02}") for n in range(400)]
    found = one("gdelt", write(tmp_path / "a.csv", *lines), tmp_path / "events")
    stored = pq.read_table(found.segment)
    assert stored.schema.names == table.SCHEMA.names
    assert stored.cast(table.SCHEMA).equals(order.in_order(stored.cast(table.SCHEMA)))
    assert (found.first_month, found.last_month) == (201502, 201502)


def test_rows_do_not_depend_on_where_blocks_are_cut(tmp_path, monkeypatch):
    lines = [gdelt(n, Day=f"201502{1 + n % 28:02}") if n % 7 else "broken" for n in range(300)]
    path = write(tmp_path / "a.csv", *lines)
    whole = one("gdelt", path, tmp_path / "whole")
    monkeypatch.setitem(blocks.cut.__kwdefaults__, "size", 1000)
    monkeypatch.setattr(loading, "BATCH_ROWS", 20)
    cut = one("gdelt", path, tmp_path / "cut")
    assert cut.counts == whole.counts
    assert cut.rejects.read_text() == whole.rejects.read_text()
    assert table.read(cut.segment).equals(table.read(whole.segment))


def test_a_line_without_end_does_not_fill_the_memory_and_is_one_reject(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "LONGEST_ROW", 5000)
    monkeypatch.setitem(blocks.cut.__kwdefaults__, "size", 2000)
    data = raw(gdelt(1)) + b"x" * 100_000 + b"\n" + raw(gdelt(2))
    found = one("gdelt", put(tmp_path / "a.csv", data), tmp_path / "events")
    assert (found.counts.read, found.counts.kept, found.counts.rejects) == (3, 2, 1)
    assert rejects(found)[0]["line"] == 2 and len(rejects(found)[0]["row"]) <= blocks.SHOWN


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.binary(max_size=60), st.just(gdelt(1).encode()), st.just(gdelt(2)[:-9].encode())), max_size=20))
def test_any_bytes_are_rows_that_add_up_or_an_error(tmp_path, lines):
    path = put(tmp_path / "a.csv", b"\n".join([gdelt(9).encode(), *lines]))
    (found,) = load("gdelt", [path], tmp_path / "events")
    assert isinstance(found, Loaded | InputError)
    if isinstance(found, Loaded):
        found.counts.check("")
        assert found.counts.read == sum(bool(part.strip()) for part in path.read_bytes().split(b"\n"))


def test_a_killed_load_leaves_nothing_that_counts_and_the_next_one_clears_up(tmp_path):
    path = write(tmp_path / "a.csv", *(gdelt(n) for n in range(60_000)))
    code = ("import sys; from pathlib import Path; from visavis.datasets.load import load;"
            "list(load('gdelt', [Path(sys.argv[1])], Path(sys.argv[2])))")
    process = subprocess.Popen([sys.executable, "-c", code, str(path), str(tmp_path / "events")])
    for _ in range(2000):
        if list((tmp_path / "events").glob("gdelt/.load-*/lock")) or process.poll() is not None:
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = list((tmp_path / "events" / "gdelt").glob("*.parquet"))
    found = one("gdelt", path, tmp_path / "events")
    assert found.counts.kept == 60_000
    assert left in ([], [found.segment])
    assert list((tmp_path / "events" / "gdelt").glob(".load-*")) == []


def test_the_memory_of_a_load_does_not_grow_with_the_file(tmp_path):
    """500 MB is the promise for any size; here a file of 90 MB, so that the run stays short."""
    lines = "".join(gdelt(n, "PRK", ("CHN", "RUS", "USA", "KOR")[n % 4]) + "\n" for n in range(1000))
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as stream:
        for n in range(300):
            stream.write(lines.replace("\n4100", f"\n{4100 + n}"))
    # VmHWM, not ru_maxrss: the latter keeps the peak of the test run that started the process
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc to ask for the peak of memory")
    code = ("import re, sys; from pathlib import Path; from visavis.datasets.load import load;"
            "found, = load('gdelt', [Path(sys.argv[1])], Path(sys.argv[2]));"
            "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1];"
            "print(found.counts.read, int(peak) // 1024)")
    done = subprocess.run([sys.executable, "-c", code, str(path), str(tmp_path / "events")], check=True,
                          capture_output=True, text=True)
    read, peak = map(int, done.stdout.split())
    assert read == 300_000
    assert peak < 500
