"""When a host may be asked again.

The rule: a turn is taken before the request goes out, so that two threads, or two processes that share one pace, never
ask a host at the same moment.
"""

from __future__ import annotations

from threading import Lock
from typing import Protocol


class Pace(Protocol):
    """Who hands out the turns; moments are seconds since 1970."""

    def take(self, host: str, delay: float, now: float) -> float:
        """The moment of the next turn at `host`, which is thereby taken; the one after comes `delay` later."""
        ...

    def hold(self, host: str, until: float) -> None:
        """Gives out no turn before `until`: the host asked for it."""
        ...


class MemoryPace:
    """A pace for the threads of one process.

    >>> pace = MemoryPace()
    >>> pace.take("example.org", 5.0, 100.0), pace.take("example.org", 5.0, 101.0)
    (100.0, 105.0)
    """

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._lock = Lock()

    def take(self, host: str, delay: float, now: float) -> float:
        """The moment of the next turn at `host`."""
        with self._lock:
            turn = max(now, self._next.get(host, 0.0))
            self._next[host] = turn + delay
            return turn

    def hold(self, host: str, until: float) -> None:
        """Gives out no turn before `until`."""
        with self._lock:
            self._next[host] = max(until, self._next.get(host, 0.0))
