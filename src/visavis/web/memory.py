"""Answers kept while the data they were made from stay the same.

The rule: a key holds everything that an answer depends on, the data's fingerprint first; nothing is ever
thrown out for being wrong, only for being old. One thread makes an answer, the others wait for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

import pyarrow as pa

T = TypeVar("T")

KEPT = 256
"""Answers kept: a desk's dyads in all their periods, some 30 kB each. Not tuned."""


BYTES = 96_000_000
"""Bytes of tables kept in one memory: a server is to stay below a gigabyte, and there are three memories. Not tuned."""


class Memory:
    """The answers last asked for, by key: at most `kept` of them, and tables of at most BYTES."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept, self._lock = kept, Lock()
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._bytes: dict[Hashable, int] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for `key`, made by `make` if it is not kept; an error of `make` is raised and not kept."""
        with self._lock:
            future = self._answers.get(key)
            mine = future is None
            if future is None:
                future = self._answers[key] = Future()
            self._answers.move_to_end(key)
            while len(self._answers) > self._kept:
                self._drop()
        if mine:
            self._make(key, future, make)
        found: T = future.result()
        return found

    def clear(self) -> None:
        """Lets all answers go; who waits for one still gets it."""
        with self._lock:
            self._answers.clear()
            self._bytes.clear()

    def _drop(self) -> None:
        key, _ = self._answers.popitem(last=False)
        self._bytes.pop(key, None)

    def _weigh(self, key: Hashable, future: Future[Any]) -> None:
        """Notes how large an answer is, and lets the oldest go where all are too large together."""
        with self._lock:
            if self._answers.get(key) is future:
                self._bytes[key] = size(future.result())
                while sum(self._bytes.values()) > BYTES and len(self._answers) > 1:
                    self._drop()

    def _make(self, key: Hashable, future: Future[T], make: Callable[[], T]) -> None:
        try:
            future.set_result(make())
            self._weigh(key, future)
        except BaseException as error:
            with self._lock:
                if self._answers.get(key) is future:
                    del self._answers[key]
            future.set_exception(error)


def size(answer: object) -> int:
    """The bytes of the tables in an answer; of anything else nothing is known.

    >>> size(["a", (pa.table({"one": [1, 2]}), 3)])
    16
    """
    if isinstance(answer, pa.Table):
        return int(answer.nbytes)
    return sum(map(size, answer)) if isinstance(answer, list | tuple) else 0
