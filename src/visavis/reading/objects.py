"""What was given, sold, sent, brought or cut off: goods, sums, people and weights, with amount and unit.

The rule: people are classes ("workers", "students"), never persons; no name gets into an object.

`kind` is the good's first form in `goods.tsv`, `unit` its form in `quantity_words.tsv` ("tons"), the
currency for a sum, `people` for people, else None. How amounts are read is told in `quantities`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes.tables import read, several
from visavis.reading import quantities
from visavis.reading.gazetteer import gazetteer
from visavis.reading.quantities import Quantity, words
from visavis.reading.sentences import Sentence
from visavis.records import Object

REACH = 8
"""Words between an amount and the noun that it counts ("200 old Soviet-made self-propelled guns")."""

INSIDE = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "PART", "VERB", "ADV"})
"""Parts of speech that may stand between an amount and its noun."""

SUBJECTS = ("nsubj", "nsubjpass")


FILLING = frozenset({"supply", "provide", "present", "arm", "equip", "furnish"})
"""Verbs whose gift stands after "with"."""


@dataclass(frozen=True, slots=True)
class Good:
    """A row of `goods.tsv`: what it is reported as, its class, and whether it counts without an amount."""

    kind: str
    group: str
    bare: bool


def find(sentence: Sentence, *, predicate: Token | None = None) -> tuple[Object, ...]:
    """The objects of a sentence, in order; with `predicate`, only those that belong to its clause."""
    found: dict[int, Object] = {}
    taken: set[int] = set()
    for quantity in quantities.find(sentence.text):
        for head, thing, used in _counted(sentence, quantity):
            if head.i not in taken and _wanted(head, predicate, counted=True, group=group_of(thing.kind)):
                found[head.i] = thing
            taken.update(used)
    for token in sentence.parse:
        good, first = _good_at(token)
        if not good or not good.bare or token.i in taken or not _given(token, good):
            continue
        if _wanted(token, predicate, group=good.group):
            measure = "people" if good.group == "people" else None
            found[token.i] = Object(good.kind, None, measure, _text(first, token))
            taken.update({*range(first.i, token.i + 1), token.head.i if token.dep_ == "compound" else token.i})
    return tuple(found[place] for place in sorted(found))


def group_of(kind: str) -> str:
    """The class of a kind of good: food, fuel, arms, people, money ... ; empty if unknown."""
    good = goods().get(kind.lower())
    return good.group if good else "money" if kind == "money" else ""


@cache
def goods() -> dict[str, Good]:
    """form in lower case -> good, from `goods.tsv`."""
    rows = read(files("visavis.reading") / "goods.tsv", ("forms", "class", "bare"))
    found: dict[str, Good] = {}
    for row in rows:
        kind = several(row["forms"])[0]
        for form in several(row["forms"]):
            found.setdefault(form.lower().replace("-", " "), Good(kind, row["class"], row["bare"] == "yes"))
    return found


@cache
def _endings() -> frozenset[str]:
    """The last words of the forms: a quick no for most words."""
    return frozenset(form.split()[-1] for form in goods())


# With an amount -----------------------------------------------------------------------------------------

def _counted(sentence: Sentence, quantity: Quantity) -> Iterator[tuple[Token, Object, range]]:
    """What an amount counts: its noun, the object, and the tokens that it takes up."""
    span = _span(sentence, quantity)
    if not span or _dated(span):
        return
    first, last = span[0], span[-1]
    after = _next(last)
    unit = _unit(after) if not quantity.currency else None
    if quantity.currency:
        unit_end = last
        noun = _of(last, ("in", "of", "worth", "for"))
    elif unit:
        unit = _each(*unit)
        unit_end = unit[1]
        noun = _of(unit[1], ("of",)) or _told_before(first) or unit[1]  # "13,000 containers" are counted themselves
    else:
        unit_end, noun = last, _noun(after)
    good, _ = _good_at(noun) if noun is not None else (None, None)
    if good is None and noun is not None and _are_nationals(noun):
        good = NATIONALS
    measure = quantity.currency or (unit[0] if unit and noun != unit[1] else None)
    if noun is not None and good:
        if not measure and (_year_like(quantity, first) or not _plausible(quantity, noun, good)):
            return
        own = words("unit").get(noun.lower_) if good.kind != noun.lower_ else None  # "vaccine doses"
        measure = measure or ("people" if good.group == "people" else own)
        kind = "remains" if _dead(first) else good.kind
        low, high = min(first.i, noun.i), max(unit_end.i, noun.i)
        quote = _text(first.doc[low], first.doc[high])
        yield noun, Object(kind, quantity.amount, measure, quote), range(low, high + 1)
    elif quantity.currency and quantity.amount is not None:
        yield last, Object("money", quantity.amount, measure, _text(first, last)), range(first.i, unit_end.i + 1)


def _told_before(first: Token) -> Token | None:
    """The good before a comma whose amount follows: "flour, 10,000 tons"."""
    if first.i - 2 < first.sent.start or first.nbor(-1).text not in (",", "(", "-", "–"):
        return None
    before = first.nbor(-2)
    return before if _good_at(before)[0] else None


def _dead(first: Token) -> bool:
    """Whether what is counted are the dead: "the bodies of 1,212 soldiers"."""
    before = [token.lower_ for token in first.doc[max(first.i - 3, first.sent.start):first.i]]
    return "of" in before and bool({"bodies", "remains", "corpses", "ashes"} & set(before))


PERIODS = frozenset({"day", "week", "month", "year"})


def _each(unit: str, last: Token) -> tuple[str, Token]:
    """A unit with the period it is counted by, if one follows: "barrels a day", "tons per month"."""
    article = _next(last)
    period = _next(article) if article is not None and article.lower_ in ("a", "per", "each") else None
    return (f"{unit} a {period.lower_}", period) if period is not None and period.lower_ in PERIODS else (unit, last)


NATIONALS = Good("citizens", "people", True)
"""What "500,000 Afghans" are."""


def _are_nationals(noun: Token) -> bool:
    """Whether a noun is a people in the plural: "Afghans", "Ukrainians"."""
    return noun.tag_ in ("NNPS", "NNP", "NNS") and any(
        match.kind == "demonym" and match.form is not None and "plural" in match.form.part
        and match.end == len(noun.text) for match in gazetteer().find(noun.text))


def _plausible(quantity: Quantity, noun: Token, good: Good) -> bool:
    """People at large, and orders of size, are objects only where somebody gives or moves them."""
    if quantity.amount is not None and (good.bare or good.group != "people"):
        return True
    return _given(noun, good)


ROUGH = frozenset({"about", "some", "around", "nearly", "over", "almost", "than", "least", "approximately", "roughly"})


def _year_like(quantity: Quantity, first: Token) -> bool:
    """"2024 university students": four bare digits that make a year, with no word for "about" before them."""
    amount = quantity.amount or 0
    bare = first.text.isdigit() and len(first.text) == 4 and 1900 <= amount < 2100
    return bare and not (first.i > first.sent.start and first.nbor(-1).lower_ in ROUGH)


def _span(sentence: Sentence, quantity: Quantity) -> list[Token]:
    base = sentence.parse.start_char
    found = sentence.parse.doc.char_span(base + quantity.start, base + quantity.end, alignment_mode="expand")
    return list(found) if found is not None else []


def _dated(span: list[Token]) -> bool:
    """Whether the number is a date or a time rather than a count."""
    return span[0].ent_type_ in ("DATE", "TIME", "ORDINAL") and span[-1].text.replace(",", "").isdigit()


def _next(token: Token) -> Token | None:
    return token.nbor() if token.i + 1 < len(token.doc) and token.doc[token.i + 1].sent == token.sent else None


def _unit(token: Token | None) -> tuple[str, Token] | None:
    """The unit that begins at a token, and its last token; "more" and "metric" may stand before it."""
    steps = 0
    while token is not None and steps < 3:
        two = _next(token)
        joined = f"{token.lower_} {two.lower_}" if two is not None else ""
        if two is not None and joined in words("unit"):
            return words("unit")[joined], two
        if token.lower_ in words("unit"):
            return words("unit")[token.lower_], token
        if token.lower_ not in ("more", "additional", "another", "metric", "long", "short", "to", "-"):
            return None
        token, steps = two, steps + 1
    return None


def _of(token: Token, prepositions: tuple[str, ...]) -> Token | None:
    """The noun after "of" ("tons of Thai rice"), or after "worth of", "in", "for"."""
    after = _next(token)
    if after is None or after.lower_ not in prepositions:
        return None
    following = _next(after)
    if after.lower_ == "worth" and following is not None and following.lower_ == "of":
        following = _next(following)
    return _noun(following)


def _noun(token: Token | None) -> Token | None:
    """The last noun of the run of words that begins at a token, up to the first good if one comes last."""
    best: Token | None = None
    for _ in range(REACH):
        if token is None or not (token.pos_ in INSIDE or token.text in "-–'\"" or token.pos_ == "DET"):
            break
        if token.pos_ in ("NOUN", "PROPN") or (best is None and _good_at(token)[0]):
            best = token
        elif best is not None and token.pos_ in ("VERB", "ADV", "PART", "ADJ", "DET"):
            break
        token = _next(token)
    return best


# Goods --------------------------------------------------------------------------------------------------

LONGEST_FORM = 4
"""Words in the longest form of `goods.tsv`."""


def _good_at(token: Token) -> tuple[Good | None, Token]:
    """The good whose longest form ends at a token, and its first token."""
    lasts = (token.lower_, token.lemma_.lower())
    if _endings().isdisjoint(last.rpartition("-")[2] for last in lasts):
        return None, token
    for length in range(LONGEST_FORM, 0, -1):
        if token.i - length + 1 < token.sent.start:
            continue
        piece = list(token.doc[token.i - length + 1:token.i + 1])
        if piece[0].is_punct:
            continue
        for last in lasts:
            form = " ".join([*(one.lower_ for one in piece[:-1]), last]).replace(" - ", " ").replace("-", " ")
            if form in goods():
                return goods()[form], piece[0]
    return None, token


def _given(token: Token, good: Good) -> bool:
    """Whether a noun is what a verb or noun of giving gives, or what a verb of moving moves."""
    node = token
    while node.dep_ == "pobj" and node.head.lower_ == "of" and _measures(node.head.head):
        node = node.head.head  # "hundreds of workers left"
    while node.dep_ in ("conj", "compound", "appos") and node.head != node:
        node = node.head
        if _giving(node):
            return True
    head = node.head
    if head == node and good.group == "people":  # a headline, or a verb taken for a participle
        return any(child.dep_ in ("acl", "relcl") and _verb_is(child, "move") for child in node.children)
    if node.dep_ in ("dobj", "nsubjpass") and head.pos_ == "VERB":
        filled = head.lemma_ in FILLING and any(child.lower_ == "with" for child in head.children)
        return _verb_is(head, "give") and not filled  # "provide the workers with food": the workers receive
    if node.dep_ == "nsubj" and head.pos_ == "VERB":
        return _verb_is(head, "move") and good.group == "people"
    if node.dep_ == "pobj" and head.lower_ in ("of", "with", "in", "on"):
        return _giving(head.head) or (head.lower_ == "with" and head.head.lemma_ in FILLING)
    return False


def _measures(noun: Token) -> bool:
    """Whether a noun before "of" only tells how many: "hundreds", "tons", "a group"."""
    return noun.lower_ in words("vague") or noun.lower_ in words("unit") or noun.lemma_ in ("number", "dozen", "lot")


def _giving(noun: Token) -> bool:
    return noun.pos_ in ("NOUN", "PROPN") and (noun.lower_ in words("giving") or noun.lemma_.lower() in words("giving"))


def _verb_is(verb: Token, kind: str) -> bool:
    return verb.lemma_.lower() in words(kind)


# Whose object -------------------------------------------------------------------------------------------

def _wanted(token: Token, predicate: Token | None, *, group: str, counted: bool = False) -> bool:
    """Whether the thing belongs to the predicate's clause, and is given rather than hurt or merely named."""
    verb = _clause(token)
    if verb is not None and _verb_is(verb, "harm"):
        return False
    if predicate is None:
        return True
    below = predicate.is_ancestor(token) and _same_clause(token, predicate)
    if predicate not in (token, verb) and not below:
        return False
    return counted or group != "people" or token.dep_ not in SUBJECTS or _verb_is(predicate, "move")


def _clause(token: Token) -> Token | None:
    """The verb of the clause that a token stands in."""
    while token.head != token:
        token = token.head
        if token.pos_ == "VERB":
            return token
    return None


def _same_clause(token: Token, predicate: Token) -> bool:
    """Whether no other clause lies between the predicate and the token."""
    while token != predicate and token.head != token:
        if token.dep_ in ("ccomp", "relcl", "advcl", "parataxis") or (token.dep_ == "conj" and token.pos_ == "VERB"):
            return False
        token = token.head
    return True


def _text(first: Token, last: Token) -> str:
    """The words from `first` to `last`: the amount and the good, so never a name that follows."""
    return str(first.doc[first.i:last.i + 1].text)
