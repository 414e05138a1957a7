"""Forecasts that a sentence makes: who forecasts what, between whom, how surely, by when.

The rule: a forecast is somebody's judgement of what is to come. What a state plans, permits, demands or could do in
the past is none, nor is a question.

- `probability` and `interval` are of the thing happening: "is unlikely to abandon" gives 0.2 for abandoning.
- `window` begins with the publication and ends with the date in the sentence; without one, a year later.
- `dyad` names the states that the forecast is about, the subject's first; the speaker's own state does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from spacy.tokens import Token

from visavis.codes import countries
from visavis.codes.tables import read
from visavis.reading import dates, hedging, predicates
from visavis.reading.claimants import Claimant, attributed
from visavis.reading.hedging import Occurrence, marks
from visavis.reading.names import actor_nouns
from visavis.reading.sentences import Mention, Sentence
from visavis.records import Claim, DateOrigin, Document, content_id

Direction: TypeAlias = Literal["more", "less", "event"]
TypeOf: TypeAlias = Callable[[Sentence, Token], str | None]

SUBJECTS = ("nsubj", "nsubjpass")

BOTH = re.compile(r"(?i)\b(?:both|two|their|bilateral|mutual|neighbou?rs|relations|relationship|ties|exchanges|"
                  r"rapprochement|normali[sz]ation|summit|talks|pact|treaty|accord)\b")
"""Words that stand for the two states that a document is about, or for what is between them."""


def find(sentence: Sentence, mentions: Sequence[Mention], *, document: Document, author: str | None = None,
         type_of: TypeOf | None = None, topic: Sequence[str] = ()) -> tuple[Claim, ...]:
    """The forecasts of a sentence, one for each predicate that is forecast.

    `author`: who wrote the document, where it is an analysis: then an unattributed "will" is a forecast of his.
    `type_of` gives the PLOVER type of a predicate, `topic` the two states that the document is about.
    """
    if sentence.text.rstrip().endswith("?"):
        return ()
    topic = tuple(code for code in topic if countries.is_state(code))
    groups: dict[int, list[Occurrence]] = {}
    for one in hedging.find(sentence):
        groups.setdefault(one.predicate.i, []).append(one)
    found: list[Claim] = []
    for occurrences in _chained(groups):
        predicate = occurrences[-1].predicate
        speaker = attributed(sentence, predicate, [one.verb for one in occurrences], mentions, document)
        if not _is_forecast(sentence, predicate, occurrences, speaker, author, document.published):
            continue
        claim = _claim(sentence, mentions, occurrences, speaker, document, author, type_of, topic)
        acting = _acting(predicate, mentions)
        if acting or _matters(claim, sentence, occurrences, _states(mentions, speaker) or topic, document.published):
            found.append(claim)
    return tuple(found)


def _claim(sentence: Sentence, mentions: Sequence[Mention], occurrences: Sequence[Occurrence],
           speaker: Claimant,
           document: Document, author: str | None, type_of: TypeOf | None, topic: Sequence[str]) -> Claim:
    predicate = occurrences[-1].predicate
    judged = hedging.judge(occurrences)
    kind, direction = _kind(sentence, predicate, type_of)
    condition = condition_of(predicate)
    window, reason = _window(sentence, predicate, document.published)
    identifier = content_id("claim", document.id, sentence.span, predicate.idx + sentence.offset)
    return Claim(
        identifier, document.id, document.text[slice(*sentence.span)], sentence.span, speaker.name or author,
        judged.text, judged.probability, (judged.low, judged.high),
        _dyad(predicate, [one for one in mentions if one.head not in speaker.tokens],
              frozenset(token.i for token in condition), sentence, topic),
        kind, direction, window, condition=_written(condition), window_reason=reason)


def _chained(groups: dict[int, list[Occurrence]]) -> list[list[Occurrence]]:
    """The hedges on each predicate; one whose predicate is another hedge's word goes down to that one's predicate."""
    merged: dict[int, list[Occurrence]] = {}
    words = {place: one for group in groups.values() for one in group for place in range(one.first.i,
                                                                                         one.last.i + 1)}
    for place, group in sorted(groups.items()):
        seen = {place}
        while place in words and words[place].predicate.i not in seen:
            place = words[place].predicate.i
            seen.add(place)
        merged.setdefault(place, []).extend(group)
    return [sorted(group, key=lambda one: (one.predicate.i == place, one.first.i)) for place,
            group in merged.items()]


# Is it a forecast ----------------------------------------------------------------------------------------------

PERMISSION = re.compile(
    r"(?i)\b(?:in accordance with|under (?:the|this|these|article|section|paragraph|rule)|pursuant to|eligible|"
    r"eligibility|applicants?|applications?|without (?:a )?(?:prior )?(?:permission|permit|visa|authorization)|"
    r"as may be|permitted|subject to|upon (?:presentation|request)|rsvp|pre-?registration|dial-in|credential\w*)\b")
"""Marks of rules and rights, in which "may" and "could" permit or name a condition."""


def _is_forecast(sentence: Sentence, predicate: Token, occurrences: Sequence[Occurrence], speaker: Claimant,
                 author: str | None, published: date) -> bool:
    policies = {one.policy for one in occurrences}
    if _over(predicate) or _in_condition(predicate) or _purpose(predicate) or _conceded(predicate):
        return False
    if predicate.pos_ in ("VERB", "AUX"):
        if dates.tense_of(predicate) == "past" and not policies & {"expect"}:
            return False
        adverbs = policies == {"estimate"} and all(one.hedge.kind == "adverb" for one in occurrences)
        if adverbs and dates.tense_of(predicate) != "future" and not _said_of_future(sentence, predicate, published):
            return False
    elif not _eventful(predicate) or _only_named(sentence, predicate, occurrences, published):
        return False
    if policies <= {"estimate", "modal", "rumour"} and _personal(predicate, occurrences):
        return False
    if policies <= {"modal", "rumour"} and "modal" in policies:
        return _epistemic(sentence, predicate, occurrences, speaker, published)
    if policies == {"rumour"}:
        return predicate.pos_ not in ("VERB", "AUX") or dates.tense_of(predicate) == "future"
    if policies <= {"will", "attitude", "rumour"}:
        own = author is not None and not speaker.quoted
        flat = "will" in policies and (speaker.expert or own or ("attitude" in policies and speaker.quoted))
        words = {one.first.lower_ for one in occurrences}
        reported = "attitude" in policies and "would" in words and not speaker.expert
        return flat and not reported and not _still(predicate) and not _ordained(sentence, predicate)
    if policies <= {"plan", "rumour", "will"}:
        return not _willed(predicate, sentence) and not _still(predicate)
    if policies <= {"expect", "rumour", "will"}:
        return not _demand(occurrences, speaker) and not _still(predicate)
    if _still(predicate) and predicate.lemma_ != "be" and all(one.hedge.kind == "adverb" for one in occurrences
                                                              if one.policy == "estimate"):
        return False
    complement = any(child.dep_ in ("acomp", "attr", "prep") for child in predicate.children)
    return predicate.lemma_ != "be" or complement or "will" in policies


def _matters(claim: Claim, sentence: Sentence, occurrences: Sequence[Occurrence], states: Sequence[str],
             published: date) -> bool:
    """Whether the forecast is of states: the sentence names one or the document is about two; a bare modal needs an
    act, a change, a date or an actor besides."""
    policies = {one.policy for one in occurrences}
    if policies <= {"will", "attitude", "rumour"}:
        return bool(states)
    if policies <= {"modal", "plan", "rumour"} and claim.type is None and claim.direction == "event":
        return bool(states) and _said_of_future(sentence, occurrences[-1].predicate, published)
    return bool(states)


def _acting(predicate: Token, mentions: Sequence[Mention]) -> bool:
    """Whether a state, or somebody who acts for one, is the subject of the predicate."""
    subject = _subject_of(predicate)
    return subject is not None and subject.dep_ in SUBJECTS and any(
        one.head == subject.i and countries.is_state(one.actor.country) for one in mentions)


def _states(mentions: Sequence[Mention], speaker: Claimant) -> list[str]:
    """The states named outside the words for the speaker, in order."""
    about = sorted((one for one in mentions if one.head not in speaker.tokens), key=lambda one: one.span)
    return list(dict.fromkeys(one.actor.country for one in about if countries.is_state(one.actor.country)))


def _over(predicate: Token) -> bool:
    """"May have gone", "could have been": a guess at what was."""
    return any(child.dep_ == "aux" and child.lemma_ == "have" for child in predicate.children) or (
        predicate.lemma_ == "have" and any(child.tag_ == "VBN" and child.dep_ in ("ccomp", "xcomp")
                                           for child in predicate.children))


def _in_condition(predicate: Token) -> bool:
    node = predicate
    while node.head != node:
        if any(child.lower_ in ("if", "unless", "whether", "lest") for child in node.children):
            return True
        node = node.head
    return False


def _purpose(predicate: Token) -> bool:
    """"So that they could", "in order that it may"; and the wish "May you enjoy"."""
    marks = [child for child in predicate.children if child.dep_ == "mark"]
    if any(mark.lower_ == "that" and mark.i > 0 and mark.nbor(-1).lower_ in ("so", "order")
           for mark in marks):
        return True
    subjects = [child for child in predicate.children if child.dep_ in SUBJECTS]
    modals = [child for child in predicate.children if child.tag_ == "MD"]
    return bool(subjects and modals) and modals[0].i < subjects[0].i and modals[0].lower_ == "may"


def _conceded(predicate: Token) -> bool:
    """"No matter what they may say", "whatever may come": granted, not forecast."""
    start = min(token.i for token in predicate.subtree)
    opening = {token.lower_ for token in predicate.doc[max(start - 2, predicate.sent.start):predicate.i]}
    return bool(opening & {"whatever", "whoever", "wherever", "whenever", "whichever"}) or "matter" in opening


def _personal(predicate: Token, occurrences: Sequence[Occurrence]) -> bool:
    """Talk between persons: "maybe we'll both learn", "I could sit in"; not "we are likely to see"."""
    subject = _subject_of(predicate)
    loose = all(one.policy == "modal" or one.hedge.kind == "adverb" for one in occurrences)
    return loose and subject is not None and subject.lower_ in ("i", "you", "we")


def _only_named(sentence: Sentence, noun: Token, occurrences: Sequence[Occurrence], published: date) -> bool:
    """"Discussed possible cooperation": an event noun with nothing but "possible" before it, and no date."""
    alone = all(one.first.dep_ == "amod" and one.first.head == noun for one in occurrences)
    return alone and not _said_of_future(sentence, noun, published)


def _epistemic(sentence: Sentence, predicate: Token, occurrences: Sequence[Occurrence], speaker: Claimant,
               published: date) -> bool:
    """Whether "may", "might", "could" tells a chance of what is to come, not leave, ability or a guess at what is."""
    words = {one.first.lower_ for one in occurrences if one.policy == "modal"}
    future = _said_of_future(sentence, predicate, published)
    if _still(predicate) or any(child.tag_ == "VBG" for child in predicate.children if child.dep_ == "aux"):
        return future
    if any(child.dep_ == "auxpass" for child in predicate.children) and _still(predicate):
        return False
    if predicate.dep_ == "relcl" and not future:  # "damage that may be caused"
        return False
    if "may" in words and _permits(sentence, predicate, occurrences):
        return False
    if "could" in words and not future and (_past_ability(predicate) or "thanks to" in sentence.text.lower()):
        return False
    return not (predicate.tag_ == "VBG" and not future)


def _permits(sentence: Sentence, predicate: Token, occurrences: Sequence[Occurrence]) -> bool:
    if PERMISSION.search(sentence.text):
        return True
    subject = next((child for child in predicate.children if child.dep_ in SUBJECTS), None)
    holder = subject is not None and subject.lemma_.lower() in marks("holder")
    forbidden = any("not" in one.text.lower() for one in occurrences)
    return (holder and (forbidden or predicate.lemma_ in marks("permitted"))) or (forbidden
                                                                         and predicate.lemma_ in marks("permitted"))



def _past_ability(predicate: Token) -> bool:
    """"They could reach the island": a "could" under or beside a past verb, or of perception."""
    if predicate.lemma_ in marks("ability"):
        return True
    if any(child.dep_ in ("advmod", "mark") and child.lower_ in ("when", "where", "how", "until", "before",
                                                                 "then", "once")
           for child in predicate.children):
        return True
    beside = [predicate.head, *(child for child in predicate.children if child.dep_ == "conj")]
    return any(one.tag_ == "VBD" or any(child.lower_ in ("was", "were") for child in one.children)
               for one in beside if "conj" in (predicate.dep_, one.dep_))


def _willed(predicate: Token, sentence: Sentence) -> bool:
    """Whether somebody plans it himself: the subject is a person, a state or a body."""
    subject = _subject_of(predicate)
    if subject is not None and (subject.lower_, "n") in _kinds():
        return False  # "Trade is set to grow"
    return (subject is None or subject.pos_ in ("PROPN", "PRON") or subject.lemma_.lower() in actor_nouns()
            or subject.ent_type_ in ("PERSON", "GPE", "ORG", "NORP"))


def _ordained(sentence: Sentence, predicate: Token) -> bool:
    """Whether "will" tells an announced plan: a day is named, or the sentence announces."""
    if re.search(r"(?i)\b(?:announce[sd]?|scheduled|agenda|will be held|itinerary)\b", sentence.text):
        return True
    return _subject_of(predicate) is None and predicate.dep_ != "ROOT"


def _demand(occurrences: Sequence[Occurrence], speaker: Claimant) -> bool:
    """"We expect Russia to comply": what a state or official expects of others is asked, and of itself planned."""
    active = [one for one in occurrences if one.policy == "expect" and one.first.pos_ == "VERB"
              and one.first.tag_ != "VBN"]
    if not active:
        return False
    subject = next((child for child in active[0].first.children if child.dep_ in SUBJECTS), None)
    if subject is None or speaker.expert or active[0].first.lemma_ != "expect":
        return False  # what an official predicts is a forecast
    if any(child.tag_ == "MD" for child in occurrences[-1].predicate.children):
        return False  # "I expect that China will"
    advised = any(child.lower_ == "should" for child in active[0].first.children)
    return speaker.official or (subject.lower_ in ("we", "i") and not advised)


def _still(predicate: Token) -> bool:
    """Whether the predicate tells a state of things or of mind, and no event."""
    return (predicate.lemma_.lower(), "still") in _kinds()


def _said_of_future(sentence: Sentence, predicate: Token, published: date) -> bool:
    when = dates.resolve(sentence, predicate, anchor=published, tense="future")
    return when.origin is not DateOrigin.PUBLICATION and when.end > published


# What, which way, whom, by when -----------------------------------------------------------------------------------

@cache
def _kinds() -> dict[tuple[str, str], tuple[str | None, Direction]]:
    """(lemma, kind) -> type and direction, from `claim_types.tsv`."""
    rows = read(files("visavis.reading") / "claim_types.tsv", ("lemma", "kind", "type", "direction"),
                key=("lemma", "kind"))
    ways: dict[str, Direction] = {"more": "more", "less": "less", "event": "event"}
    return {(row["lemma"], row["kind"]): (None if row["type"] == "-" else row["type"],
                                          ways[row["direction"]]) for row in rows}


def _kind(sentence: Sentence, predicate: Token, type_of: TypeOf | None) -> tuple[str | None, Direction]:
    """The type and direction of what is forecast."""
    own, direction = _looked_up(predicate)
    given = type_of(sentence, predicate) if type_of else None
    beside = [kind for noun in _nouns_beside(predicate) if (kind := _looked_up(noun)[0])]
    if direction == "event":
        direction = _compared(predicate)
        if direction == "event":
            direction = next((way for noun in _things(predicate) if (way := _looked_up(noun)[1]) != "event"),
                             "event")
    found = given or own or (beside[0] if beside else None) or _sense(predicate)
    further = next((child for child in predicate.children if child.dep_ == "xcomp" and child.pos_ == "VERB"), None)
    if found is None and further is not None:  # "keep sending", "try to reopen"
        return _kind(sentence, further, None)
    return found, direction


def _looked_up(token: Token) -> tuple[str | None, Direction]:
    part = "v" if token.pos_ in ("VERB", "AUX") else "n"
    return _kinds().get((token.lemma_.lower(), part), (None, "event"))


def _sense(token: Token) -> str | None:
    """The type that the reader's own table of predicates gives a word."""
    verb = token.pos_ == "VERB"
    sense = predicates.sense_of(token) if verb else predicates.senses().get((token.lemma_.lower(), "n"))
    if sense and "travel" in sense.flags and token.pos_ == "VERB" and not _to_a_place(token):
        return None  # "likely to come from the fall in prices"
    return sense.type if sense else None


