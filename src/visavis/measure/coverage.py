"""How much a data set tells at all, by period: what counts are set against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from visavis.measure.days import WORLD, both, days
from visavis.measure.engine import FOREVER, Source
from visavis.measure.periods import Period


def coverage(source: Source, spans: Sequence[Period], a: str, b: str, *, as_of: date = FOREVER) -> pa.Table:
    """For each period: `period`, `from_day`, and the reports that touch `a` (`covered_a`), `b` (`covered_b`), either
    (`covered`), and all of them (`world`).
    """
    firsts, lasts = (np.array([day.toordinal() for day in ends])
                     for ends in zip(*((span.first, span.last) for span in spans), strict=True))
    told = days(source, as_of=as_of)
    of_a, of_b, world = (told.within(state, firsts, lasts) for state in (a, b, WORLD))
    of_both = both(source, a, b, as_of=as_of).within(WORLD, firsts, lasts)
    return pa.table({"period": [span.name for span in spans],
                     "from_day": pa.array([span.first for span in spans], pa.date32()),
                     "covered_a": of_a, "covered_b": of_b, "covered": of_a + of_b - of_both, "world": world})
