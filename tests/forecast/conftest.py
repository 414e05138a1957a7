import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "datasets"))  # the made-up history lives there

from event_rows import history


@pytest.fixture(scope="session")
def past():
    """A made-up history of ten years from 2015, the same each time."""
    return history(1500)
