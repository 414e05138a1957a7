"""Which words of a sentence tell an act between actors, and what becomes of it under the verb that governs it.

The rule: an event noun under a verb ("lifted sanctions", "urged talks") is one act, never two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes import tables
from visavis.reading.sentences import Sentence

FACTIVE = {"condemn", "denounce", "criticize", "criticise", "praise", "welcome", "slam", "decry", "deplore", "regret",
           "applaud", "hail", "protest", "mourn", "blast"}
"""Verbs that take it for granted that their object happened (Kiparsky & Kiparsky 1970)."""

DELIVERED = {"food", "rice", "flour", "wheat", "grain", "fertilizer", "oil", "fuel", "gas", "coal", "weapon", "arm",
             "ammunition", "munition", "missile", "shell", "medicine", "vaccine", "dose", "aid", "assistance",
             "supply", "equipment", "doctor", "medic", "rescuer", "firefighter", "personnel", "engineer", "money",
             "fund", "troop", "tank", "jet", "goods", "relief", "material", "worker"}
"""What must be the object of a giving verb for it to tell AID; giving speeches or details does not."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a predicate tells: PLOVER type and mode, where its target stands, and flags (see predicates.tsv)."""

    lemma: str
    pos: str
    type: str
    mode: str | None
    target: tuple[str, ...]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Act:
    """One act that a sentence tells: its word, its sense, and the verb whose object it is (`governor`).

    `effect`: what the governor does to it: do, receive, plan, wish, negate, end, fact, or bare (no governor).
    """

    token: Token
    sense: Sense
    governor: Token | None = None
    effect: str = "do"


@cache
def senses() -> dict[tuple[str, str], Sense]:
    """(lemma, pos) -> sense, from predicates.tsv."""
    columns = ("lemma", "pos", "type", "mode", "target", "flags")
    rows = tables.read(files("visavis.reading") / "predicates.tsv", columns, key=("lemma", "pos"))
    return {(r["lemma"], r["pos"]): Sense(
        r["lemma"], r["pos"], r["type"], None if r["mode"] == "-" else r["mode"],
        tuple(t for t in r["target"].split(",") if t), frozenset(r["flags"].replace("-", "").split())) for r in rows}


@cache
def light_verbs() -> dict[str, str]:
    """Lemma of a verb -> what it does to the event noun it governs, from light.tsv."""
    rows = tables.read(files("visavis.reading") / "light.tsv", ("lemma", "effect"), key=("lemma",))
    return {r["lemma"]: r["effect"] for r in rows}


@cache
def reversals() -> dict[str, tuple[str, str | None]]:
    """Type of an act -> type and mode of the act that undoes it, from reversal.tsv."""
    rows = tables.read(files("visavis.reading") / "reversal.tsv", ("type", "becomes", "mode"), key=("type",))
    return {r["type"]: (r["becomes"], None if r["mode"] == "-" else r["mode"]) for r in rows}


@cache
def exchanged() -> dict[str, tuple[str, str | None]]:
    """What two sides exchange -> type and mode of what they do, from exchanged.tsv."""
    rows = tables.read(files("visavis.reading") / "exchanged.tsv", ("word", "type", "mode"), key=("word",))
    return {r["word"]: (r["type"], None if r["mode"] == "-" else r["mode"]) for r in rows}


def lemma_of(token: Token) -> str:
    """The lemma with its particle: "call off", "hand over"; else the lemma."""
    base = token.lemma_.lower()
    for child in token.children:
        if child.dep_ == "prt":
            return f"{base} {child.lower_}"
    return base


def find(sentence: Sentence) -> list[Act]:
    """The acts of a sentence in the order of their words."""
    nouns = [act for token in sentence.parse for act in _noun_acts(token)]
    light = set(light_verbs().values())
    carried = {act.governor.i for act in nouns if act.governor is not None and act.effect in light}
    verbs = [act for token in sentence.parse for act in _verb_acts(token, carried)]
    speech = {act.token.i: act for act in verbs if "speech" in act.sense.flags}
    speech |= {act.token.i: act for act in nouns if "speech" in act.sense.flags}
    kept = [act for act in [*verbs, *nouns] if act.effect == "fact" or not _only_said(act, speech)]
    denying = {act.token.head.i for act in kept if act.token.dep_ in {"ccomp", "xcomp"}
               and lemma_of(act.token.head) in DENIALS}
    return sorted((act for act in kept if act.token.i not in denying), key=lambda act: act.token.i)


