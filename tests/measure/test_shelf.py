"""What is at hand, each data set by itself."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from dataset_rows import gdelt, one, write
from event_rows import document, history, report

from visavis.archive import init_desk
from visavis.datasets import segments, table, writers
from visavis.errors import InputError, UnknownCode
from visavis.measure.dyads import dyad_series
from visavis.measure.shelf import at_hand, by_name, loaded

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def desk_with(tmp_path, *files):
    """A desk with event files loaded: pairs of a data set and a path."""
    desk = init_desk(tmp_path / "desk", "korea", version="1")
    for name, path in files:
        assert segments.register(desk.path, one(name, path, segments.folder(desk.path)), now=NOW)
    return desk


def exported(path, rows):
    with path.open("wb") as stream:
        writers.write_jsonl([rows], stream)
    return path


def test_history_desk_and_loaded_data_sets_are_each_their_own(tmp_path):
    desk = desk_with(tmp_path, ("gdelt", write(tmp_path / "a.csv", gdelt(1), gdelt(2))))
    with desk.archive() as archive:
        page = document(date(2015, 2, 18))
        archive.add(page, [report(page, 1, "CHN", "PRK", "AID")], known_from=datetime(2015, 2, 18, tzinfo=UTC))
        sets = at_hand(past=history(50), desk=desk.path, archive=archive)
    assert [(each.name, each.title) for each in sets] == [
        ("history", "the history"), ("desk", "the desk's documents"), ("gdelt", "GDELT")]
    told = {each.name: sum(dyad_series(each.rows, "CHN", "PRK", by="year")["reports"].to_pylist()) for each in sets}
    assert told["desk"] == 1 and told["gdelt"] == 6, "two rows of three reports each"


def test_what_was_exported_and_loaded_again_stays_apart_from_the_data_set_itself(tmp_path):
    native = write(tmp_path / "a.csv", gdelt(1))
    both = pa.concat_tables([table.read(one("gdelt", native, tmp_path / "elsewhere").segment), history(20)])
    desk = desk_with(tmp_path, ("gdelt", native), ("events", exported(tmp_path / "x.jsonl", both)))
    found = at_hand(desk=desk.path)
    assert {each.name: each.span.reports for each in found} == {"exported-gdelt": 1, "exported-history": 20, "gdelt": 1}


def test_a_folder_of_event_files_can_be_asked_without_a_desk(tmp_path):
    one("gdelt", write(tmp_path / "a.csv", gdelt(1)), tmp_path / "out")
    assert [each.name for each in at_hand([str(tmp_path / "out")], past=history(20))] == ["gdelt"]


def test_a_name_that_is_not_at_hand_is_an_error_that_names_what_is(tmp_path):
    desk = desk_with(tmp_path, ("gdelt", write(tmp_path / "a.csv", gdelt(1))))
    with pytest.raises(UnknownCode, match="at hand: history, gdelt"):
        at_hand(["icews"], past=history(20), desk=desk.path)


def test_a_data_set_that_could_not_be_known_yet_is_left_out(tmp_path):
    desk = desk_with(tmp_path, ("gdelt", write(tmp_path / "a.csv", gdelt(1))))
    assert at_hand(desk=desk.path, as_of=date(2015, 2, 17)) == ()
    assert len(at_hand(desk=desk.path, as_of=date(2015, 2, 18))) == 1


def test_an_event_file_that_is_gone_or_damaged_is_named(tmp_path):
    desk = desk_with(tmp_path, ("gdelt", write(tmp_path / "a.csv", gdelt(1))))
    (file,) = segments.live(desk.path)
    file.write_bytes(b"PAR1 no longer")
    with pytest.raises(InputError, match="no file of the event table"):
        loaded(desk.path)
    file.unlink()
    with pytest.raises(InputError, match="no such file"):
        by_name([file])
