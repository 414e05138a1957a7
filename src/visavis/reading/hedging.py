"""Where a sentence hedges, and what it hedges: words of estimate with the predicate that each one bears on.

The rule: a hedge is kept as written; its figures come from `codes/hedges.tsv` and nowhere else.

Hedges on one predicate are put together so:

- of estimates and modals the narrowest decides ("may well", "could possibly", "experts expect that it is likely"):
  such words agree with each other, they do not multiply;
- a rumour multiplies: the probability and the lower end are products, the upper end is the larger of the two, since
  a false rumour says nothing against the thing. "Rumours of a possible summit" is wide, and low;
- belief counts only where nothing finer stands beside it;
- a negation turns the probability round: a claim always gives the probability that the thing happens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes import hedges
from visavis.codes.hedges import Hedge
from visavis.codes.tables import read
from visavis.reading.sentences import Sentence

CLAUSES = ("ccomp", "xcomp", "csubj", "acl", "relcl", "advcl", "pcomp")
"""Links to the clause that a hedge bears on."""

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})


NOBODY = frozenset({"nobody", "none", "few", "no-one", "neither"})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word of estimate at tokens [first, last], its policy, its figures, and the predicate that it bears on."""

    first: Token
    last: Token
    policy: str
    hedge: Hedge
    predicate: Token
    apart: bool = False

    @property
    def verb(self) -> Token:
        """Its verb, whose subject is whoever judges so ("do not rule out"); its first word where it has none."""
        words = self.first.doc[self.first.i:self.last.i + 1]
        return next((one for one in words if one.pos_ == "VERB"), self.first)

    @property
    def text(self) -> str:
        """The hedge as written; with "..." where its two words stand apart."""
        if self.apart:
            return f"{self.first.text} ... {self.last.text}"
        return str(self.first.doc[self.first.i:self.last.i + 1].text)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the hedges on one predicate come to: their words as written, and the probability that it happens."""

    text: str
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Entry:
    hedge: Hedge
    policy: str
    pos: str = ""


def mentioned(text: str) -> bool:
    """Whether a text holds a word of probability at all, whatever it governs."""
    return _pattern().search(text) is not None


def find(sentence: Sentence) -> Iterator[Occurrence]:
    """The hedges of a sentence in order, longest first where they overlap, those without a predicate left out."""
    graded = list(_graded(sentence))
    yield from graded
    ends = {one.first.i for one in graded} | {one.last.i for one in graded}
    end = -1
    base = sentence.parse.start_char
    for match in _pattern().finditer(sentence.text):
        tokens = sentence.parse.doc.char_span(base + match.start(), base + match.end(), alignment_mode="contract")
        if tokens is None or not len(tokens) or tokens.start < end or not ends.isdisjoint(token.i for token in tokens):
            continue
        entry = _entry(match.group(), tokens[0] if len(tokens) == 1 else None)
        if entry is None or entry.policy == "skip":
            continue
        predicate = _predicate(list(tokens))
        if predicate is not None:
            end = tokens.end
            yield Occurrence(tokens[0], tokens[-1], entry.policy, entry.hedge, predicate)


def _graded(sentence: Sentence) -> Iterator[Occurrence]:
    """"The chances of a summit are slim": a degree said of a chance."""
    for chance in sentence.parse:
        if chance.lemma_.lower() not in marks("chance") or chance.dep_ != "nsubj":
            continue
        thing = _clause_of(chance) or _of(chance)
        for degree in chance.head.children:
            entry = _entries().get("~" + degree.lower_) if degree.dep_ == "acomp" else None
            if entry is not None and entry.policy == "degree" and thing is not None and degree.i > chance.i:
                yield Occurrence(chance, degree, "estimate", entry.hedge, thing, apart=True)


def judge(occurrences: Sequence[Occurrence]) -> Judgement:
    """The hedges on one predicate as one judgement; see the head of this module."""
    rumours = [one for one in occurrences if one.policy == "rumour"]
    finer = [one for one in occurrences if one.policy not in ("rumour", "will", "attitude")]
    coarse = [one for one in occurrences if one.policy == "attitude"] or [
        one for one in occurrences if one.policy == "will"]
    lead = min(finer or coarse or rumours, key=lambda one: (one.policy == "modal", one.hedge.high - one.hedge.low))
    chance, low, high = lead.hedge.probability, lead.hedge.low, lead.hedge.high
    if _negated(lead):
        chance, low, high = 1 - chance, 1 - high, 1 - low
    for rumour in rumours:
        if rumour is not lead:
            chance, low = chance * rumour.hedge.probability, low * rumour.hedge.low
            high = max(high, rumour.hedge.high)
    return Judgement(_written(occurrences), round(chance, 4), round(low, 4), round(high, 4))


def _written(occurrences: Sequence[Occurrence]) -> str:
    """The hedges as the words appear; "..." where others stand between."""
    parts: list[str] = []
    last: Token | None = None
    for one in _telling(occurrences):
        if last is not None:
            parts.append(" " if one.first.i - last.i == 1 else " ... ")
        negation = _negation(one)
        near = negation is not None and 0 <= abs(negation.i - one.first.i) <= 1 and negation.i != one.first.i
        before = f"{negation.text} " if negation is not None and near and negation.i < one.first.i else ""
        after = f" {negation.text}" if negation is not None and near and negation.i > one.last.i else ""
        parts.append(before + one.text + after)
        last = one.last
    return "".join(parts)


def _telling(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """The hedges in order, without a plain "will" that stands apart from a finer word."""
    ordered = sorted(occurrences, key=lambda one: one.first.i)
    flat = [one for one in ordered if one.policy == "will"]
    if len(flat) == len(ordered):
        return ordered
    edges = {place for one in ordered if one.policy != "will" for place in (one.first.i - 1, one.last.i + 1)}
    return [one for one in ordered if one.policy != "will" or {one.first.i, one.last.i} & edges]


def _negated(occurrence: Occurrence) -> bool:
    return _negation(occurrence) is not None


def _negation(occurrence: Occurrence) -> Token | None:
    """What negates the hedge or its predicate, unless the hedge's own words and figures hold it."""
    own = range(occurrence.first.i, occurrence.last.i + 1)
    if any(occurrence.first.doc[place].lower_ in NEGATIONS for place in own):
        return None
    owners = {occurrence.predicate, *(occurrence.first.doc[place] for place in own)}
    owners |= {one.head for one in owners - {occurrence.predicate} if one.dep_ in ("acomp", "attr", "oprd", "xcomp")}
    denied = (child for one in owners for child in one.children
              if child.dep_ == "neg" or child.lower_ == "nor" or (one != occurrence.predicate and _nobody(child)))
    return next((child for child in denied if child.i not in own), None)


