"""The house keeps its shape: rooms, imports, public names, nothing that names this workplace."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import visavis

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "visavis"
ORDER = ["errors", "records", "schema", "settings", "codes", "desks", "intake", "reading", "archive", "datasets", "measure",
         "forecast", "watch", "brief", "web", "cli"]
LONGEST = 600


def _modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("visavis"):
            rest = node.module.split(".")[1:]
            names |= {rest[0]} if rest else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("visavis.")}
    return names


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_never_imports_a_room_that_comes_after_it(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if room == "__init__":
        return
    later = set(ORDER[ORDER.index(room) + 1:])
    assert not _imported(path) & later


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_module_passes_600_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_the_public_names_are_these_and_can_be_imported() -> None:
    assert sorted(visavis.__all__) == sorted([
        "Actor", "Claim", "Document", "Evidence", "Modality", "Reading", "Report", "Signal", "VisavisError",
        "__version__", "code_pair", "compose_brief", "dyad", "dyad_series", "read", "read_documents"])
    for name in visavis.__all__:
        assert getattr(visavis, name) is not None


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, visavis; print(sorted({'spacy', 'duckdb', 'pyarrow', 'altair'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_two_test_modules_share_a_name() -> None:
    """Tests are imported by their bare names: two of one name hide each other."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name not in {"__init__.py", "conftest.py"}]
    assert len(names) == len(set(names))
