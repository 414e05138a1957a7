"""A short run of bench/kill.py, with the reader that costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_kill_loses_nothing_and_the_rerun_completes() -> None:
    command = [sys.executable, "-m", "bench.kill", "--reader", "plain", "--documents", "120", "--kills", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "4 kills of a running process" in done.stdout