def _nobody(child: Token) -> bool:
    """Whether a subject is nobody: "nobody expects", "no analyst believes", "few think"."""
    return child.dep_ == "nsubj" and (child.lower_ in NOBODY or any(one.lower_ in ("no", "few") and one.dep_ in (
        "det", "amod") for one in child.children))


# The tables ----------------------------------------------------------------------------------------------------

@cache
def _entries() -> dict[str, _Entry]:
    """Term -> figures and policy; lemma entries under "~lemma"."""
    known = {one.term: one for one in hedges.load()}
    found = {term: _Entry(one, "estimate") for term, one in known.items()}
    columns = ("term", "policy", "as", "lemma")
    for row in read(files("visavis.reading") / "claim_words.tsv", columns, key=("term", "lemma")):
        figures = known.get(row["as"] or row["term"])
        if figures is not None:
            pos = row["lemma"].upper() if row["lemma"] != "no" else ""
            found[("~" if pos else "") + row["term"]] = _Entry(figures, row["policy"], pos)
    return found


@cache
def marks(kind: str) -> frozenset[str]:
    """The words of one kind in `claim_marks.tsv`."""
    rows = read(files("visavis.reading") / "claim_marks.tsv", ("word", "kind"), key=("word", "kind"))
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def _entry(text: str, token: Token | None) -> _Entry | None:
    plain = re.sub(r"\s+", " ", text.lower().replace("’", "'"))
    found = _entries().get(plain)
    if found is None and token is not None:
        found = _entries().get("~" + token.lemma_.lower())
        if found is not None and token.pos_ != found.pos:
            return None
    return found


@cache
def _pattern() -> re.Pattern[str]:
    terms = [re.escape(term).replace(r"\ ", r"\s+").replace("'", "['’]") for term in _entries() if term[0] != "~"]
    stems = [term[1:].rstrip("e") for term, entry in _entries().items() if term[0] == "~" and entry.policy != "degree"]
    listed = "|".join(sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?i)(?<![\w-])(?:{listed}|(?:{'|'.join(stems)})(?:e|s|es|ed|ing)?)(?![\w-])")


