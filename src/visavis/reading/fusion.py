"""Rules and the learned coder together: the rules propose pairs and words, the model decides what passes between them.

The rule: each finding says which coder decided; a pair that the model is not sure of is let go, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from spacy.tokens import Token

from visavis.codes import plover
from visavis.reading import contexts
from visavis.reading.coder import Decision, Marked, Model, top
from visavis.reading.findings import Draft, Finding
from visavis.reading.modality import Stance
from visavis.reading.sentences import Mention
from visavis.records import Evidence, Modality, Span

FUSION = "fusion-2"
"""Name and version of rules and model together."""

DROP = 0.75
"""A rule's finding is let go where the model gives so much to "nothing passes between them"."""
ADD = 0.5
"""A pair without a rule is reported where the model gives so much to "something passes between them"."""
ADD_BARE = 0.65
"""The same where no word of the sentence is known to tell that type."""
ADD_PLACE = 0.7
"""The same where one of the two is only where something happens: "in Syria"."""
ADD_PRONOUN = 0.8
"""The same where one of the two is a pronoun."""
ADD_CROWD, MOST_CROWD = 0.75, 4
"""In a sentence of three or four states one type must have this; of more states only the rules' pairs are reported."""
ADD_TYPE = 0.5
"""... and one type has at least this share of it."""
LEAST = 0.15
"""A rule's finding is let go where the model gives its type less than this."""
LEAST_PLAIN = 0.1
"""The same where the model takes cooperation for conflict or the reverse. ADD, ADD_BARE, ADD_PLACE, ADD_TYPE and LEAST
are near the best F1 on train/real/held.tsv, one at a time (`python -m bench.sentences`); it is flat about them."""
RETYPE, TURN = 0.65, 0.9
"""From this share on the model's type replaces the rule's; from the second where cooperation turns into conflict."""
KEEP = 0.15
"""A second act of the same pair stays where the model gives its type at least this."""
SURE = 0.6
"""From this share on the model's direction, modality and evidence stand over the rule's."""
MOST_PAIRS = 10
"""Pairs of one sentence that the model is asked about: the rules' first, then the nearest. Bounds the cost of lists."""
MOST_ALIKE = 2
"""Of the pairs of mentions of the same two states only the nearest are asked about."""
ASKED = {"state", "organisation", "group", "person", "place", "pronoun"}
"""Kinds of mention that make a pair without a rule; modifiers only of an act."""
TALKED = {"CONSULT", "AGREE", "COOPERATE"}
"""Types that two others may do in a third state."""
WHERE = frozenset({"in", "at", "near", "across", "throughout", "outside"})
"""Prepositions that say where."""

PairKey = tuple[int, int]
"""Two mentions by their heads, the lower first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One pair put to the model: where it stands in the drafts, and the mentions in the order they were marked."""

    draft: int
    first: Mention
    second: Mention


def fuse(drafts: Sequence[Draft], model: Model) -> None:
    """Replace the findings of each draft by what rules and model agree on; one run of the model for all drafts."""
    asked = [pair for number, draft in enumerate(drafts) for pair in _pairs(number, draft)]
    decisions = model.decide([_marked(drafts[one.draft], one) for one in asked])
    by_draft: dict[int, dict[PairKey, tuple[Asked, Decision]]] = {}
    for one, decision in zip(asked, decisions, strict=True):
        by_draft.setdefault(one.draft, {})[_key(one.first, one.second)] = (one, decision)
    for number, draft in enumerate(drafts):
        known = by_draft.get(number, {})
        draft.findings = [*_judged(draft, known), *_added(draft, known)]


def _key(a: Mention, b: Mention) -> PairKey:
    return (min(a.head, b.head), max(a.head, b.head))


def _pairs(number: int, draft: Draft) -> list[Asked]:
    ruled = {_key(f.source, f.target): (f.source, f.target) for f in draft.findings}
    found = [Asked(number, a, b) for a, b in ruled.values() if a.head != b.head]
    telling = {act.token.i for act in draft.acts}
    free = [m for m in draft.mentions if (m.kind in ASKED or (m.kind == "modifier" and _owns(draft, m, telling)))
            and not _quoted(draft, m)]
    together = any("sym" in act.sense.flags for act in draft.acts)
    others = [(a, b) for a, b in combinations(free, 2) if a.actor.country != b.actor.country
              and _key(a, b) not in ruled and (together or not _joined(draft, a, b))]
    others.sort(key=lambda pair: (abs(pair[0].head - pair[1].head), pair[0].head))
    times = Counter(_states(a, b) for a, b in ruled.values())
    for a, b in others:
        times[_states(a, b)] += 1
        if times[_states(a, b)] <= MOST_ALIKE:
            found.append(Asked(number, a, b))
    return found[:MOST_PAIRS]


def _states(a: Mention, b: Mention) -> frozenset[str]:
    return frozenset((a.actor.country, b.actor.country))


