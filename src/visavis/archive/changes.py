"""What changed between two revisions of a text.

The rule: both texts are stored whole; a difference is made when it is asked for and never kept.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from visavis.records import Document

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?。！？][\"”’)]*(?=\s|$)|(?=\n|$))")


def difference(old: Document, new: Document) -> list[str]:
    """The lines that went (`- `) and came (`+ `), sentence by sentence, in the order of the text; empty where equal.

    A changed title or day of publication comes first.

    >>> from datetime import date
    >>> day = date(2024, 5, 2)
    >>> one, two = (Document.from_text(f"Oslo agreed. {text}", day) for text in ("Bern may follow.", "Bern followed."))
    >>> difference(one, two)
    ['- Bern may follow.', '+ Bern followed.']
    """
    lines = []
    for name, before, after in (("title", old.title or "", new.title or ""),
                                ("published", str(old.published), str(new.published))):
        if before != after:
            lines += [f"- {name}: {before}", f"+ {name}: {after}"]
    first, second = _sentences(old.text), _sentences(new.text)
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind != "equal":
            lines += [f"- {line}" for line in first[a:b]] + [f"+ {line}" for line in second[c:d]]
    return lines


def _sentences(text: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]