def _to_a_place(verb: Token) -> bool:
    return any(thing.pos_ == "PROPN" for child in verb.children if child.dep_ in ("prep", "dobj")
               for thing in (child, *child.children))


def _things(predicate: Token) -> list[Token]:
    """Objects of a verb, what a noun is of."""
    direct = [child for child in predicate.children if child.dep_ in ("dobj", "attr", "oprd")]
    of = [thing for child in predicate.children if child.dep_ in ("prep", "agent")
          for thing in child.children if thing.dep_ == "pobj"]
    return [*direct, *of]


def _nouns_beside(predicate: Token) -> list[Token]:
    """The nouns that tell what a verb's change is a change of: objects, then subject, and what these are of."""
    subject = _subject_of(predicate)
    first = [*_things(predicate), *([subject] if subject is not None else [])]
    compounds = [child for child in predicate.children if child.dep_ == "compound"]
    return [*(noun for one in first for noun in (one, *_things(one))), *compounds]


def _compared(predicate: Token) -> Direction:
    """"More workers", "fewer visits" and the like, beside the verb or its objects."""
    near = {child.lower_ for one in (predicate, *_things(predicate)) for child in one.children}
    if near & {"more", "closer", "greater", "further", "additional", "increased", "deeper", "stronger",
               "larger"}:
        return "more"
    return "less" if near & {"less", "fewer", "reduced", "smaller", "weaker"} else "event"


