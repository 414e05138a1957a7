"""The date of an act: of the dates that a sentence names, the one that belongs to its predicate.

The rule: a date belongs to the verb or noun that it modifies. "Said Tuesday that he would visit" does not
date the visit, and "the 2018 summit" does not date what is said of it. Where no date belongs to the
predicate, the context is taken (origin `inferred`), and failing that the day of publication (origin
`publication`).

How dates are written is in `date_patterns.tsv`, what they stand for in `date_intervals`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from visavis.codes.tables import read
from visavis.desks import Anniversary
from visavis.reading.date_expressions import DateMention, Role, dateline, find, leans
from visavis.reading.date_intervals import Tense, numbers, step, words
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

SUBJECTS = ("nsubj", "nsubjpass")

LOOSE = ("prep", "npadvmod", "advmod", "appos", "dep", "punct")
"""Links by which parsers hang a date on a noun although it may date the whole clause."""


def resolve(sentence: Sentence, predicate: Token, *, anchor: date, context: When | None = None,
            tense: Tense | None = None, calendar: Sequence[Anniversary] = (), before: str = "",
            story: When | None = None, apart: bool = True) -> When:
    """When the act that `predicate` names was or is to be.

    `anchor` is the day of publication, `context` the dateline's day, `calendar` a desk's anniversaries, `before` the
    text before the sentence, for "the next day". `story`: when the same parties last did something in this text; an
    act told on in the simple past, or to come, is taken to be of that time. `tense` is read from the syntax unless
    given. `apart`: whether to count from another verb of the sentence ("a day after Tokyo protested").
    """
    tense = tense or tense_of(predicate)
    if predicate.pos_ not in VERBS and tense == "past" and _only_told(predicate):
        tense = None  # "announced a summit next month"
    found = find(sentence.text, anchor=anchor, tense=tense, context=_spoken(sentence, before, anchor) or context,
                 calendar=calendar)
    costs = [(cost, _rank(mention), abs(_tokens(sentence, mention).start - predicate.i), mention)
             for mention in found if _fits(mention, tense, anchor) and not _deadline(mention, predicate, tense)
             and (cost := _cost(_tokens(sentence, mention), mention, predicate, anchor=anchor)) is not None]
    if costs:
        return min(costs, key=lambda one: one[:3])[3].when
    if apart and (other := _counted_from(predicate)) is not None:
        verb, unit, (least, most) = other
        base = resolve(sentence, verb, anchor=anchor, context=context, calendar=calendar, before=before, story=story,
                       apart=False)
        if base.precision is Precision.DAY:
            return step(base.start, unit, least, most)
    if story and _told_on(predicate, tense, story, anchor):
        return When(story.start, story.end, story.precision, DateOrigin.INFERRED)
    if context and _possible(context, tense, anchor):
        return When(context.start, context.end, context.precision, DateOrigin.INFERRED)
    return When(anchor, anchor, Precision.DAY, DateOrigin.PUBLICATION)


def _counted_from(predicate: Token) -> tuple[Token, str, tuple[int, int]] | None:
    """The verb from which the text counts to the predicate's, in which unit, and how many: before it is negative."""
    verb = _verb(predicate)
    if verb is None:
        return None
    ways = [(verb, verb.head, -1)] if verb.dep_ == "advcl" else []
    ways += [(child, child, 1) for child in verb.children if child.dep_ == "advcl"]
    for clause, other, sign in ways:
        mark = next((c.lower_ for c in clause.children if c.dep_ == "mark"), "")
        unit = next((c for c in clause.children if c.dep_ == "npadvmod" and c.lemma_.lower() in words("unit")
                     and c.i < clause.i), None)
        if mark in ("after", "before") and unit is not None:
            count = numbers(" ".join(c.text for c in unit.lefts))
            sign = sign if mark == "after" else -sign
            return other, words("unit")[unit.lemma_.lower()], (sign * count[0], sign * count[1])
    return None


