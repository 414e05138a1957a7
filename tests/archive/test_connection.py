from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive_samples import text

from visavis.archive import Archive
from visavis.archive.connection import FILE_NAME, file_system, migrations
from visavis.errors import ArchiveError


def test_a_new_archive_is_in_wal_with_foreign_keys_and_the_newest_layout(tmp_path: Path) -> None:
    Archive.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
        tables = dict(other.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"
                                    " AND name NOT LIKE 'sqlite%'"))
    other.close()
    assert {"document", "report", "claim", "signal", "outlet", "ledger", "job", "segment"} <= set(tables)
    assert all(tables.values())
    Archive.open(tmp_path).close()  # a second opening migrates nothing


def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Archive.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(ArchiveError, match=r"newer visavis \(layout 99.*install a newer"):
        Archive.open(tmp_path)


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(ArchiveError, match="not an archive of visavis"):
        Archive.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("no database " * 100)
    with pytest.raises(ArchiveError, match="not a database"):
        Archive.open(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="visavis init"):
        Archive.open(tmp_path / "none")


@pytest.mark.parametrize("kind", ["nfs4", "cifs"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nhost:/export {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(ArchiveError, match=rf"network file system \({kind}\)"):
        Archive.open(tmp_path, mounts=mounts)
    assert not (tmp_path / FILE_NAME).exists()


def test_the_file_system_of_a_path(tmp_path: Path) -> None:
    spaced = tmp_path / "a b"
    spaced.mkdir()
    mounts = (f"/dev/sda1 / ext4 rw 0 0\nhost:/x {tmp_path}/a\\040b nfs rw 0 0\n"
              f"host:/y {tmp_path}/a\\040b nfs4 rw 0 0\nbroken\n")
    assert file_system(tmp_path / "c" / FILE_NAME, mounts) == "ext4"
    assert file_system(spaced / FILE_NAME, mounts) == "nfs4"  # what was mounted last over one point holds
    assert file_system(spaced, "") is None


def test_damage_is_found(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        for number in range(200):
            archive.add(text(f"Text {number} " * 50), [], known_from=datetime(2024, 7, 27, tzinfo=UTC))
    data = bytearray((tmp_path / FILE_NAME).read_bytes())
    pages = len(data) // 4096
    for page in range(pages // 2, pages):  # the first ones hold the layout, without which it does not open at all
        data[page * 4096:page * 4096 + 64] = b"\xff" * 64
    (tmp_path / FILE_NAME).write_bytes(data)
    with Archive.open(tmp_path) as archive:
        assert archive.check() != "ok"