def _owns(draft: Draft, mention: Mention, telling: set[int]) -> bool:
    """Whether a modifier says whose act it is: "Israeli air strikes", "a U.S. raid"."""
    return draft.sentence.parse.doc[mention.head].head.i in telling


def _quoted(draft: Draft, mention: Mention) -> bool:
    """Whether a mention only says on whose word: "according to the United Nations"."""
    above = draft.sentence.parse.doc[mention.head].head
    return above.dep_ == "prep" and above.head.lower_ == "according"


def _aside(draft: Draft, mention: Mention) -> bool:
    """Whether a mention says where: "in Berlin"."""
    token = draft.sentence.parse.doc[mention.head]
    return mention.kind == "place" or (token.dep_ == "pobj" and token.head.lower_ in WHERE)


def _joined(draft: Draft, a: Mention, b: Mention) -> bool:
    """Whether one mention is coordinated with the other: "A and B" that do something to a third."""
    doc = draft.sentence.parse.doc
    return doc[a.head] in doc[b.head].conjuncts or _listed(draft, *sorted((a, b), key=lambda m: m.tokens))


def _listed(draft: Draft, first: Mention, second: Mention) -> bool:
    """Whether nothing but names, numbers and commas stands between two mentions: "4 Australians, 13 Americans and"."""
    named = {i for mention in draft.mentions for i in range(*mention.tokens)}
    between = draft.sentence.parse.doc[first.tokens[1]:second.tokens[0]]
    apart = any(token.is_punct or token.lower_ in {"and", "or"} for token in between)
    return apart and all(token.is_punct or token.lower_ in {"and", "or", "the"} or token.like_num or token.i in named
                         for token in between)


def _marked(draft: Draft, pair: Asked) -> Marked:
    """The sentence with the pair's spans, relative to the sentence."""
    start = draft.sentence.span[0]
    return Marked(draft.sentence.text, _inside(pair.first.span, start), _inside(pair.second.span, start))


def _inside(span: Span, start: int) -> Span:
    return span[0] - start, span[1] - start


def _judged(draft: Draft, known: dict[PairKey, tuple[Asked, Decision]]) -> Iterator[Finding]:
    """The rules' findings as the model sees them."""
    told: set[tuple[PairKey, str]] = set()
    for finding in draft.findings:
        key = _key(finding.source, finding.target)
        if key not in known:
            yield finding
            continue
        asked, decision = known[key]
        best, share = decision.best()
        nothing = decision.type["NONE"]
        if nothing >= DROP:
            draft.dropped.append(f"model: {finding.anchor.text} ({finding.type}), nothing passes ({nothing:.2f})")
            continue
        agreed = any(f.type == best for f in draft.findings if _key(f.source, f.target) == key)
        least = TURN if _turns(finding.type, best) else RETYPE
        if finding.type != best and share >= least and not agreed:
            finding = _retyped(finding, best, decision)
        elif finding.type != best and decision.type[finding.type] < KEEP and not _turns(finding.type, best):
            draft.dropped.append(f"model: {finding.anchor.text} is {best}, not {finding.type}")
            continue
        if _confidence(finding.type, decision) < (LEAST_PLAIN if _turns(finding.type, best) else LEAST):
            draft.dropped.append(f"model: {finding.anchor.text} ({finding.type}) is not sure enough")
            continue
        if (key, finding.type) not in told:
            told.add((key, finding.type))
            yield _seen(finding, asked, decision)


def _turns(one: str, other: str) -> bool:
    """Whether one type is cooperation and the other conflict: there a plain word is surer than the model."""
    return (plover.quad(one) <= 2) != (plover.quad(other) <= 2)


def _retyped(finding: Finding, type_: str, decision: Decision) -> Finding:
    return replace(finding, type=type_, mode=decision.mode_of(type_), travels=False,
                   mutual=finding.mutual and plover.event_type(type_).symmetric)


def _seen(finding: Finding, asked: Asked, decision: Decision) -> Finding:
    """A finding with the model's direction, modality, evidence and confidence where it is sure of them."""
    source, target, mutual = finding.source, finding.target, finding.mutual
    direction, share = top(decision.direction)
    if share >= SURE and not finding.travels:
        forward = (asked.first, asked.second) if direction != "backward" else (asked.second, asked.first)
        if direction != "both" and not finding.two_sided:
            source, target = forward
        elif direction == "both" and finding.two_sided:
            mutual = mutual or finding.type != "CONSULT"
    mode = finding.mode or decision.mode_of(finding.type)
    return replace(finding, source=source, target=target, mutual=mutual, mode=mode, coder=FUSION,
                   stance=_stance(finding, decision), confidence=_confidence(finding.type, decision))


def _confidence(type_: str, decision: Decision) -> float:
    return round(min(0.99, decision.type[type_]), 3)


