from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from visavis.archive import Archive, init_desk


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    init_desk(tmp_path / "desk", "korea", version="test")
    with Archive.open(tmp_path / "desk") as opened:
        yield opened
