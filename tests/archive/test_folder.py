from __future__ import annotations

from pathlib import Path

import pytest

from visavis.archive import Archive, init_desk, open_desk
from visavis.desks import load_desk
from visavis.errors import DeskError


def test_a_new_desk_opens_as_what_it_was_made_for(tmp_path: Path) -> None:
    made = init_desk(tmp_path / "deep" / "work", "korea", version="0.1.0")
    assert made == open_desk(tmp_path / "deep" / "work")
    assert made.desk == load_desk("korea") and made.name == "work"
    assert 'created_by = "0.1.0"' in (made.path / "desk.toml").read_text()
    with made.archive() as archive:
        assert archive.counts()["documents"] == 0


def test_a_desk_is_never_overwritten(tmp_path: Path) -> None:
    init_desk(tmp_path, "korea", version="0.1.0", name='a "name"')
    before = (tmp_path / "desk.toml").read_text()
    assert open_desk(tmp_path).name == 'a "name"'
    with pytest.raises(DeskError, match="there is a desk already"):
        init_desk(tmp_path, "korea", version="0.1.0")
    assert (tmp_path / "desk.toml").read_text() == before


def test_an_unknown_desk_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="known desks"):
        init_desk(tmp_path / "work", "atlantis", version="0.1.0")
    assert not (tmp_path / "work").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeskError, match="not a directory"):
        init_desk(tmp_path / "file" / "work", "korea", version="0.1.0")


def test_settings_are_text(tmp_path: Path) -> None:
    init_desk(tmp_path, "korea", version="0.1.0")
    with (tmp_path / "desk.toml").open("a") as file:
        file.write("[settings]\nmax_text_bytes = 5000\n")
    assert open_desk(tmp_path).settings == {"max_text_bytes": "5000"}


@pytest.mark.parametrize(("toml", "message"), [
    ("", "`format_version` is missing"),
    ('format_version = "1"\n', "`format_version` is missing"),
    ('format_version = 2\ndesk = "korea"\n', r"newer visavis \(format 2.*install a newer"),
    ("format_version = 1\n", "`desk` is missing"),
    ('format_version = 1\ndesk = "atlantis"\n', "known desks"),
    ('format_version = 1\ndesk = "korea"\nsettings = 1\n', "must be a table"),
    ("format_version = 1\ndesk = korea\n", r"desk\.toml:2: not TOML"),
])
def test_a_broken_desk_says_where_and_what(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "desk.toml").write_text(toml)
    with pytest.raises(DeskError, match=message) as caught:
        open_desk(tmp_path)
    assert "desk.toml" in str(caught.value) or "known desks" in message


def test_no_desk_and_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="visavis init"):
        open_desk(tmp_path)
    (tmp_path / "desk.toml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DeskError, match="not UTF-8"):
        open_desk(tmp_path)


def test_a_folder_that_is_itself_a_desk(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('format_version = 1\nname = "own"\ntitle = "Own"\n'
                                        '[[dyads]]\na = "ARM"\nb = "AZE"\n')
    assert open_desk(tmp_path).desk.dyads[0].a == "ARM"
    made = init_desk(tmp_path / "work", str(tmp_path), version="0.1.0")
    assert made.desk.name == "own"
    Archive.open(made.path).close()
