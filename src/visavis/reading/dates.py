"""The date of an act: of the dates that a sentence names, the one that belongs to its predicate.

The rule: a date belongs to the verb or noun that it modifies. "Said Tuesday that he would visit" does not
date the visit, and "the 2018 summit" does not date what is said of it. Where no date belongs to the
predicate, the context is taken (origin `inferred`), and failing that the day of publication (origin
`publication`).

How dates are written is in `date_patterns.tsv`, what they stand for in `date_intervals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from visavis.codes.tables import read
from visavis.desks import Anniversary
from visavis.reading.date_expressions import DateMention, Role, dateline, find
from visavis.reading.date_intervals import Tense
from visavis.reading.sentences import Sentence
from visavis.records import DateOrigin, Precision, When

__all__ = ["DateMention", "Role", "Tense", "dateline", "find", "resolve", "tense_of"]

VERBS = ("VERB", "AUX")
FUTURE_MODALS = frozenset({
    "will", "shall", "wo", "sha", "'ll", "’ll", "would", "'d", "may", "might", "could", "must", "should"})
"""Helpers whose verb is still to come; with "have" it is over."""

COMING = frozenset({"upcoming", "coming", "forthcoming", "future", "next", "planned", "scheduled",
                    "proposed", "possible",
                    "potential", "expected", "envisaged"})
"""Words before a noun that say that what it names is still to come."""

GOVERNED = ("conj", "xcomp", "ccomp", "advcl", "pcomp", "dep")
"""Links by which a verb without helpers takes the tense of the verb above it."""

LOOSE = ("prep", "npadvmod", "advmod", "appos", "dep", "punct")
"""Links by which parsers hang a date on a noun although it may date the whole clause."""


def resolve(sentence: Sentence, predicate: Token, *, anchor: date, context: When | None = None,
            tense: Tense | None = None, calendar: Sequence[Anniversary] = ()) -> When:
    """When the act that `predicate` names was or is to be.

    `anchor` is the day of publication, `context` the dateline or the time last spoken of, `calendar` a desk's
    anniversaries. `tense` is read from the syntax unless given.
    """
    tense = tense or tense_of(predicate)
    if predicate.pos_ not in VERBS and tense == "past" and _only_told(predicate):
        tense = None  # "announced a summit next month"
    found = find(sentence.text, anchor=anchor, tense=tense, context=context, calendar=calendar)
    costs = [(cost, _rank(mention), abs(_tokens(sentence, mention).start - predicate.i), mention)
             for mention in found if _fits(mention, tense, anchor)
             and (cost := _cost(_tokens(sentence, mention), mention, predicate, anchor=anchor)) is not None]
    if costs:
        return min(costs, key=lambda one: one[:3])[3].when
    if context and _possible(context, tense, anchor):
        return When(context.start, context.end, context.precision, DateOrigin.INFERRED)
    return When(anchor, anchor, Precision.DAY, DateOrigin.PUBLICATION)


def tense_of(token: Token) -> Tense | None:
    """The tense of a verb, or of the verb that governs a noun; None where nothing tells.

    What is planned, promised, asked or possible is future, whatever the form; a participle or infinitive
    without a plan behind it has the tense of the verb that governs it.
    """
    if token.pos_ not in VERBS and any(child.lower_ in COMING or
                                       (child.dep_ == "acl"
                                        and kind(child) == "plan") for child in token.children):
        return "future"
    verb = _verb(token)
    return _verb_tense(verb) if verb is not None else None


def _verb(token: Token) -> Token | None:
    while token.pos_ not in VERBS:
        if token.head == token:
            return None
        token = token.head
    return token


def _verb_tense(verb: Token) -> Tense | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {helper.lower_ for helper in helpers}
    finite: Tense | None = None
    if words & FUTURE_MODALS:
        finite = "past" if "have" in words else "future"
    elif "to" in words:
        return _infinitive_tense(verb)
    elif words & {"have", "has", "had", "'ve", "’ve", "did", "was", "were"} or "been" in words:
        finite = "past"
    elif words & {"is", "are", "am", "'s", "'re", "’s", "’re", "do", "does", "can", "ca", "be"}:
        finite = "present"
    return finite or _bare_tense(verb)


def _bare_tense(verb: Token) -> Tense | None:
    """The tense of a verb without helpers, by its form."""
    if verb.tag_ == "VBD":
        return "past"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    governed = verb.head != verb and (verb.dep_ in GOVERNED or verb.tag_ == "VBG")
    if verb.tag_ == "VBN" and verb.dep_ != "conj":
        return "past"
    if not governed:
        return None
    if kind(verb.head) == "plan" and verb.dep_ in ("xcomp", "ccomp") and verb.tag_ != "VBN":
        return "future"
    return tense_of(verb.head)


def _infinitive_tense(verb: Token) -> Tense | None:
    head = verb.head
    if head == verb or kind(head) == "plan":
        return "future"
    if verb.dep_ == "conj":
        return tense_of(head)
    if verb.dep_ in ("acl", "relcl") and head.pos_ not in VERBS:
        return "future"
    return tense_of(head)


def kind(token: Token) -> str:
    """`report` or `plan` for the words of `verb_times.tsv`, else empty."""
    return _kinds().get(token.lemma_.lower(), "")


@cache
def _kinds() -> dict[str, str]:
    rows = read(files("visavis.reading") / "verb_times.tsv", ("lemma", "kind"), key=("lemma",))
    return {row["lemma"]: row["kind"] for row in rows}


# Which date belongs to the predicate --------------------------------------------------------------------

def _tokens(sentence: Sentence, mention: DateMention) -> SpacySpan:
    base = sentence.parse.start_char
    found = sentence.parse.doc.char_span(base + mention.start, base + mention.end, alignment_mode="expand")
    return found if found is not None else sentence.parse[:1]


def _rank(mention: DateMention) -> tuple[bool, bool, int]:
    """At equal distance: a point rather than a bound, the finer, what is written rather than worked out."""
    precision = (Precision.DAY, Precision.MONTH, Precision.YEAR).index(mention.when.precision)
    return mention.role != "at", mention.when.origin is not DateOrigin.STATED, precision


def _fits(mention: DateMention, tense: Tense | None, anchor: date) -> bool:
    return mention.role != "dateline" and _possible(mention.when, tense, anchor)


def _possible(when: When, tense: Tense | None, anchor: date) -> bool:
    """A past act is not dated after the anchor, a future one not before it."""
    if tense == "past":
        return when.start <= anchor
    return tense != "future" or when.end >= anchor


def _cost(date_tokens: SpacySpan, mention: DateMention, predicate: Token, *, anchor: date) -> int | None:
    """How far the date stands from modifying the predicate; None where it belongs to something else.

    0 it modifies it; 1-2 it modifies an argument of it, as parsers have it after "held talks in Pyongyang on
    Tuesday"; 1 it modifies the light verb of an event noun; 3-4 a verb that shares its time; 5 it opens the
    sentence.
    """
    owner, nouns, link = _owner(date_tokens, predicate)
    if "anniversary" in date_tokens.text.lower() and link in ("dobj", "nsubj", "nsubjpass"):
        return None
    if owner == predicate:
        return _cost_of_argument(nouns, predicate)
    after = date_tokens.start > predicate.i
    if after and mention.when.start > anchor and _only_told(predicate) and owner == _verb(predicate):
        return 2
    shared = _shared_time(owner, predicate, after)
    if shared is not None and _loose(nouns):
        return shared + len(nouns)
    opens = mention.start < OPENING and not after and _loose(nouns)
    return 5 if opens and _dominates(owner, predicate) else None


LEADS = frozenset({"lead", "head"})
"""Verbs that say who leads a delegation: a day after them is that of the visit."""

OPENING = 25
"""A date that begins within so many characters opens the sentence ("Earlier on Tuesday, ...")."""


def _owner(date_tokens: SpacySpan, predicate: Token) -> tuple[Token, list[tuple[str, Token]], str]:
    """The verb (or the predicate itself) that the date hangs on, the nouns between, and how it hangs
    there."""
    node = date_tokens.root
    nouns: list[tuple[str, Token]] = []
    while node.head != node:
        head = node.head
        if head != predicate and head.dep_ == "acl" and head.lemma_.lower() in LEADS:
            node, nouns = head.head, [("prep", head.head)]  # "received a delegation led by the minister on July 18"
            continue
        if head == predicate or head.pos_ in VERBS:
            return head, nouns, node.dep_
        if head.dep_ != "prep" and head.pos_ != "ADP" and head.i not in range(date_tokens.start,
                                                                              date_tokens.end):
            nouns.append(("of" if node.lower_ == "of" else node.dep_, head))  # "the gains of two decades": theirs
        node = head
    return node, nouns, node.dep_


def _loose(nouns: list[tuple[str, Token]]) -> bool:
    """Whether the date may in truth modify the clause: it hangs on a noun by a preposition, if on any."""
    return not nouns or (nouns[0][0] in LOOSE and len(nouns) <= 2)


def _cost_of_argument(nouns: list[tuple[str, Token]], predicate: Token) -> int | None:
    if not nouns:
        return 0
    if not _loose(nouns):
        return None
    if nouns[0][1].pos_ == "PROPN":
        return 1
    return None if kind(predicate) == "report" and predicate.pos_ in VERBS else 2


def _shared_time(owner: Token, predicate: Token, after: bool) -> int | None:
    """How surely a verb's date is also the predicate's: light verbs, coordination, participles,
    infinitives."""
    if predicate.pos_ not in VERBS:
        if owner.dep_ in ("acl", "relcl") and owner.head == predicate:
            return 1
        return 1 if _verb(predicate) == owner and not _only_told(predicate) else None
    node, steps = predicate, 0
    while node != owner and node.head != node and steps < 3:
        if node.dep_ == "xcomp" and (after or not kind(node.head)):
            steps += 1
        elif node.dep_ == "conj" or (_participle(node) and kind(node.head) != "report"):
            steps += 2
        else:
            break
        node = node.head
    if node == owner:
        return min(1 + steps, 4)
    return 4 if owner.dep_ == "conj" and owner.head == predicate and not _has_subject(owner) else None


def _participle(verb: Token) -> bool:
    """A participle or an infinitive of purpose: "arriving on Monday", "left on Monday to visit"."""
    return verb.dep_ == "advcl" and (verb.tag_ == "VBG" or any(child.lower_ == "to"
                                                               for child in verb.children))


def _only_told(noun: Token) -> bool:
    """Whether the verb that governs an event noun only speaks of it."""
    verb = _verb(noun)
    return verb is not None and kind(verb) == "report"


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _dominates(owner: Token, predicate: Token) -> bool:
    """Whether the owner's clause holds the predicate's without telling it in reported speech."""
    node = predicate
    while node != owner and node.head != node:
        if node.dep_ == "ccomp" and node.head.pos_ in VERBS and kind(node.head) == "report":
            return False
        if node.dep_ in ("relcl", "acl") and not tense_of(node) == tense_of(owner) == "past":
            return False
        node = node.head
    return node == owner