def _told_on(predicate: Token, tense: Tense | None, story: When, anchor: date) -> bool:
    """Whether an act without a date goes on with the story: a finite simple past, or a future of a time to come."""
    verb = _verb(predicate)
    if verb is None or not _possible(story, tense, anchor):
        return False
    if tense == "future":
        return story.end > anchor
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    while not helpers and verb.dep_ == "conj" and verb.head.pos_ in VERBS and verb.tag_ in ("VBD", "VBN"):
        verb = verb.head  # "talked and agreed": the second may be taken for a participle
        helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    simple = verb.tag_ == "VBD" or bool(helpers & {"was", "were", "did"})
    return tense == "past" and story.end <= anchor and simple and not helpers & {"has", "have", "had"}


def taken_as(text: str) -> int | None:
    """The days that the words of a vague time are taken as ("the near future": 183); None for any other time."""
    plain = " ".join(text.lower().split())
    return next((int(days) for word, days in words("vague").items() if re.search(rf"\b{word}\b", plain)), None)


BACK = 1500
"""Characters before a sentence in which the day is looked for that "the next day" leans on: about two paragraphs."""


def _spoken(sentence: Sentence, before: str, anchor: date) -> When | None:
    """The day last spoken of before the sentence, where the sentence leans on one."""
    if not before or not leans(sentence.text):
        return None
    told = [one.when for one in find(before[-BACK:], anchor=anchor, tense="past") if one.role in ("at", "dateline")]
    return next((when for when in reversed(told) if when.precision is Precision.DAY), told[-1] if told else None)


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
    if head == verb or kind(head) == "plan" or any(child.lower_ in ("until", "till") for child in head.children):
        return "future"  # also "gave them until Friday to leave"
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


def _rank(mention: DateMention) -> tuple[bool, int, bool, int]:
    """At equal distance: a point rather than a bound, the finer, what is written rather than worked out, the
    shorter."""
    when = mention.when
    precision = (Precision.DAY, Precision.MONTH, Precision.YEAR).index(when.precision)
    return mention.role != "at", precision, when.origin is not DateOrigin.STATED, (when.end - when.start).days


def _fits(mention: DateMention, tense: Tense | None, anchor: date) -> bool:
    return mention.role != "dateline" and _possible(mention.when, tense, anchor)


def _deadline(mention: DateMention, predicate: Token, tense: Tense | None) -> bool:
    """Whether a bound is that of what was asked or agreed, not of the asking: "demanded an answer by Monday"."""
    return mention.role == "until" and tense == "past" and kind(predicate) == "plan" and predicate.pos_ in VERBS


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
    when = _when(predicate)
    if when is not None and when in date_tokens:
        return 0
    if date_tokens.start > date_tokens.sent.start and _ORDINAL.fullmatch(date_tokens[0].nbor(-1).lower_):
        return None  # "its 20th this year"
    owner, nouns, link = _owner(date_tokens, predicate)
    if "anniversary" in date_tokens.text.lower() and not nouns and link in ("dobj", *SUBJECTS):
        return None
    if owner == predicate:
        return _cost_of_argument(nouns, predicate)
    if owner.dep_ in ("acl", "relcl") and not nouns and _held(owner.head, predicate):
        return 3  # "agreed at a summit held on July 5"
    if owner.dep_ in ("ccomp", "xcomp") and owner.head == predicate and kind(owner) == "event":
        return 4  # a noun taken for a verb: "to stage drills through November 5"
    if owner.dep_ == "advcl" and owner.i < predicate.i and owner.head in (predicate, _verb(predicate)) and any(
            child.lower_ in ("when", "as", "while") and child.i < owner.i for child in owner.children):
        return 4  # "When he flew to Entebbe on 24 April, it was his first trip"
    after = date_tokens.start > predicate.i
    if after and mention.when.start > anchor and _only_told(predicate) and owner == _verb(predicate):
        return 2
    shared = _shared_time(owner, predicate, after)
    if shared is not None and _loose(nouns) and (shared < 3 or all(_stands(noun) for _, noun in nouns)):
        return shared + len(nouns)
    opens = mention.start < OPENING and not after and _loose(nouns)
    return 5 if opens and _dominates(owner, predicate) else None


