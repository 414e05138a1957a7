from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from archive_samples import DAY, claim, report, signal, text

from visavis.archive import Added, Archive, keep
from visavis.errors import ArchiveError
from visavis.records import Claim, Record, from_json

MOMENT = datetime(2024, 7, 27, tzinfo=UTC)
LATER = datetime(2024, 7, 29, tzinfo=UTC)


def test_what_goes_in_comes_out(archive: Archive) -> None:
    document = text("China sent rice to North Korea. A summit is likely. Workers left.", title="T", url="https://x/1")
    records: list[Record] = [report(document, "China sent rice"), claim(document, "A summit is likely"),
                             signal(document, "Workers left")]
    assert archive.add(document, records, known_from=MOMENT, coder="r") is Added.NEW
    assert [*archive.reports(), *archive.claims(), *archive.signals()] == records
    [stored] = archive.documents()
    assert stored.known_from == MOMENT
    assert (stored.id, stored.text, stored.title, stored.url, stored.published) == (
        document.id, document.text, "T", "https://x/1", DAY)
    assert archive.document(document.id) == stored
    assert archive.report(records[0].id) == records[0]
    assert archive.outlets() == ["KCNA"]
    assert archive.document("none") is None and archive.report("none") is None


def test_adding_the_same_twice_changes_nothing(archive: Archive) -> None:
    document = text()
    records = [report(document, "China sent rice")]
    archive.add(document, records, known_from=MOMENT, coder="r")
    before = list(archive.export())
    assert archive.add(document, records, known_from=LATER, coder="r") is Added.KNOWN
    assert list(archive.export()) == before
    assert archive.has(document) and archive.has(document, coder="r") and not archive.has(document, coder="s")


def test_another_coder_replaces_the_records_and_keeps_the_moment(archive: Archive) -> None:
    document = text()
    archive.add(document, [report(document, "China sent rice")], known_from=MOMENT, coder="r")
    new = report(document, "rice to North Korea", type="COOPERATE")
    assert archive.add(document, [new], known_from=LATER, coder="s") is Added.RECODED
    assert list(archive.reports()) == [new]
    assert list(archive.reports(as_of=DAY)) == [new]
    assert archive.has(document, coder="s")


@pytest.mark.parametrize("by", ["url", "id"])
def test_another_text_under_the_same_address_or_id_is_a_revision(archive: Archive, by: str) -> None:
    first, second = (text(words, **{by: "https://x/1"}) for words in ("China sent rice.", "China sent oil."))
    archive.add(first, [report(first, "China sent rice")], known_from=MOMENT)
    assert archive.add(second, [report(second, "China sent oil")], known_from=LATER) is Added.REVISED
    assert [document.text for document in archive.documents()] == ["China sent oil."]
    assert [one.quote for one in archive.reports()] == ["China sent oil"]
    assert [document.text for document in archive.revisions(first.id)] == ["China sent rice.", "China sent oil."]
    assert archive.search("rice") == [] and len(archive.search("oil")) == 1
    # both texts again: nothing moves
    before = list(archive.export())
    assert {archive.add(one, [], known_from=LATER) for one in (first, second)} == {Added.KNOWN}
    assert list(archive.export()) == before


def test_the_revision_known_last_is_current_in_whatever_order_they_come(tmp_path: Path) -> None:
    exports = []
    first, second = text("China sent rice.", url="u"), text("China sent oil.", url="u")
    for name, order in (("a", (0, 1)), ("b", (1, 0))):
        (tmp_path / name).mkdir()
        with Archive.open(tmp_path / name) as archive:
            for index in order:
                archive.add((first, second)[index], [], known_from=(MOMENT, LATER)[index])
            assert [document.text for document in archive.documents()] == ["China sent oil."]
            exports.append(list(archive.export()))
    assert exports[0] == exports[1]


def test_as_of_a_past_day_answers_with_what_could_be_known_then(archive: Archive) -> None:
    first, second = text("China sent rice.", url="u"), text("China sent oil.", url="u")
    archive.add(first, [report(first, "China sent rice")], known_from=MOMENT)
    archive.add(second, [report(second, "China sent oil")], known_from=LATER)
    assert [one.quote for one in archive.reports(as_of=date(2024, 7, 28))] == ["China sent rice"]
    assert [one.text for one in archive.documents(as_of=date(2024, 7, 28))] == ["China sent rice."]
    assert [one.quote for one in archive.reports(as_of=LATER)] == ["China sent oil"]
    assert list(archive.reports(as_of=date(2024, 7, 26))) == []


