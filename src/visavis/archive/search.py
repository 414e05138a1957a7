"""Full-text search: what is indexed, how a query is quoted, and the snippet of a hit.

The rule: a query is words, never the query language of FTS5; no text that a user types can raise.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from visavis.codes import persons
from visavis.records import MASK, Document, Span

_APART = "\x1f"
"""Set round each Chinese, Japanese and Korean character, so that each is a word of the index: their texts do
not part words by spaces. A control character and not a space: a snippet can be given back as written."""

_OPEN, _CLOSE = "\x02", "\x03"

_CJK = re.compile("([\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
                  "\uf900-\ufaff\U00020000-\U0003ffff])")
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')

SNIPPET_WORDS = 30

_BLANKS = re.compile(f"{persons.BLANK}[{persons.BLANK} \u00a0]*{persons.BLANK}|{persons.BLANK}")
"""A private name, blanked."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found: `marks` are the spans of the found words in `snippet`; `reports` ids."""

    document: str
    title: str | None
    published: date
    outlet: str | None
    url: str | None
    snippet: str
    marks: tuple[Span, ...]
    reports: tuple[str, ...]
    score: float


def indexed(text: str | None) -> str:
    """`text` as it goes into the index.

    >>> indexed("to 평양").replace("\\x1f", "|")
    'to |평||양|'
    """
    return _CJK.sub(rf"{_APART}\1{_APART}", unicodedata.normalize("NFC", text or ""))


def quoted(query: str) -> str:
    """`query` in the language of FTS5: all words must occur; "words in quotes" in a row; `word*` any ending.

    Empty if the query holds no word.

    >>> quoted("Zhao Leji's visit*")
    '"Zhao" "Leji\\'s" "visit"*'
    """
    clean = query.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    terms = []
    for found in _TERM.finditer(clean):
        term = found[1] if found[1] is not None else found[2]
        if any(character.isalnum() for character in term):
            ending = "*" if found[2] and term.endswith("*") else ""
            terms.append(f'"{indexed(term.rstrip("*") if ending else term)}"{ending}')
    return " ".join(terms)


def public(title: str | None, text: str) -> tuple[str | None, str]:
    """Title and text, blocks for the letters of private persons' names: as long as before, and not to be found."""
    head = title or ""
    whole = f"{head}\n\n{text}"
    blank = persons.blanked(whole)
    return title and blank[:len(head)], blank[len(head) + 2:]


def public_document(found: Document) -> Document:
    """The document with such names blanked in title and text."""
    title, text = public(found.title, found.text)
    return replace(found, title=title, text=text)


def masked(text: str | None) -> str | None:
    """A text of `public` as it is shown."""
    return text and _BLANKS.sub(MASK, text)


def snippet(title: str | None, text: str, match: str) -> tuple[str, tuple[Span, ...]] | None:
    """The best stretch of `text` for a quoted query, on one line, and the spans of the found words in it.

    None where neither title nor text holds the query, as when only a private name did.
    """
    with sqlite3.connect(":memory:") as memory:
        memory.execute("CREATE VIRTUAL TABLE words USING fts5"
                       " (title, text, tokenize = 'porter unicode61 remove_diacritics 2')")
        memory.execute("INSERT INTO words VALUES (?, ?)", (indexed(title), indexed(text)))
        row = memory.execute("SELECT snippet(words, 1, ?, ?, '…', ?) FROM words WHERE words MATCH ?",
                             (_OPEN, _CLOSE, SNIPPET_WORDS, match)).fetchone()
    memory.close()
    return _marked(row[0]) if row else None


def _marked(raw: str) -> tuple[str, tuple[Span, ...]]:
    line = re.sub(r"\s+", " ", raw.replace(_APART, "")).replace(_CLOSE + _OPEN, "").strip()
    line = _BLANKS.sub(MASK, line)
    marks, plain, start = [], "", 0
    for character in line:
        if character == _OPEN:
            start = len(plain)
        elif character == _CLOSE:
            marks.append((start, len(plain)))
        else:
            plain += character
    return plain, tuple(marks)
