"""The language of a text, by py3langid among the languages of `languages.tsv`.

The rule: py3langid loads numpy and a model, so it is imported on the first text, not before.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from visavis.codes.tables import read

SURE = 0.9
"""The least probability at which a language is stated; of 3,000 English sentences and headlines none was
stated to be another language at 0.9."""

SAMPLE_CHARACTERS = 3000
"""How much of a text is looked at; the answer does not change with more, the cost does."""


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`, or None where it is not sure (a few words, numbers).

    >>> language_of("The foreign ministers of the two countries met on Tuesday and signed a trade agreement.")
    'en'
    """
    code, probability = _identifier().classify(text[:SAMPLE_CHARACTERS])
    return str(code) if probability >= SURE else None


@cache
def codes() -> tuple[str, ...]:
    """The codes in `languages.tsv`."""
    rows = read(files("visavis.intake") / "languages.tsv", ("code", "name"), key=("code",))
    return tuple(row["code"] for row in rows)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(codes()))
    return identifier