def test_filters_of_reports(archive: Archive) -> None:
    document = text("China sent rice to North Korea. Russia sent oil to North Korea. North Korea thanked China.")
    rice = report(document, "China sent rice", start=date(2024, 1, 1))
    oil = report(document, "Russia sent oil", source="RUS", start=date(2024, 2, 1))
    thanks = report(document, "North Korea thanked", source="PRK", target="CHN", type="SUPPORT")
    archive.add(document, [thanks, oil, rice], known_from=MOMENT)
    assert list(archive.reports()) == [rice, oil, thanks]
    assert list(archive.reports(dyad=("PRK", "CHN"))) == [rice, thanks]
    assert list(archive.reports(source="CHN")) == [rice]
    assert list(archive.reports(target="PRK", type="AID")) == [rice, oil]
    assert list(archive.reports(since=date(2024, 1, 2), until=date(2024, 2, 1))) == [oil]
    assert list(archive.reports(document=document.id)) == [rice, oil, thanks]
    assert list(archive.reports(document="other")) == []


def test_the_ledger_says_what_came_of_a_claim_and_when_it_was_known(archive: Archive) -> None:
    document = text("A summit is likely. A visit is likely.")
    summit, visit = claim(document, "A summit is likely"), claim(document, "A visit is likely", dyad=None)
    archive.add(document, [summit, visit], known_from=MOMENT)
    assert list(archive.claims(dyad=("PRK", "CHN"))) == [summit]
    with sqlite3.connect(archive.path) as other:
        other.execute("INSERT INTO ledger (claim, resolution, reason, known_from) VALUES (?, 'yes', 'met', ?)",
                      (summit.id, LATER.isoformat()))
    other.close()
    assert [one.resolution for one in archive.claims()] == ["yes", "open"]
    assert list(archive.claims(open_only=True)) == [visit]
    assert list(archive.claims(open_only=True, as_of=date(2024, 7, 28))) == [summit, visit]


def test_a_record_that_does_not_quote_its_document_is_refused_and_nothing_is_stored(archive: Archive) -> None:
    document, other = text(), text("Another text.")
    with pytest.raises(ArchiveError, match="does not quote"):
        archive.add(other, [report(document, "China sent rice")], known_from=MOMENT)
    with pytest.raises(ValueError, match="time zone"):
        archive.add(document, [], known_from=datetime(2024, 7, 27))
    assert list(archive.export()) == []


def test_export_is_json_lines_of_documents_and_the_records_of_the_contract(archive: Archive) -> None:
    document = text("China sent rice. A summit is likely.")
    records = [report(document, "China sent rice"), claim(document, "A summit is likely")]
    archive.add(document, records, known_from=MOMENT, coder="r")
    head, *rest = [json.loads(line) for line in archive.export()]
    assert (head["record"], head["id"], head["current"], head["coder"]) == ("document", document.id, True, "r")
    assert [from_json(row) for row in rest] == records


def test_keep_reads_only_what_is_not_there(archive: Archive) -> None:
    documents = [text(f"China sent rice {n} times.") for n in range(4)]
    read: list[str] = []

    def reader(document: object) -> list[Record] | None:
        read.append(getattr(document, "id", ""))
        return None if document is documents[3] else []

    assert [one.became for one in keep(archive, documents[:2], reader, coder="r")] == [Added.NEW] * 2
    assert [one.became for one in keep(archive, documents, reader, coder="r")] == [
        Added.KNOWN, Added.KNOWN, Added.NEW]
    assert read == [document.id for document in documents]
    assert next(archive.documents()).known_from == MOMENT


WRITER = """
import sys
from datetime import UTC, datetime
sys.path.insert(0, sys.argv[2])
from archive_samples import text
from visavis.archive import Archive
with Archive.open(sys.argv[1]) as archive:
    for n in range(60):
        archive.add(text(f"Text {n % 40 if n % 2 else sys.argv[3] + str(n)}"), [], known_from=datetime.now(UTC))
"""


def test_several_processes_open_and_write_one_archive_at_once(tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), here, str(name)],
                                stderr=subprocess.PIPE, text=True) for name in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 4
    with Archive.open(tmp_path) as archive:
        assert archive.check() == "ok"
        assert archive.counts()["documents"] == 4 * 30 + 20


def test_claims_come_back_as_claims(archive: Archive) -> None:
    document = text("A summit is likely.")
    archive.add(document, [claim(document, "A summit is likely")], known_from=MOMENT)
    assert all(isinstance(one, Claim) for one in archive.claims())
