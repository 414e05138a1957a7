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

T = TypeVar("T")

KEPT = 256
"""Answers kept: a desk's dyads in all their periods, some 30 kB each. Not tuned."""


class Memory:
    """The answers last asked for, by key."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept, self._lock = kept, Lock()
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for `key`, made by `make` if it is not kept; an error of `make` is raised and not kept."""
        with self._lock:
            future = self._answers.get(key)
            mine = future is None
            if future is None:
                future = self._answers[key] = Future()
            self._answers.move_to_end(key)
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        if mine:
            self._make(key, future, make)
        found: T = future.result()
        return found

    def clear(self) -> None:
        """Lets all answers go; who waits for one still gets it."""
        with self._lock:
            self._answers.clear()

    def _make(self, key: Hashable, future: Future[T], make: Callable[[], T]) -> None:
        try:
            future.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._answers.get(key) is future:
                    del self._answers[key]
            future.set_exception(error)
