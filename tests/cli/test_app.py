from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visavis.cli import output

Run = Callable[..., Any]
COMMANDS = ("init", "add", "read", "dyad", "brief", "search", "doctor")


def visavis(*arguments: str, **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "import sys; from visavis.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **kwargs)


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.code == 0 and done.err == ""
    assert all(f"  {name} " in done.out for name in COMMANDS)


@pytest.mark.parametrize("command", ["init", "add", "read", "search", "doctor"])
def test_help_of_a_command_shows_how_it_is_called(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"\n  visavis {command} " in done.out


def test_start_up_is_quick_and_loads_nothing_heavy() -> None:
    heavy = "('numpy', 'spacy', 'pyarrow', 'duckdb', 'altair', 'trafilatura', 'py3langid')"
    code = (f"import sys; from visavis.cli import main; main(['--help']);"
            f" print([m for m in {heavy} if m in sys.modules])")
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        spent.append(time.perf_counter() - start)
    assert done.stdout.splitlines()[-1] == "[]"
    assert min(spent) < 0.5


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.err) == (0, "") and done.out.startswith("visavis 0.")


@pytest.mark.parametrize("arguments", [
    ["nope"], ["read"], ["read", "--nope", "x"], ["read", "x", "--published", "2024"],
    ["read", "x", "--published", "2024-13-01"], ["read", "x", "--format", "xml"], ["search"], ["search", "***"],
    ["search", "x", "--limit", "0"], ["init"],
])
def test_usage_errors_end_with_2_and_one_line(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2 and done.out == ""
    assert done.err.startswith("visavis: error: ") and done.err.count("\n") == 1 and "--help" in done.err


def test_no_command_shows_the_help_and_is_a_usage_error(run: Run) -> None:
    done = run()
    assert done.code == 2 and "Commands:" in done.out


def test_a_bug_is_one_line_and_a_traceback_only_with_debug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **others: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("visavis.archive.init_desk", broken)
    done = run("init", "work")
    assert done.code == 1 and done.err.count("\n") == 1 and "a bug in visavis: ZeroDivisionError" in done.err
    for arguments in (["--debug", "init", "work"], ["init", "work", "--debug"]):
        done = run(*arguments)
        assert done.code == 1 and "Traceback" in done.err


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    name = "평양.txt"
    env = os.environ | {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
                        "PYTHONIOENCODING": "ascii"}
    done = visavis("read", str(tmp_path / name), env=env)
    assert done.returncode == 1 and done.stdout == b""
    assert b"no such file" in done.stderr
    code = ("from visavis.cli import output; output.use_utf8(); output.line('\\ud3c9\\uc591'); output.error('\\ud3c9')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=True)
    assert done.stdout.decode("utf-8") == "평양\n" and "평" in done.stderr.decode("utf-8")


def test_control_characters_cannot_colour_or_break_a_line() -> None:
    assert output.one_line("a\x1b[31m\nb\u202ec 평") == r"a\x1b[31m\nb\u202ec 평"


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    code = ("import sys, visavis.cli.output as o\n"
            "from visavis.cli import app\n"
            "@app.app.command()\n"
            "def flood() -> None:\n"
            "    for _ in range(200_000): o.line('x' * 100)\n"
            "sys.exit(app.main(['flood']))")
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.read(1000)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0
