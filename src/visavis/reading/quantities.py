"""Amounts in a text: "about 1.5 million", "a dozen", "hundreds of" -> where they stand and what they come to.

The rule: an amount is what is written, never an estimate. A range ("between 10,000 and 12,000") counts with
its lower end, a bound ("more than 5,000", "up to 200") with the number written, and an order of size
("hundreds") has no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from visavis.codes.tables import read, several


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount at [start, end) of a text; `amount` is None for an order of size; `currency` as ISO 4217."""

    start: int
    end: int
    amount: float | None
    currency: str | None = None


def find(text: str) -> Iterator[Quantity]:
    """The amounts in `text`, in order.

    >>> [(q.amount, q.currency) for q in find("It gave $1.5 million and two dozen trucks.")]
    [(1500000.0, 'USD'), (24.0, None)]
    """
    for match in _pattern().finditer(text):
        currency = words("symbol").get((match["symbol"] or "").lower())
        start, end = match.span("all")
        if match["vague"]:
            yield Quantity(start, end, None)
        elif match["first"].lower() in ("a", "an", "half") and not match["times"]:
            continue  # an article, or a share of something; no number
        elif (amount := value(match["first"], match["times"] or match["later"])) is not None:
            after = _currency().match(text, end)
            if after and not currency:
                currency, end = words("currency")[_plain(after["word"])], after.end()
            yield Quantity(start, end, amount, currency)


def value(number: str, magnitude: str | None = None) -> float | None:
    """What a number in digits or words comes to.

    >>> value("30,000"), value("twenty-five"), value("2.3", "million"), value("two hundred and fifty")
    (30000.0, 25.0, 2300000.0, 250.0)
    """
    times = float(words("magnitude").get(_plain(magnitude or ""), "1"))
    plain = _plain(number)
    if re.fullmatch(r"[\d,. \u00a0\u2009\u202f]+", plain):
        return float(re.sub(r"[^\d.]", "", plain)) * times
    total = part = 0.0
    for word in re.split(r"[\s-]+", plain):
        if word in words("magnitude"):
            factor = float(words("magnitude")[word])
            part = (part or 1) * factor
            if factor >= 1000:
                total, part = total + part, 0.0
        elif word in ("a", "an") and part:
            continue
        elif word in words("number"):
            part += float(words("number")[word])
        elif word not in ("and", "of"):
            return None
    return (total + part) * times


@cache
def words(kind: str) -> dict[str, str]:
    """form -> value, for one kind of `quantity_words.tsv`."""
    rows = read(files("visavis.reading") / "quantity_words.tsv", ("forms", "kind", "value"))
    return {form: row["value"] for row in rows if row["kind"] == kind for form in several(row["forms"])}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().lower())


def _any(kind: str) -> str:
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(words(kind), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    """A number in digits or words with its magnitude, or an order of size; ranges with both ends."""
    digits = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?"
    small = "|".join(sorted((form for form in words("number") if " " not in form), key=len, reverse=True))
    big = "|".join(form for form in words("magnitude") if len(form) > 3)
    spelled = (rf"(?:{small})(?:[\s-]+(?:and\s+)?(?:{small}|{big})\b)*|(?:a\s+)?(?:{big})\b(?!s)")
    number = rf"(?:{digits}|\b(?:{spelled})\b)"
    times = rf"(?:[\s-]?\b(?P<times>{_any('magnitude')})\b)"
    to = r"(?(between)\s+(?:and|to)\s+|(?:[-–—]|\s+(?:to|or)\s+))"
    later = rf"(?:{to}(?:{_any('symbol')})?{number}(?:[\s-]?\b(?P<later>{_any('magnitude')})\b)?)"
    symbol = rf"(?:(?P<symbol>(?<![\w$]){_any('symbol')})\s?)"
    after = r"(?!\d|[.,]\d|%|\s*(?:percent|per\s+cent)\b|[-/]\d|(?<=\d)[A-Za-z]|-(?!odd\b|strong\b)[A-Za-z])"
    return re.compile(
        rf"(?i)(?<![\w.,/-])(?P<between>between\s+)?(?P<all>\b(?P<vague>{_any('vague')})\b(?:\s+of)?(?!\s+{number})|"
        rf"{symbol}?(?P<first>{number}){times}?{later}?){after}")


@cache
def _currency() -> re.Pattern[str]:
    return re.compile(rf"(?i)[\s-]+(?:in\s+)?(?P<word>{_any('currency')})\b")
