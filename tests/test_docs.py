"""The documentation holds: examples in docstrings and pages run, and so does every command that a page shows."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import visavis
from visavis.cli import main
from visavis.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ARTICLE = """SEOUL, May 2 - A delegation led by Chinese Vice Premier Zhang Guoqing arrived in Pyongyang on Thursday.
Analysts said China is highly likely to resume group tours to North Korea this year.
"""


def _modules() -> list[str]:
    found = pkgutil.walk_packages(visavis.__path__, "visavis.")
    return [module.name for module in found]


@pytest.mark.parametrize("name", _modules())
def test_examples_in_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_on_pages(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False).failed == 0


def _commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            found += [(page.name, line[2:]) for line in block.splitlines() if line.startswith("$ visavis ")]
    return found


@pytest.mark.parametrize(("page", "command"), _commands(), ids=lambda value: str(value)[:60])
def test_every_command_on_a_page_runs(page: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    if "--desk" not in command and " init " not in command:
        assert main(["init", "desk", "--desk", "korea"]) == 0
        monkeypatch.chdir(tmp_path / "desk")
        (tmp_path / "desk" / "article.txt").write_text(ARTICLE, encoding="utf-8")
    assert main(shlex.split(command, comments=True)[1:]) == 0, f"{page}: {command}"


def _sessions() -> list[tuple[str, list[str]]]:
    """The commands of each ```shell block, which are meant one after the other in one desk."""
    return [(page.name, [line for line in block.splitlines() if line.startswith("visavis ")]) for page in PAGES
            for block in re.findall(r"```shell\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)]


@pytest.mark.parametrize(("page", "commands"), _sessions(), ids=lambda value: value if isinstance(value, str) else "")
def test_commands_in_a_row_run_in_one_desk(page: str, commands: list[str], tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    row = {"text": ARTICLE, "published": "2024-05-02", "outlet": "Own notes", "language": "en"}
    (inbox / "story.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    for command in commands:
        assert main(shlex.split(command.split(" > ")[0], comments=True)[1:]) == 0, f"{page}: {command}"


def test_every_setting_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [s.name for s in SETTINGS if f"VISAVIS_{s.name.upper()}" not in text] == []
