"""Whether an act was done, and on whose word: from its own auxiliaries up through what governs it.

The rule: what is only possible, wished, feared, asked for or rumoured is never `actual`. Whether it was done is worked
out in `veridicality`; here it becomes a report's modality, and the evidence is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from visavis.reading import veridicality
from visavis.reading.predicates import Act, lemma_of
from visavis.reading.sentences import Sentence
from visavis.reading.veridicality import Mood, effects, frame, governing, infinitive, operators
from visavis.records import Evidence, Modality

MEDIA = {"media", "medium", "newspaper", "daily", "agency", "broadcaster", "outlet", "report", "press", "tabloid",
         "magazine", "reuters", "afp", "yonhap", "kyodo", "tass", "xinhua", "interfax", "kcna", "bbc", "cnn",
         "bloomberg", "nhk", "ria", "times", "post", "journal", "television", "tv", "radio", "source"}
"""Words for whoever passes news on: what they say is `reported`, not `attributed`."""

RUMOURS = {"rumour", "rumor", "speculation", "gossip", "hearsay", "whisper"}
"""What says a thing without anybody standing by it."""

EXPERTS = {"analyst", "expert", "observer", "scholar", "economist", "researcher", "professor", "commentator",
           "specialist", "watcher", "pundit"}
"""Speakers whose "will" is a prediction, not a plan."""

ADJUNCTS = {"following", "after", "amid", "since", "during", "before", "despite", "upon"}
"""Prepositions whose object stands on its own: what governs the clause does not bear on it."""

SPOKEN = {"say", "deny", "report", "rumour", "believe"}
"""Effects that tell on whose word we have it."""

FACTUALITY = {"done": (3.0, -3.0), "plan": (1.2, -2.0), "predict": (1.2, -1.5), "maybe": (0.5, -1.2),
              "wish": (0.5, -1.2)}
"""Kind of mood -> how sure it is that the thing happens, as it stands and denied, from -3 to 3 (scale of Lee et al.
2015). Chosen by meaning, not fitted: above 1 what is told or announced, between -1 and 1 what is open."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Modality and evidence of one act; `speaker`: whose word we have; `wished`: only wanted, asked, feared.

    `factuality`: from -3 (certainly not done) to 3 (certainly done), for comparison with factuality data.
    """

    modality: Modality
    evidence: Evidence
    speaker: Token | None
    wished: bool = False
    factuality: float = 3.0


_OF_KIND = {"done": Modality.ACTUAL, "plan": Modality.PLANNED, "predict": Modality.PREDICTED,
            "maybe": Modality.HYPOTHETICAL, "wish": Modality.HYPOTHETICAL}


def assess(act: Act, sentence: Sentence) -> Stance:
    """The modality and evidence of `act` in its sentence."""
    mood = _mood(act)
    evidence, speaker = on_whose_word(act.token, sentence, governor=act.governor)
    kind = mood.kind
    if speaker is not None and speaker.lemma_.lower() in EXPERTS and kind == "plan":
        kind = "predict"
    modality = Modality.NEGATED if mood.denied else _OF_KIND[kind]
    score = FACTUALITY[kind][mood.denied]
    if evidence is Evidence.RUMOURED and kind == "done":
        score /= 2
    return Stance(modality, evidence, speaker, kind == "wish" and not mood.denied, score)


def _mood(act: Act) -> Mood:
    verb = act.governor
    if verb is not None and verb.i != act.token.i and act.effect not in {"fact", "other", "subject", "bare", "reverse"}:
        return veridicality.governed(act.token, verb, act.effect)
    return veridicality.mood(act.token)


# --- on whose word -------------------------------------------------------------------------------------------

def on_whose_word(word: Token, sentence: Sentence, *, governor: Token | None = None) -> tuple[Evidence, Token | None]:
    """The evidence that the nearest telling word above an act's word gives, and who tells it, there or above it.

    `governor`: the light verb whose object the word is.
    """
    told = [(effect, _subject(node)) for effect, node in _told(word, governor) if effect in SPOKEN]
    if told:
        speaker = next((who for _, who in told if who is not None), None)
        evidence = _evidence(told[0][0], told[0][1] or speaker)
        return evidence, None if speaker is not None and speaker.lemma_.lower() in RUMOURS else speaker
    by = _according_to(sentence)
    return (_evidence("say", by), by) if by is not None else (Evidence.ASSERTED, None)


def _evidence(effect: str, speaker: Token | None) -> Evidence:
    if effect == "rumour" or (speaker is not None and speaker.lemma_.lower() in RUMOURS):
        return Evidence.RUMOURED
    if effect == "report" or (speaker is not None and {speaker.lemma_.lower(), speaker.lower_} & MEDIA):
        return Evidence.REPORTED
    return Evidence.ATTRIBUTED


def _told(word: Token, governor: Token | None) -> Iterator[tuple[str, Token]]:
    """Who tells the act, from its own adverbs upward: (effect, the word that has it)."""
    node = word
    yield from _own(node)
    if governor is not None and governor.i != node.i:
        node = governor
        yield from _own(node)
    for _ in range(veridicality.DEPTH):
        head, dep = node.head, node.dep_
        if head.i == node.i or (dep == "pobj" and head.lower_ in ADJUNCTS):
            return
        yield from _teller(node, head, dep)
        node = head


def _teller(node: Token, head: Token, dep: str) -> Iterator[tuple[str, Token]]:
    if dep in veridicality.CLAUSAL | {"parataxis"}:
        pair = governing(node, head, frame(node))
        if pair is not None:
            yield pair[0], head
    elif dep == "advcl" and head.pos_ in {"VERB", "AUX"} and lemma_of(head) in {"say", "report"} and head.i > node.i:
        yield "say", head
    elif dep == "acl" and (infinitive(node) or any(c.dep_ == "mark" for c in node.children)):
        yield from _noun(head)
    elif dep in {"pobj", "pcomp"} and head.lower_ in {"of", "about", "on", "for"}:
        yield from _noun(head.head) if head.head.pos_ in {"NOUN", "PROPN"} else ()
        if dep == "pcomp" and head.head.pos_ == "VERB":
            pair = effects(head.head.lemma_.lower(), "v", "ing")
            yield from [(pair[0], head.head)] if pair else []
    elif dep == "dobj" and operators().get((lemma_of(head), "v", "np"), ("", ""))[0] == "deny":
        yield "deny", head


def _own(token: Token) -> Iterator[tuple[str, Token]]:
    for child in token.children:
        if child.dep_ in {"advmod", "amod", "npadvmod"} and (child.lower_, "m", "-") in operators():
            yield operators()[child.lower_, "m", "-"][0], child


def _noun(head: Token) -> Iterator[tuple[str, Token]]:
    pair = effects(head.lemma_.lower(), "n", "that")
    if pair is not None:
        yield pair[0], head


def _subject(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in {"nsubj", "agent"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None) if child.dep_ == "agent" else child
    if verb.dep_ == "conj":
        return _subject(verb.head)
    if verb.pos_ == "NOUN":
        return next((child for child in verb.children if child.dep_ == "poss"), None)
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
