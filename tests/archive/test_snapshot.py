"""What is read together is of one moment, whatever a collector stores meanwhile."""

from datetime import UTC, datetime

import pytest
from archive_samples import report, text

from visavis.archive import Archive, init_desk
from visavis.cli import main

NOW = datetime(2024, 5, 2, tzinfo=UTC)


def store(archive, key):
    page = text(f"China sent rice to North Korea. It was day {key}.", id=f"d{key}", url=f"https://example.org/{key}")
    archive.add(page, [report(page, "China sent rice to North Korea.")], known_from=NOW, coder="test-1")


@pytest.fixture
def desk(tmp_path):
    init_desk(tmp_path / "desk", "korea", version="test")
    with Archive.open(tmp_path / "desk") as archive:
        store(archive, 1)
    return tmp_path / "desk"


def test_within_a_snapshot_nothing_new_comes_up_and_others_write(desk):
    with Archive.open(desk) as one, Archive.open(desk) as other:
        with one.snapshot():
            before = [found.id for found in one.documents()]
            store(other, 2)
            with one.snapshot():  # one within another is the same moment
                assert {found.document for found in one.reports()} == set(before) and len(before) == 1
        assert len(list(one.documents())) == 2
        store(one, 3)


def test_an_error_within_a_snapshot_leaves_the_archive_as_it_was(desk):
    with Archive.open(desk) as archive:
        with pytest.raises(ZeroDivisionError), archive.snapshot():
            raise ZeroDivisionError
        store(archive, 2)
        assert len(list(archive.documents())) == 2


def test_an_export_is_not_stopped_by_what_is_stored_between_documents_and_reports(desk, monkeypatch, capfd):
    """Found by bench.together: "its document is not given"."""
    documents, keys = Archive.documents, iter(range(10, 100))

    def meanwhile(self, **more):
        found = list(documents(self, **more))
        with Archive.open(desk) as other:
            store(other, next(keys))
        return iter(found)

    monkeypatch.setattr(Archive, "documents", meanwhile)
    assert main(["export", "--dataset", "desk", "--format", "jsonl", "--desk", str(desk)]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 1