# What a hedge bears on -----------------------------------------------------------------------------------------

def _predicate(tokens: list[Token]) -> Token | None:
    """The verb or event noun that a hedge bears on; None where it bears on nothing that could happen."""
    auxiliary = next((one for one in tokens if one.dep_ == "aux" and one.tag_ == "MD"), None)
    if auxiliary is not None:
        return auxiliary.head
    if tokens[-1].pos_ == "NOUN" and len(tokens) > 1 and (clause := _clause_of(tokens[-1])) is not None:
        return clause  # "a better than even chance that"
    tops = [one for one in tokens if one.head not in tokens or one.head == one]
    core = next((one for one in tokens if one.pos_ == "ADJ" and one.dep_ != "amod"), tops[0] if tops else tokens[-1])
    if core.pos_ in ("VERB", "AUX"):
        if core.dep_ == "amod" or any(child.lower_ in ("was", "were", "had") for child in core.children):
            return None  # "was scheduled to end", "the expected support"
        return _clause_of(core) or _objects(core) or _passive_subject(core)
    if core.pos_ == "ADJ":
        return _of_adjective(core)
    if core.pos_ in ("ADV", "SCONJ", "ADP", "PART") and core.head != core:
        return core.head if core.head.pos_ in ("VERB", "AUX") else None
    if core.pos_ in ("NOUN", "PROPN"):
        found = _of_noun(core)
        return _subject(core.head) if found in tokens and core.dep_ == "attr" else found
    return _clause_of(core)


def _of_adjective(word: Token) -> Token | None:
    compared = word.head.lower_ == "as" or any(child.lower_ == "as" and child.i < word.i for child in word.children)
    if compared and (seen := _verb_above(word)) is not None:
        return _objects(seen)  # "see a summit as likely"
    clause = _clause_of(word) or (_clause_of(word.head, beside=word) if word.dep_ == "acomp" else None)
    if clause is not None:
        able = word.lower_ in marks("able") and any(child.tag_ == "TO" for child in clause.children)
        return None if able else clause
    if word.dep_ == "amod":
        return None if any(child.lower_ in marks("whole") for child in word.head.children) else word.head
    verb = word.head
    if word.dep_ in ("acomp", "oprd", "attr", "xcomp", "ROOT", "conj", "ccomp") and verb.pos_ in ("VERB", "AUX"):
        return _clause_of(verb, beside=word) or _subject(verb)
    if word.dep_ == "advmod":
        return _verb_above(word)
    return None


def _of_noun(word: Token) -> Token | None:
    """What a chance, possibility or rumour is of, where the sentence says that there is one."""
    verb = _verb_above(word)
    if verb is not None and verb.lemma_ not in marks("telling"):
        return None
    there = verb is not None and any(child.dep_ == "expl" for child in verb.children)
    if word.lemma_.lower() in marks("feared") and not there:
        return None
    clause = _clause_of(word)
    if clause is not None:
        return clause
    found = _of(word)
    if found is not None:
        return found
    verb = word.head
    return _clause_of(verb, beside=word) if verb.pos_ in ("VERB", "AUX") else None


def _of(word: Token) -> Token | None:
    """What a noun is of, for or about."""
    for preposition in word.children:
        for thing in preposition.children if preposition.lower_ in ("of", "for", "about") else ():
            if thing.dep_ in ("pobj", "pcomp"):
                return thing
    return None


def _clause_of(word: Token, *, beside: Token | None = None) -> Token | None:
    """The clause that a word governs: "likely to grow", "possible that he visits"."""
    for child in word.children:
        if child != beside and child.dep_ in CLAUSES and child.pos_ in ("VERB", "AUX") and child.i > word.i:
            if child.dep_ in ("advcl", "relcl") and not _complement(child):
                continue
            return child
    return None


def _complement(clause: Token) -> bool:
    """Whether an adverbial clause is in truth a complement: it begins with "to" or "that"."""
    return any(child.lower_ in ("to", "that") and child.dep_ in ("aux", "mark") for child in clause.children)


def _objects(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in ("dobj", "oprd")), None)


def _passive_subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "nsubjpass"), None)


def _subject(verb: Token) -> Token | None:
    subjects = (child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass"))
    return next((child for child in subjects if child.pos_ == "NOUN"), None)


def _verb_above(token: Token) -> Token | None:
    while token.head != token:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None
