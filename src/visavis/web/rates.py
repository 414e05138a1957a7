"""How often somebody may ask: a bucket for each, that fills again with time.

The rule: what is limited is told with how long to wait.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

KEPT = 10_000
"""Buckets kept: the longest unused goes first, and was full again long ago."""


class Rates:
    """Buckets of `burst` requests, filled again with `per_minute`."""

    def __init__(self, *, per_minute: float, burst: int, clock: Callable[[], float] | None = None) -> None:
        self._fill, self._burst, self._clock, self._lock = per_minute / 60, burst, clock or monotonic, Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str) -> float:
        """0 and one request taken, or the seconds to wait.

        >>> rates = Rates(per_minute=60, burst=2, clock=lambda: 0.0)
        >>> [rates.wait("a") for _ in range(3)], rates.wait("b")
        ([0.0, 0.0, 1.0], 0.0)
        """
        with self._lock:
            now = self._clock()
            left, before = self._buckets.pop(who, (float(self._burst), now))
            left = min(float(self._burst), left + (now - before) * self._fill)
            taken = left >= 1
            self._buckets[who] = (left - 1 if taken else left, now)
            while len(self._buckets) > KEPT:
                self._buckets.popitem(last=False)
            return 0.0 if taken else (1 - left) / self._fill