def _eventful(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and (_looked_up(noun) != (None, "event") or _sense(noun) is not None)


def _subject_of(predicate: Token) -> Token | None:
    """The subject of a verb, also where the verb above has it ("China is likely to send")."""
    node = predicate
    for _ in range(4):
        links = (*SUBJECTS, "poss") if node == predicate else SUBJECTS
        found = next((child for child in node.children if child.dep_ in links), None)
        if found is not None and found.lower_ not in ("it", "there"):
            return found
        if node.dep_ not in ("xcomp", "conj", "acomp", "ccomp", "advcl") or node.head == node:
            return None
        node = node.head
    return None


def _dyad(predicate: Token, mentions: Sequence[Mention], aside: frozenset[int], sentence: Sentence,
          topic: Sequence[str]) -> tuple[str, str] | None:
    """The two states, those of the clause first; `aside`: tokens of the condition, whose states count only where the
    forecast itself names too few."""
    states = _named(predicate, [one for one in mentions if one.head not in aside])
    if len(states) < 2:
        further = _named(predicate, mentions)
        near = [code for code in further if code in topic] if set(states) <= set(topic) else []
        states = list(dict.fromkeys([*states, *near, *further]))
    if len(states) >= 2:
        return states[0], states[1]
    if len(topic) == 2:
        others = [code for code in topic if code not in states]
        if len(states) == 1 and len(others) == 1:
            return states[0], others[0]
        if not states and BOTH.search(sentence.text):
            return topic[0], topic[1]
    return None


def _named(predicate: Token, mentions: Sequence[Mention]) -> list[str]:
    """The states among mentions, the subject's first, then the clause's."""
    about = [one for one in mentions if countries.is_state(one.actor.country)]
    subject = _subject_of(predicate)
    under = {token.i for token in subject.subtree} if subject is not None else set()
    clause = {token.i for token in predicate.subtree} | under
    ordered = sorted(about, key=lambda one: (one.head not in under, one.head not in clause, one.span))
    return list(dict.fromkeys(one.actor.country for one in ordered))


def condition_of(predicate: Token) -> tuple[Token, ...]:
    """The words of the clause on which a forecast depends: "if Russia pays", "unless", "should China cut off oil"."""
    chain = [predicate]
    while chain[-1].dep_ in ("xcomp", "ccomp", "acomp", "attr", "oprd") and len(chain) < 4:
        chain.append(chain[-1].head)
    for verb in chain:
        for clause in verb.children:
            if clause.dep_ == "advcl" and any(_opens(clause, child) for child in clause.children):
                return tuple(clause.subtree)
    return ()


CONDITIONS = frozenset({"if", "unless", "provided", "assuming", "once"})


def _opens(clause: Token, word: Token) -> bool:
    """Whether a word makes its clause a condition: "if", or "should" and "were" before the subject."""
    if word.dep_ in ("mark", "advmod") and word.lower_ in CONDITIONS:
        return True
    first = min(token.i for token in clause.subtree)
    return word.i == first and word.dep_ in ("aux", "auxpass") and word.lower_ in ("should", "were", "had")


def _written(tokens: Sequence[Token]) -> str | None:
    """Tokens as the text has them, without a comma at the end."""
    return str(tokens[0].doc[tokens[0].i:tokens[-1].i + 1].text).rstrip(" ,") if tokens else None


def _window(sentence: Sentence, predicate: Token, published: date) -> tuple[tuple[date, date], str]:
    """From the publication to the end of the time named, and the words that name it, or the default and why."""
    when = dates.resolve(sentence, predicate, anchor=published, tense="future")
    coming = [one for one in dates.find(sentence.text, anchor=published, tense="future")
              if one.when.end >= published and one.role not in ("dateline", "since")]
    own = [one for one in coming if when.origin is not DateOrigin.PUBLICATION and one.when.end == when.end]
    chosen = min(own or [one for one in coming if one.when.start >= published], key=lambda one: one.when.end,
                 default=None)
    if chosen is None:
        return (published, _year_after(published)), "no time named: one year"
    words = sentence.text[chosen.start:chosen.end].strip(" .,")
    if (days := dates.taken_as(words)) is not None:
        return (published, chosen.when.end), f"\"{words}\" taken as {days} days"
    return (published, chosen.when.end), f"\"{words}\""


def _year_after(day: date) -> date:
    """A year later: the default window, for a forecast that names no time (stated in the contract)."""
    return date(min(day.year + 1, date.max.year), day.month, min(day.day, 28) if day.month == 2 else day.day)