def _stance(finding: Finding, decision: Decision) -> Stance:
    """Modality and evidence: the rule's where it saw a sign (a negation, an auxiliary, a speaker), else the model's.

    What somebody "begins" or "began" is being done, whatever the model takes the headline's present for.
    """
    stance, (mood, sure) = finding.stance, top(decision.modality)
    done = _begun(finding) or _told_as_done(finding.governor or finding.anchor)
    if stance.modality is Modality.ACTUAL and sure >= SURE and not (mood == "planned" and done):
        stance = replace(stance, modality=Modality(mood))
    evidence, certain = top(decision.evidence)
    if stance.evidence is Evidence.ASSERTED and certain >= SURE and evidence != "attributed":
        stance = replace(stance, evidence=Evidence(evidence))
    return stance


BEGINNINGS = frozenset({"begin", "start", "commence", "open", "arrive", "land", "embark"})
"""Verbs that tell a visit or meeting as under way."""


def _begun(finding: Finding) -> bool:
    """Whether the verb that tells the act is a finite beginning of it: "begins a visit"."""
    verb = finding.governor or finding.anchor
    return verb.lemma_.lower() in BEGINNINGS and verb.tag_ in {"VBD", "VBZ", "VBP"} and not any(
        child.dep_ in {"aux", "neg"} for child in verb.children)


def _added(draft: Draft, known: dict[PairKey, tuple[Asked, Decision]]) -> Iterator[Finding]:
    """Pairs that no rule found and the model is sure of; the likeliest pair of mentions for each two states."""
    if contexts.is_sport(draft.sentence.text):
        return
    taken = {_states(f.source, f.target) for f in draft.findings} | draft.wished
    crowd = len({m.actor.country for m in draft.mentions if m.kind in ASKED})
    best: dict[frozenset[str], tuple[Asked, Decision]] = {}
    for asked, decision in known.values():
        states = _states(asked.first, asked.second)
        if states not in taken and _sure(draft, asked, decision, crowd) and (
                states not in best or decision.type["NONE"] < best[states][1].type["NONE"]):
            best[states] = (asked, decision)
    for asked, decision in best.values():
        yield _told_by_model(draft, asked, decision)


def _sure(draft: Draft, asked: Asked, decision: Decision, crowd: int) -> bool:
    """Whether the model is sure enough of a pair that no rule found, in a sentence that names `crowd` states.

    Of more than two states the model takes what each does to a third, or in a like act, for something between them.
    """
    type_, share = decision.best()
    pronoun = "pronoun" in {asked.first.kind, asked.second.kind}
    place = _aside(draft, asked.first) or _aside(draft, asked.second)
    told = any(act.sense.type == type_ for act in draft.acts)
    least = ADD_PRONOUN if pronoun else ADD_PLACE if place else ADD if told else ADD_BARE
    if 1 - decision.type["NONE"] < least or share < ADD_TYPE:
        return False
    clear = decision.type[type_] >= ADD_CROWD
    if _joined(draft, asked.first, asked.second) and not (clear and type_ in TALKED):
        return False
    return crowd <= 2 or (crowd <= MOST_CROWD and clear and not pronoun and not (place and type_ in TALKED))


def _told_by_model(draft: Draft, asked: Asked, decision: Decision) -> Finding:
    type_, _ = decision.best()
    direction, _ = top(decision.direction)
    source, target = (asked.second, asked.first) if direction == "backward" else (asked.first, asked.second)
    mood, _ = top(decision.modality)
    evidence, _ = top(decision.evidence)
    anchor = _anchor(draft, asked, type_)
    if draft.sentence.text.rstrip().endswith("?") and mood == "actual":
        mood = "hypothetical"  # what is asked is not told
    if mood == "planned" and _told_as_done(anchor):
        mood = "actual"
    return Finding(anchor, None, type_, decision.mode_of(type_), source, target, direction == "both", False,
                   Stance(Modality(mood), Evidence(evidence), None), _confidence(type_, decision), FUSION)


def _told_as_done(anchor: Token) -> bool:
    """Whether a word that tells an act is a finite verb of the past: "held a meeting to plan"."""
    return anchor.tag_ == "VBD" and not any(child.dep_ == "aux" for child in anchor.children)


def _anchor(draft: Draft, asked: Asked, type_: str) -> Token:
    """The word that tells the act: an act word of that type, else the lowest verb above both mentions."""
    doc = draft.sentence.parse.doc
    words = [act.token for act in draft.acts if act.sense.type == type_]
    if words:
        middle = (asked.first.head + asked.second.head) / 2
        return min(words, key=lambda token: abs(token.i - middle))
    above = [doc[asked.first.head], *doc[asked.first.head].ancestors]
    other = {t.i for t in [doc[asked.second.head], *doc[asked.second.head].ancestors]}
    common = next((token for token in above if token.i in other), draft.sentence.parse.root)
    return next((token for token in [common, *common.ancestors] if token.pos_ == "VERB"), common)

