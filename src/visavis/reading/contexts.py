"""Which PLOVER contexts a sentence puts an act into.

The rule: the words are in contexts.tsv; nothing is guessed beyond them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from visavis.codes import tables

MOST = 3
"""No more contexts than this for one act, the first named first: a choice, not a measurement."""


@cache
def _stems() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = tables.read(files("visavis.reading") / "contexts.tsv", ("stem", "context"), key=("stem",))
    return tuple((re.compile(rf"\b{re.escape(r['stem'])}", re.IGNORECASE), r["context"]) for r in rows)


def find(text: str) -> tuple[str, ...]:
    """The contexts of a sentence, in the order in which its words name them.

    >>> find("The two navies signed a trade agreement.")
    ('economic',)
    """
    places = [(m.start(), context) for pattern, context in _stems() if (m := pattern.search(text))]
    ordered = dict.fromkeys(context for _, context in sorted(places))
    return tuple(ordered)[:MOST]


@cache
def _sport() -> re.Pattern[str]:
    rows = tables.read(files("visavis.reading") / "sport.tsv", ("word",), key=("word",))
    return re.compile(rf"\b(?:{'|'.join(re.escape(row['word']) for row in rows)})\b", re.IGNORECASE)


def is_sport(text: str) -> bool:
    """Whether a sentence tells of sport, in which states meet, beat and crush each other without an act between them.

    >>> is_sport("Spain beat Germany 2-1 in the World Cup final.")
    True
    """
    return bool(_sport().search(text))