def _only_said(act: Act, speech: dict[int, Act]) -> bool:
    """Whether an act is only what another act asks for, promises, refuses, threatens or alleges.

    A visit or meeting that is agreed stays: it is news of its own, planned.
    """
    node = act.token
    for _ in range(8):
        head = node.head
        if head.i == node.i or node.dep_ not in _COMPLEMENT:
            return False
        if _denied(node, head):
            return False
        if head.i in speech and node.dep_ == "conj":
            return False  # "condemned the launch and imposed sanctions": the second is done beside the first
        if head.i in speech and head.i != act.token.i:
            agreed = speech[head.i].sense.type == "AGREE" and act.sense.type == "CONSULT"
            return not agreed
        node = head
    return False


def _denied(node: Token, head: Token) -> bool:
    """Whether a word is what a denial denies: its clause, or the clause of the charge that it denies."""
    if lemma_of(head) in DENIALS:
        return node.dep_ in {"ccomp", "xcomp", "pcomp"}
    return head.dep_ == "dobj" and node.dep_ in {"acl", "prep"} and lemma_of(head.head) in DENIALS | {
        "reject", "dismiss", "rebut"}


DENIALS = {"deny", "refute", "disprove", "disavow"}
"""Verbs whose clause is an act of its own, not done: "denied that it had shelled the port"."""

_COMPLEMENT = {"xcomp", "ccomp", "dobj", "pobj", "pcomp", "prep", "acl", "conj", "dative", "oprd", "nsubjpass"}


def bare(token: Token) -> Act:
    """An act that a word tells whatever it means, for asking whether it was done: its governor, and no sense."""
    governor, effect = _governor(token) if token.pos_ in {"NOUN", "PROPN"} else (None, "do")
    return Act(token, Sense(lemma_of(token), "v", "", None, (), frozenset()), governor, effect)


def sense_of(verb: Token) -> Sense | None:
    """The sense that a verb has with its object, as it stands in its sentence; None where it tells no act."""
    sense = _listed(verb)
    found = _by_object(verb, sense) if sense is not None else None
    return found if found is not None and (found.type != "AID" or _delivers(verb, found)) else None


def _listed(verb: Token) -> Sense | None:
    lemma = lemma_of(verb)
    return senses().get((lemma, "v")) or (None if " " in lemma else senses().get((verb.lemma_.lower(), "v")))


def _verb_acts(token: Token, carried: set[int]) -> Iterator[Act]:
    if token.pos_ not in {"VERB", "AUX"} and token.tag_ not in {"VBD", "VBN", "VBG", "VBZ", "VBP", "VB"}:
        return
    if token.dep_ in {"amod", "compound", "aux", "auxpass"} or (token.dep_ == "case"):
        return
    lemma, sense = lemma_of(token), _listed(token)
    if sense is None:
        return
    talked = "sym" in sense.flags and light_verbs().get(lemma) == "wish"  # "discussed the war": talks, about a war
    if token.i in carried and not talked and ("speech" not in sense.flags or light_verbs().get(lemma) in {"do", "end"}):
        return
    found = sense_of(token)
    if found is not None:
        yield Act(token, found)


PUBLISHED = {"video", "statement", "report", "document", "footage", "film", "album", "song", "list", "detail", "image",
             "photo", "photograph", "book", "figure", "datum", "recording", "tape", "result", "record", "information",
             "plan", "map", "draft", "transcript", "name", "paper", "version", "text", "picture", "study"}
"""Objects of "release" that make it publishing, not freeing."""

CARRIERS = {"message", "letter", "telegram", "telegramme", "word", "note", "round", "series", "day"}
"""Nouns that only carry the event noun after "of": a message of greeting, a round of talks."""

ENVOYS = {"ambassador", "envoy", "diplomat", "embassy", "staff", "attaché"}


EMISSARIES = {"delegation", "envoy", "minister", "official", "representative", "ambassador", "negotiator", "secretary",
              "president", "premier", "chairman", "chief", "adviser", "advisor", "mission", "diplomat", "emissary"}
"""Who is sent on a visit; soldiers, workers and goods are not."""


PARTIES = {"delegation", "mission", "team", "group", "entourage"}
"""What whoever leads it travels with."""

TELLING = {"say", "comment", "confirm", "disclose", "specify", "reveal", "answer", "elaborate", "identify", "name",
           "tell"}
"""What may be refused without refusing anybody anything."""


def _sent(token: Token) -> bool:
    named = token.ent_type_ == "PERSON" or token.lemma_.lower() in EMISSARIES
    return token.dep_ in {"dobj", "nsubjpass"} and named


