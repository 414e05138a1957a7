"""The data sets that can be loaded, each with its layouts and the SQL text that maps it.

The rule: what is known about one data set stands in its own module, its table of columns and its SQL text;
here is only the shape that they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType

from visavis.datasets.layouts import Form, Layout, headed_form, headless_form, layouts
from visavis.datasets.mapping import Resolve
from visavis.errors import InputError, UnknownCode


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set.

    `texts`: layout -> SQL text; a layout without one tells no events by itself. `headless`: layouts told by the
    number of columns. `nulls`: words for nothing. `resolves`: layout -> columns that are looked up. `expands`:
    layouts of which one row may become several events.
    """

    name: str
    title: str
    texts: Mapping[str, str]
    headless: frozenset[str] = frozenset()
    nulls: tuple[str, ...] = ()
    resolves: Mapping[str, Sequence[Resolve]] = field(default_factory=lambda: MappingProxyType({}))
    expands: frozenset[str] = frozenset()

    def form(self, lines: Sequence[str], *, where: str) -> Form:
        """The form of a file by its first lines; InputError if it is none of this data set."""
        known = layouts(self.name)
        headed = [one for one in known if one.name not in self.headless]
        headless = [one for one in known if one.name in self.headless]
        if not headless:
            return headed_form(lines[0], headed, where=where)
        if not headed:
            return headless_form(lines, headless, where=where)
        return self._either(lines, headed, headless, where)

    def _either(self, lines: Sequence[str], headed: list[Layout], headless: list[Layout], where: str) -> Form:
        try:
            return headed_form(lines[0], headed, where=where)
        except InputError:
            return headless_form(lines, headless, where=where)


NAMES = ("gdelt", "icews", "polecat", "phoenix", "ucdp", "acled")
"""The data sets, each by the name of its module and of its value in the column `dataset`."""


def dataset(name: str) -> DataSet:
    """The data set of that name; UnknownCode if there is none."""
    if name not in NAMES:
        raise UnknownCode(f"{name!r} is no data set that can be loaded", hint=f"known: {', '.join(NAMES)}")
    found: DataSet = import_module(f"visavis.datasets.{name}").DATASET
    return found
