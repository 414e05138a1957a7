"""The tables of titles as one tree of words, and the words of a text as the tree wants them.

The rule: a title is compared word by word, in lower case, without accents and hyphens, in the singular and
in British spelling; so a row of a table needs one spelling only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from visavis.codes.forms import forms
from visavis.codes.tables import several, table

OFFICE_COLUMNS = ("pattern", "level", "deputy", "sector", "field", "country", "needs", "foreign")
_TOKEN = re.compile(
    r"[\u3400-\u9fff\uac00-\ud7af]"  # one Chinese character or Korean syllable
    r"|(?:[A-Za-z]\.){2,}"  # U.S., C.C.
    r"|['’]s\b"
    r"|[^\W_\u3400-\u9fff\uac00-\ud7af]+(?:['’](?!s\b)[^\W_]+)*"
    r"|[^\w\s]")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_GROUP = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
# KCNA's pages lose the space before names: "respected ComradeKim Jong Un", "General SecretaryKim Jong Un".
_GLUED = re.compile(r"(?:Secretary|President|Comrade|Chairman|Marshal|Premier|Minister|Leader)(?=[A-Z][a-z])")
_HYPHENS = "-‐‑"


class Token(NamedTuple):
    """A word as the tree wants it and its offsets in the text, and how it was written there."""

    word: str
    start: int
    end: int
    capital: bool
    plural: bool = False
    acronym: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of offices.tsv. `office`: whether the words are one; `level` None: not told by the words alone."""

    office: bool
    level: int | None
    deputy: int
    sector: str
    field: str
    countries: frozenset[str]
    needs: str


@dataclass(slots=True)
class Node:
    """A node of the tree: what may follow, and the rules of the title that ends here."""

    then: dict[str, Node] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    value: str | None = None


# The deputy of an office of this level, where its row names none.
_DEPUTY = {1: 4, 2: 4, 3: 4, 4: 5, 5: 6, 6: 8, 7: 8, 8: 8}


def _plain(word: str) -> str:
    low = word.lower().replace("’", "'")
    if _ACCENTED.search(low):
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return low


def tokens(text: str) -> list[Token]:
    """The words and marks of `text`; a hyphen inside a word only parts it.

    A name glued to the title before it is parted from it: "SecretaryKim" is two words.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if text[start] in _HYPHENS and _between_letters(text, start):
            continue
        glued = _GLUED.match(text, start, end)
        if glued:
            found.append(_token(text, start, glued.end()))
            start = glued.end()
        found.append(_token(text, start, end))
    return found


def _token(text: str, start: int, end: int) -> Token:
    word, *marks = _form(text[start:end])
    return Token(word, start, end, *marks)


@lru_cache(maxsize=32_768)
def _form(raw: str) -> tuple[str, bool, bool, bool]:
    """A word as the tree wants it, and whether it was written with a capital, in the plural, as an acronym."""
    plain = _plain(raw)
    word = spellings().get(plain, plain)
    plural = word != plain and plain[-1] in "sn" and word[-1] != plain[-1]
    return word, raw[0].isupper(), plural, len(raw) > 1 and raw.isupper()


def _between_letters(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def expand(pattern: str) -> Iterator[tuple[str, ...]]:
    """Every sequence of words that `pattern` stands for.

    >>> list(expand("(vice/deputy) premier [of]"))[0]
    ('vice', 'premier', 'of')
    """
    parts: list[list[str]] = []
    at = 0
    for group in _GROUP.finditer(pattern):
        parts.append([pattern[at:group.start()]])
        either, maybe = group.groups()
        parts.append(either.split("/") if either is not None else [*maybe.split("/"), ""])
        at = group.end()
    parts.append([pattern[at:]])
    for choice in product(*parts):
        yield tuple(token.word for token in tokens(" ".join(choice)))


def add(root: Node, words: Sequence[str]) -> Node:
    """The node at the end of `words`, made where it was missing."""
    node = root
    for word in words:
        node = node.then.setdefault(word, Node())
    return node


@cache
def spellings() -> dict[str, str]:
    """Plural and American spelling -> the spelling of the tables."""
    return {row["word"]: row["value"] for row in _words() if row["kind"] == "spelling"}


@cache
def titles() -> Node:
    """The tree of all titles of offices.tsv."""
    root = Node()
    for row in table("offices.tsv", OFFICE_COLUMNS):
        level = int(row["level"]) if row["level"].isdigit() else None
        deputy = int(row["deputy"]) if row["deputy"] else _DEPUTY[level or 8]
        rule = Rule(row["level"] != "-", level, deputy, row["sector"], row["field"],
                    frozenset(several(row["country"])), row["needs"])
        for pattern in several(row["pattern"] + ";" + row["foreign"]):
            for words in expand(pattern):
                if words:
                    add(root, words).rules.append(rule)
    return root


@cache
def portfolios() -> Node:
    """The tree of what ministers are in charge of; a value is "field;sector"."""
    root = Node()
    for row in table("offices_portfolios.tsv", ("words", "field", "sector")):
        for words in several(row["words"]):
            add(root, [token.word for token in tokens(words)]).value = f"{row['field']};{row['sector']}"
    return root


@cache
def words(kind: str) -> dict[tuple[str, ...], str]:
    """The phrases of one kind of offices_words.tsv -> their value."""
    return {tuple(token.word for token in tokens(row["word"])): row["value"]
            for row in _words() if row["kind"] == kind}


@cache
def sectors() -> dict[tuple[str, ...], str]:
    """The phrases of offices_sectors.tsv -> their sector; the first row that has a phrase wins."""
    found: dict[tuple[str, ...], str] = {}
    for row in table("offices_sectors.tsv", ("sector", "words"), key=("sector",)):
        for phrase in several(row["words"]):
            found.setdefault(tuple(token.word for token in tokens(phrase)), row["sector"])
    return found


@cache
def states() -> frozenset[str]:
    """The names of states, organisations and peoples, their words joined by spaces as `tokens` gives them."""
    found: set[str] = set()
    for form in forms():
        if form.kind in {"name", "demonym", "organisation"}:
            parts = [token.word for token in tokens(form.text)]
            found.add(" ".join(parts[1:] if parts[:1] == ["the"] else parts))
    return frozenset(found)


@cache
def _words() -> tuple[dict[str, str], ...]:
    rows = table("offices_words.tsv", ("kind", "word", "value"), key=("kind", "word"))
    return tuple(dict(row) for row in rows)