LEADS = frozenset({"lead", "head"})
"""Verbs that say who leads a delegation: a day after them is that of the visit."""

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latest")

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
        if head == predicate or (head.pos_ in VERBS and head.dep_ not in SUBJECTS):  # "Trump" may be taken for a verb
            return head, nouns, node.dep_
        within = head.lower_ in words("within") and head.dep_ not in SUBJECTS
        if head.dep_ != "prep" and head.pos_ != "ADP" and not within and head.i not in range(
                date_tokens.start, date_tokens.end):
            nouns.append(("of" if node.lower_ == "of" else node.dep_, head))  # "the gains of two decades": theirs
        node = head
    return node, nouns, node.dep_


def _stands(noun: Token) -> bool:
    """Whether a date after a noun is more likely that of the clause: a name, or an event that was done."""
    return noun.pos_ == "PROPN" or kind(noun) == "event"


def _when(predicate: Token) -> Token | None:
    """The word that a clause of time says more of: "August 9, when the vote was held"."""
    verb = _verb(predicate)
    if verb is None or verb.dep_ not in ("relcl", "advcl", "acl"):
        return None
    return verb.head if any(child.lower_ == "when" and child.i < verb.i for child in verb.children) else None


def _loose(nouns: list[tuple[str, Token]]) -> bool:
    """Whether the date may in truth modify the clause: it hangs on a noun by a preposition, if on any."""
    return not nouns or (nouns[0][0] in LOOSE and len(nouns) <= 2)


def _cost_of_argument(nouns: list[tuple[str, Token]], predicate: Token) -> int | None:
    if not nouns:
        return 0
    if _held(nouns[0][1], predicate):
        return 1
    told = kind(predicate) == "report" and predicate.pos_ in VERBS
    if nouns[0][1].dep_ in SUBJECTS and len(nouns) == 1 and nouns[0][0] != "of" and kind(nouns[0][1]) != "event":
        return 1  # "the minister on Friday told"
    if not _loose(nouns) or _counted(nouns[0][1]) or (told and len(nouns) > 1):
        return None
    if nouns[0][1].pos_ == "PROPN":
        return 1
    return None if told else 2


def _counted(noun: Token) -> bool:
    """Whether a noun is counted up to its date: "its 20th protest this year", "the second swap of 2019"."""
    words = [noun, *(child for child in noun.children if child.dep_ in ("amod", "nummod", "det"))]
    return any(word.ent_type_ == "ORDINAL" or _ORDINAL.fullmatch(word.lower_) for word in words)


def _held(noun: Token, predicate: Token) -> bool:
    """Whether a noun is an event at which the predicate is done: "agreed at the July 15 conference"."""
    if kind(noun) != "event":
        return False
    head = noun.head
    if noun.dep_ == "pobj" and head.lower_ in ("at", "during", "in"):
        return head.head == predicate or (head.head.dep_ == "dobj" and head.head.head == predicate)
    return noun.dep_ in ("dobj", "nsubjpass") and head == predicate and kind(predicate) == "attend"


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
    if owner.dep_ == "advcl" and owner.head == predicate and owner.tag_ == "VBG" and not after:
        return None if _has_subject(owner) else 4  # "Speaking on Monday, he accused"
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
    return any(child.dep_ in SUBJECTS for child in verb.children)


def _dominates(owner: Token, predicate: Token) -> bool:
    """Whether the owner's clause holds the predicate's without telling it in reported speech."""
    node = predicate
    while node != owner and node.head != node:
        if node.dep_ == "ccomp" and node.head.pos_ in VERBS and kind(node.head) == "report":
            return False
        told = node.dep_ in ("relcl", "acl") and node.head.pos_ in (*VERBS, "NOUN", "PROPN")
        if told and owner.pos_ in VERBS and not tense_of(node) == tense_of(owner) == "past":
            return False
        node = node.head
    return node == owner
