"""Whether an act was done, and on whose word: from its own auxiliaries up through what governs it.

The rule: what is only possible, wished, feared, asked for or rumoured is never `actual`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes import tables
from visavis.reading.predicates import Act, lemma_of
from visavis.reading.sentences import Sentence
from visavis.records import Evidence, Modality

MEDIA = {"media", "medium", "newspaper", "daily", "agency", "broadcaster", "outlet", "report", "press", "tabloid",
         "magazine", "reuters", "afp", "yonhap", "kyodo", "tass", "xinhua", "interfax", "kcna", "bbc", "cnn",
         "bloomberg", "nhk", "ria", "times", "post", "journal", "television", "tv", "radio", "source"}
"""Words for whoever passes news on: what they say is `reported`, not `attributed`."""

EXPERTS = {"analyst", "expert", "observer", "scholar", "economist", "researcher", "professor", "commentator",
           "specialist", "watcher", "pundit"}
"""Speakers whose "will" is a prediction, not a plan."""

ADJUNCTS = {"following", "after", "amid", "since", "during", "before", "despite", "upon"}
"""Prepositions whose object stands on its own: what governs the clause does not bear on it."""

CONDITIONS = {"if", "unless", "whether", "lest", "provided", "should"}


@dataclass(frozen=True, slots=True)
class Stance:
    """Modality and evidence of one act; `speaker`: whose word we have; `wished`: only wanted, asked, feared."""

    modality: Modality
    evidence: Evidence
    speaker: Token | None
    wished: bool = False


@cache
def operators() -> dict[tuple[str, str], str]:
    """(lemma, pos) -> effect, from operators.tsv."""
    rows = tables.read(files("visavis.reading") / "operators.tsv", ("lemma", "pos", "effect"), key=("lemma", "pos"))
    return {(r["lemma"], r["pos"]): r["effect"] for r in rows}


_ORDER = (Modality.NEGATED, Modality.HYPOTHETICAL, Modality.PREDICTED, Modality.PLANNED, Modality.ACTUAL)
_OF_EFFECT = {"fail": Modality.NEGATED, "deny": Modality.NEGATED, "maybe": Modality.HYPOTHETICAL,
              "predict": Modality.PREDICTED, "plan": Modality.PLANNED}


def assess(act: Act, sentence: Sentence) -> Stance:
    """The modality and evidence of `act` in its sentence."""
    found: list[Modality] = []
    evidence = Evidence.ASSERTED
    speaker: Token | None = None
    wished = False
    for effect, node in _effects(act):
        wished = wished or effect == "wish"
        if effect in _OF_EFFECT:
            found.append(_OF_EFFECT[effect])
        if effect in {"say", "deny", "report", "rumour"} and speaker is None:
            speaker = _subject(node)
            evidence = _evidence(effect, speaker)
    by = _according_to(sentence)
    if evidence is Evidence.ASSERTED and by is not None:
        speaker, evidence = by, _evidence("say", by)
    if speaker is not None and speaker.lemma_.lower() in EXPERTS and Modality.PLANNED in found:
        found.append(Modality.PREDICTED)
    if sentence.text.rstrip().endswith("?"):
        found.append(Modality.HYPOTHETICAL)
    modality = next((m for m in _ORDER if m in found), Modality.ACTUAL)
    if found.count(Modality.NEGATED) == 2:
        modality = Modality.ACTUAL
    return Stance(modality, evidence, speaker, wished)


def _evidence(effect: str, speaker: Token | None) -> Evidence:
    if effect == "rumour":
        return Evidence.RUMOURED
    if effect == "report" or (speaker is not None and {speaker.lemma_.lower(), speaker.lower_} & MEDIA):
        return Evidence.REPORTED
    return Evidence.ATTRIBUTED


def _effects(act: Act) -> Iterator[tuple[str, Token]]:
    """What bears on the act, from its own words upward: (effect, the word that has it)."""
    node = act.token
    yield from _own(node)
    if act.effect in {"plan", "wish"}:
        yield act.effect, node
    if act.effect == "negate":
        yield "fail", node
    if act.governor is not None and act.governor.i != node.i:
        node = act.governor
        yield from _own(node)
    yield from _climb(node)


def _climb(node: Token) -> Iterator[tuple[str, Token]]:
    for _ in range(12):
        head, dep = node.head, node.dep_
        if head.i == node.i or (dep == "pobj" and head.lower_ in ADJUNCTS):
            return
        if dep in {"ccomp", "xcomp", "csubj", "csubjpass", "parataxis"}:
            yield from _governed(node, head)
        elif dep == "advcl":
            if any(t.dep_ == "aux" and t.tag_ == "TO" for t in node.children):
                yield "plan", node
            if head.pos_ in {"VERB", "AUX"} and lemma_of(head) in {"say", "report"} and head.i > node.i:
                yield "say", head
        elif dep in {"acl", "relcl"}:
            if dep == "acl" and any(t.tag_ == "TO" for t in node.children):
                yield from _noun(head)
            elif dep == "acl" and any(t.dep_ == "mark" for t in node.children):
                effect = operators().get((head.lemma_.lower(), "n"))
                if effect:
                    yield effect, head
        elif dep == "pcomp":
            yield from _preposition(head)
        elif dep == "conj":
            if not any(c.dep_ in {"nsubj", "nsubjpass"} for c in node.children):
                yield from ((e, t) for e, t in _own(head) if t.dep_ in {"aux", "neg"} or t.i == head.i)
        elif dep in {"dobj", "pobj", "nsubj", "nsubjpass", "prep", "attr"}:
            yield from _nominal(node, head, dep)
        node = head


def _nominal(node: Token, head: Token, dep: str) -> Iterator[tuple[str, Token]]:
    """An event noun inside a larger phrase: "the possibility of talks", "rumours of a visit", "expects a visit"."""
    if dep == "pobj" and head.head.pos_ in {"NOUN", "PROPN"} and head.lower_ in {"of", "about", "for", "on"}:
        effect = operators().get((head.head.lemma_.lower(), "n"))
        if effect and effect not in {"say", "report"}:
            yield effect, head.head
    if dep == "pobj" and head.lower_ in {"without", "instead"}:
        yield "fail", head


def _own(token: Token) -> Iterator[tuple[str, Token]]:
    """Auxiliaries, negation, adverbs and adjectives of the word itself."""
    conditional = False
    for child in token.children:
        low, lemma = child.lower_, child.lemma_.lower()
        if child.dep_ == "neg" or (child.dep_ == "det" and low == "no"):
            yield "fail", child
        elif child.dep_ == "aux" and child.tag_ == "MD":
            yield _modal(child, token), child
        elif child.dep_ == "mark" and low in CONDITIONS:
            conditional = True
        elif child.dep_ in {"advmod", "amod", "npadvmod"} and (low, "m") in operators():
            yield operators()[(low, "m")], child
        elif child.dep_ == "advmod" and low in CONDITIONS:
            conditional = True
        elif child.dep_ == "amod" and lemma in {"cancel", "plan", "propose", "schedule"}:
            yield ("fail" if lemma == "cancel" else "plan"), child
    if conditional:
        yield "maybe", token
    if token.dep_ == "ROOT" and any(c.tag_ == "TO" and c.dep_ == "aux" for c in token.children):
        yield "plan", token


def _modal(aux: Token, verb: Token) -> str:
    low = aux.lower_
    if low in {"will", "shall", "'ll", "’ll", "wo"}:
        return "plan"
    if low in {"would", "'d", "’d"}:
        past_say = verb.dep_ == "ccomp" and verb.head.tag_ in {"VBD", "VBN"}
        return "plan" if past_say else "maybe"
    return "wish" if low in {"should", "must", "ought", "need"} else "maybe"


def _governed(node: Token, head: Token) -> Iterator[tuple[str, Token]]:
    """What a governing verb or adjective does to its complement clause."""
    infinitive = any(c.tag_ == "TO" and c.dep_ == "aux" for c in node.children)
    lemma = lemma_of(head)
    effect = operators().get((lemma, "v")) or operators().get((head.lemma_.lower(), "v"))
    for child in head.children:
        if child.dep_ in {"acomp", "oprd"} and infinitive:
            adjective = operators().get((child.lower_, "a"))
            if adjective:
                yield adjective, child
    adjective = operators().get((head.lower_, "a"))
    if head.pos_ == "ADJ" or (adjective and head.tag_ == "VBN" and infinitive):
        if adjective:
            yield adjective, head
    elif lemma == "be" and infinitive:
        yield "plan", head
    elif lemma == "have" and infinitive:
        yet = any(c.lower_ == "yet" for c in [*head.children, *node.children])
        yield ("fail" if yet else "wish"), head
    elif lemma == "go" and infinitive and head.tag_ == "VBG":
        yield "plan", head
    elif effect == "say" and infinitive and head.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in head.children):
        yield "rumour", head
    elif effect in {"say", "report"} and infinitive:
        yield "plan", head
    elif effect and effect != "do":
        yield effect, head
    yield from ((e, t) for e, t in _own(head) if (e == "fail" and effect in {"do", "plan"}) or t.dep_ == "mark")


def _noun(head: Token) -> Iterator[tuple[str, Token]]:
    effect = operators().get((head.lemma_.lower(), "n"))
    if effect:
        yield ("plan" if effect in {"say", "report"} else effect), head


def _preposition(prep: Token) -> Iterator[tuple[str, Token]]:
    if prep.lower_ in {"without", "instead"}:
        yield "fail", prep
    owner = prep.head
    if prep.lower_ in {"of", "for", "about"} and owner.pos_ in {"NOUN", "PROPN"}:
        yield from _noun(owner)
    elif prep.lower_ in {"from", "against"} and owner.pos_ == "VERB":
        effect = operators().get((owner.lemma_.lower(), "v"))
        if effect in {"fail", "wish"}:
            yield effect, owner
    elif prep.lower_ in {"of", "on", "about"} and owner.pos_ == "VERB":
        yield "wish", owner


def _subject(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in {"nsubj", "agent"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None) if child.dep_ == "agent" else child
    if verb.dep_ == "conj":
        return _subject(verb.head)
    if verb.pos_ == "NOUN":
        return verb
    return None


def _according_to(sentence: Sentence) -> Token | None:
    """Whoever follows "according to", or heads a "X said" that the parser set apart."""
    for token in sentence.parse:
        if token.lower_ == "according":
            for to in token.children:
                for child in to.children:
                    if child.dep_ == "pobj":
                        return child
    return None
