"""The analysis engine: DuckDB in memory, with no extension and no file.

The rule: one instance a process, since making one costs 20 ms of CPU and a cursor of it a hundredth of that;
each use has a cursor of its own, with its own temporary views, so that uses never see each other's.
"""

from __future__ import annotations

import os
from functools import cache

import duckdb

CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
"""Extensions are downloads: a query that needs one fails, and none is fetched behind the user's back."""


def cursor() -> duckdb.DuckDBPyConnection:
    """A cursor of the process's engine; close it, or use it in a `with`."""
    return _instance(os.getpid()).cursor()


@cache
def _instance(_process: int) -> duckdb.DuckDBPyConnection:
    """The engine of a process; a forked child gets its own, as threads do not survive a fork."""
    return duckdb.connect(config=CONFIG)