def _by_object(verb: Token, sense: Sense) -> Sense | None:
    """The sense that a verb has with its object: an ambassador withdrawn, a missile launched at, a video released."""
    objects = {c.lemma_.lower() for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}}
    if verb.lemma_.lower() in {"send", "dispatch"} and any(_sent(c) for c in verb.children):
        return replace(sense, type="CONSULT", mode="visit", target=("to",), flags=frozenset({"travel", "sent"}))
    if verb.lemma_.lower() in {"lead", "head"} and (objects or verb.lemma_.lower() == "lead"):
        return sense if objects & PARTIES else None
    if verb.lemma_.lower() == "exchange":
        kind = next((exchanged()[word] for word in sorted(objects) if word in exchanged()), None)
        return replace(sense, type=kind[0], mode=kind[1]) if kind else None
    if sense.type == "REJECT" and any(c.dep_ == "xcomp" and c.lemma_.lower() in TELLING for c in verb.children):
        return None
    if verb.lemma_.lower() == "receive" and any(_is_goods(c) for c in verb.children if c.dep_ == "dobj"):
        return replace(sense, type="AID", mode=None, target=("from",), flags=frozenset({"host"}))
    if sense.mode == "release" and objects & PUBLISHED:
        return None
    if sense.mode == "withdraw" and sense.type == "RETREAT" and objects & ENVOYS:
        return replace(sense, type="SANCTION", mode="withdraw")
    at = any(c.dep_ == "prep" and c.lower_ in {"at", "on", "against"} for c in verb.children)
    if "launch" in sense.flags and at:
        return replace(sense, type="ASSAULT", mode="heavy-weapons", target=("at", "on", "against"))
    return sense


def _delivers(token: Token, sense: Sense) -> bool:
    if sense.target and sense.target[0] == "o":
        return True
    return any(_is_goods(child) for child in token.children if child.dep_ in {"dobj", "nsubjpass"})


def _is_goods(token: Token) -> bool:
    if token.lemma_.lower() in DELIVERED or token.ent_type_ == "MONEY" or "$" in {t.text for t in token.lefts}:
        return True
    return any(_is_goods(child) for prep in token.children if prep.lower_ in {"of", "in"}
               for child in prep.children if child.dep_ == "pobj")


def _noun_acts(token: Token) -> Iterator[Act]:
    if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in {"compound", "npadvmod", "poss"}:
        return
    lemma = token.lemma_.lower()
    sense = senses().get((lemma, "n"))
    if sense is None:
        return
    governor, effect = _governor(token)
    if lemma == "threat" and governor is not None and governor.lemma_.lower() in STATES_OF_THINGS:
        return
    if token.dep_ == "attr" and _same_as_subject(token):
        return
    if "governed" in sense.flags and effect not in set(light_verbs().values()):
        return
    if effect == "reverse":
        type_, mode = reversals().get(sense.type, (sense.type, sense.mode))
        sense, effect = replace(sense, type=type_, mode=mode), "do"
    yield Act(token, sense, governor, effect)


def _same_as_subject(token: Token) -> bool:
    """Whether an event noun only says what its subject, itself an event, was: "the visit was the highest contact"."""
    subjects = [c for c in token.head.children if c.dep_ == "nsubj"]
    return any((c.lemma_.lower(), "n") in senses() for c in subjects)


STATES_OF_THINGS = {"pose", "represent", "constitute", "face", "perceive", "see", "be", "remain", "become", "view",
                    "regard", "present", "counter", "address", "meet", "reduce", "exaggerate"}
"""Verbs with which a threat is a danger that exists, not one that somebody utters."""


def _governor(token: Token) -> tuple[Token | None, str]:
    """The verb whose object (or passive subject, or prepositional object) the noun is, and its effect."""
    head, dep = token.head, token.dep_
    if dep == "conj" and head.pos_ in {"NOUN", "PROPN"} and (head.lemma_.lower(), "n") in senses():
        return _governor(head)
    carried = head.head.lemma_.lower() in CARRIERS and head.lower_ == "of"
    if dep == "pobj" and (carried or (head.lower_ in {"of", "in"} and head.head.pos_ == "NUM")):
        return _governor(head.head)  # "a message of greeting", "$3 million in aid"
    if dep == "attr" and head.lemma_ == "be":
        return head, "bare"
    if dep == "pobj" and head.dep_ == "prep" and head.head.pos_ in {"VERB", "AUX"}:
        verb, lemma = head.head, f"{head.head.lemma_.lower()} {head.lower_}"
        effect = light_verbs().get(lemma)
        return (verb, effect) if effect else (None, "bare")
    if dep == "pobj" and head.dep_ == "agent":
        return None, "bare"
    if head.pos_ not in {"VERB", "AUX"}:
        return None, "bare"
    lemma = lemma_of(head)
    if dep in {"dobj", "nsubjpass"}:
        if lemma in FACTIVE:
            return head, "fact"
        return head, light_verbs().get(lemma, light_verbs().get(head.lemma_.lower(), "other"))
    if dep == "nsubj":
        return head, "subject"
    return None, "bare"
