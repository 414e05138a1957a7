"""What passes between two given actors of a sentence.

The rule: it always answers with one of the 16 types; how sure it is stands beside.
"""

from __future__ import annotations

from typing import TypedDict

from spacy.tokens import Token

from visavis.codes import plover
from visavis.errors import InputError
from visavis.reading import coder, modality, predicates, roles
from visavis.reading.coder import top
from visavis.reading.predicates import Act
from visavis.reading.sentences import Mention, Sentence
from visavis.reading.syntax import parser
from visavis.records import Actor, Span

SOURCE, TARGET = "AAA", "ZZZ"
"""Stand-ins for the countries of the two actors: user-assigned codes that no state has."""


class PairCode(TypedDict):
    """The answer of `code_pair`; `direction` is forward, backward or both."""

    type: str
    mode: str | None
    quad: int
    modality: str
    evidence: str
    confidence: float
    direction: str


def code_pair(text: str, source: Span, target: Span, *, method: str = "auto") -> PairCode:
    """What `source` does to `target` in a sentence: the best of the 16 PLOVER types, with mode, modality and evidence.

    `source` and `target` are character offsets [start, end) into `text`. `method`: `model`, `rules`, or `auto`
    (the model where the package carries one). Raises InputError for offsets outside the text or an empty span.

    >>> code_pair("Oslo urged Bern to act.", (0, 4), (11, 15))["type"]
    'REQUEST'
    """
    for name, (start, end) in (("source", source), ("target", target)):
        if not 0 <= start < end <= len(text):
            raise InputError(f"{name} span [{start}, {end}) is not inside the text of {len(text)} characters",
                             hint="give offsets of at least one character")
    if method == "rules" or (method == "auto" and not coder.available()):
        return _by_rules(text, source, target)
    decision = coder.model().decide([coder.Marked(text, source, target)])[0]
    return from_decision(decision)


def code_pairs(pairs: list[coder.Marked]) -> list[PairCode]:
    """`code_pair` for many, by the model; the answers are the same."""
    return [from_decision(decision) for decision in coder.model().decide(pairs)]


def from_decision(decision: coder.Decision) -> PairCode:
    """A decision of the model as the answer for one pair."""
    type_, share = top(intents(decision))
    return PairCode(type=type_, mode=decision.mode_of(type_), quad=plover.quad(type_),
                    modality=top(decision.modality)[0], evidence=top(decision.evidence)[0],
                    confidence=round(share, 4), direction=top(decision.direction)[0])


def intents(decision: coder.Decision) -> dict[str, float]:
    """The probability of each type by intent, over every act and modality, taken as independent; NONE is left out."""
    shares = dict.fromkeys((name for name in decision.type if name != "NONE"), 0.0)
    for act in list(shares):
        for mood, sure in decision.modality.items():
            shares[by_intent(act, mood)] += decision.type[act] * sure
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()} if total else shares


COOPERATIVE = {"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE"}
HOSTILE = {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}


def by_intent(act: str, modality: str) -> str:
    """The type of a pair in the PLOVER manual's sense, which codes an act to come by the intent it shows.

    A cooperative act that is announced is AGREE, a hostile one THREATEN; a cooperative act that is refused, called off
    or missed is REJECT. In a report the act keeps its own type, and `modality` says that it is planned or negated.

    >>> by_intent("CONSULT", "planned"), by_intent("SANCTION", "planned"), by_intent("AID", "negated")
    ('AGREE', 'THREATEN', 'REJECT')
    """
    if modality == "planned":
        return "AGREE" if act in COOPERATIVE else "THREATEN" if act in HOSTILE else act
    return "REJECT" if modality == "negated" and act in COOPERATIVE | {"AGREE"} else act


def _by_rules(text: str, source: Span, target: Span) -> PairCode:
    doc = parser()(" ".join(text.splitlines()) if "\n" in text else text)
    whole = Sentence(doc[:], 0)
    mentions = [_mention(whole, source, SOURCE), _mention(whole, target, TARGET)]
    parties = roles.Parties(mentions, None, 0)
    acts = predicates.find(whole)
    for act in acts:
        for pair in roles.find(act, parties):
            forward = pair.source.mention.actor.country == SOURCE
            both = "sym" in act.sense.flags
            return _answer(act, whole, 0.7, "both" if both else "forward" if forward else "backward")
    near = min(acts, key=lambda act: _distance(act.token, mentions), default=None)
    if near is not None:
        return _answer(near, whole, 0.4, "forward")
    return PairCode(type="CONSULT", mode=None, quad=1, modality="actual", evidence="asserted", confidence=0.1,
                    direction="both")


def _mention(sentence: Sentence, span: Span, code: str) -> Mention:
    doc = sentence.parse.doc
    tokens = doc.char_span(*span, alignment_mode="expand")
    if tokens is None:
        raise InputError("a span covers no word", hint="give offsets that cover a word")
    return Mention(span, (tokens.start, tokens.end), tokens.root.i, Actor(code), "state")


def _distance(token: Token, mentions: list[Mention]) -> float:
    """How far an act's word is from the two actors, by words; one that stands between them is nearest."""
    first, second = sorted(m.head for m in mentions)
    between = first < token.i < second
    return min(abs(token.i - first), abs(token.i - second)) - (100 if between else 0)


def _answer(act: Act, sentence: Sentence, confidence: float, direction: str) -> PairCode:
    stance = modality.assess(act, sentence)
    type_ = by_intent(act.sense.type, str(stance.modality))
    return PairCode(type=type_, mode=act.sense.mode if type_ == act.sense.type else None, quad=plover.quad(type_),
                    modality=str(stance.modality), evidence=str(stance.evidence), confidence=confidence,
                    direction=direction)
