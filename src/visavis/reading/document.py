"""From a document to its reports, claims and signals.

The rule: what a sentence does not say is not reported, and for every sentence that gives nothing the trace says
which stage let it go.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Token

from visavis.codes import cameo, countries, plover
from visavis.desks import Indicator
from visavis.reading import claims, contexts, dates, modality, names, objects, place, predicates, roles, signals
from visavis.reading.gazetteer import gazetteer
from visavis.reading.predicates import Act
from visavis.reading.sentences import Mention, Sentence
from visavis.reading.syntax import parse
from visavis.records import (
    Actor,
    Claim,
    DateOrigin,
    Document,
    Modality,
    Place,
    Precision,
    Report,
    Signal,
    When,
    content_id,
)

CODER = "rules-1"
"""Name and version of the coder, kept with each report; a new version makes archives re-read."""

DIRECT, INDIRECT, BARE = 0.75, 0.6, 0.5
"""Confidence of a rule's report: both parties are arguments, one only qualifies one, the act is a bare noun.
Measured by hand on 60 reports of three sources (docs/accuracy.md), to be replaced by calibrated figures."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What was found in one sentence and, if nothing, which stage let it go."""

    quote: str
    span: tuple[int, int]
    actors: tuple[str, ...]
    acts: tuple[str, ...]
    reports: int
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one document, in the order of the text."""

    document: Document
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    signals: tuple[Signal, ...]
    trace: tuple[Explained, ...] = ()


@dataclass(slots=True)
class _Run:
    document: Document
    indicators: Sequence[Indicator]
    memory: names.Memory
    reports: list[Report] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    trace: list[Explained] = field(default_factory=list)
    dateline: When | None = None


def read(document: Document, *, indicators: Sequence[Indicator] = (), explain: bool = False) -> Reading:
    """The reports, claims and signals of an English document.

    A document in another language gives an empty Reading whose trace says so. Cost is linear in the text.
    """
    return next(iter(read_all([document], indicators=indicators, explain=explain)))


def read_all(documents: Iterable[Document], *, indicators: Sequence[Indicator] = (), explain: bool = False,
             batch_size: int | None = None) -> Iterator[Reading]:
    """One Reading for each document, in order, as `read` gives it; memory stays that of a batch.

    `batch_size`: paragraphs parsed at once, of several documents if they are short.
    """
    waiting: deque[_Run] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            waiting.append(_Run(document, indicators, names.Memory(document.published, speaker(document.outlet))))
            yield document.text if _readable(document) else ""

    done = 0
    for number, paragraph in parse(texts(), batch_size=batch_size):
        while done < number:
            yield _finished(waiting.popleft())
            done += 1
        for sentence in paragraph:
            _sentence(waiting[0], sentence, explain=explain)
    while waiting:
        yield _finished(waiting.popleft())


def _readable(document: Document) -> bool:
    return (document.language or "en")[:2].lower() == "en"


def _finished(run: _Run) -> Reading:
    if not _readable(run.document):
        note = Explained("", (0, 0), (), (), 0, (f"language: {run.document.language} is not read yet, only en",))
        return Reading(run.document, (), (), (), (note,))
    return Reading(run.document, tuple(run.reports), tuple(run.claims), tuple(run.signals), tuple(run.trace))


def speaker(outlet: str | None) -> str | None:
    """The state for which an outlet speaks in the first person: a foreign ministry's own site; else None."""
    if not outlet:
        return None
    low = outlet.lower()
    if not any(word in low for word in ("department", "ministry", "government", "embassy", "foreign office",
                                        "white house", "kremlin", "presiden", "mission of")):
        return None
    return next((m.code for m in gazetteer().find(outlet) if countries.is_state(m.code)), None)


def _sentence(run: _Run, sentence: Sentence, *, explain: bool) -> None:
    mentions = names.find(sentence, run.memory)
    acts = predicates.find(sentence)
    dropped: list[str] = []
    start = len(run.reports)
    run.reports += _reports(run, sentence, mentions, acts, dropped)
    run.claims += claims.find(sentence, mentions, document=run.document, topic=run.memory.topic() or ())
    run.signals += signals.find(sentence, mentions, document=run.document, indicators=run.indicators)
    if explain:
        found = len(run.reports) - start
        if not mentions:
            dropped.append("names: no state, organisation or official")
        elif not acts:
            dropped.append("predicates: no word that tells an act")
        run.trace.append(Explained(
            run.document.text[slice(*sentence.span)], sentence.span,
            tuple(f"{m.actor.country}{f' ({m.actor.name or m.actor.office})' if m.actor.name or m.actor.office else ''}"
                  for m in mentions),
            tuple(f"{a.token.text}: {a.sense.type}" for a in acts), found, tuple(dropped)))


def _reports(run: _Run, sentence: Sentence, mentions: list[Mention], acts: list[Act],
             dropped: list[str]) -> Iterator[Report]:
    parties = roles.Parties(mentions, run.memory.pair, sentence.offset)
    best: dict[tuple[str, str, str, str], Report] = {}
    for act in acts:
        pairs = roles.find(act, sentence, parties)
        if not pairs:
            dropped.append(f"roles: {act.token.text} ({act.sense.type}) has no two states as parties")
        for pair in pairs:
            for report in _code(run, sentence, mentions, act, pair):
                key = (report.source.country, report.target.country, report.type, str(report.modality))
                old = best.get(key)
                if old is None or (report.confidence, report.mode or "") > (old.confidence, old.mode or ""):
                    best[key] = report
    yield from best.values()


def _code(run: _Run, sentence: Sentence, mentions: list[Mention], act: Act, pair: roles.Pair) -> Iterator[Report]:
    stance = modality.assess(act, sentence)
    if stance.wished:
        return
    tense: dates.Tense | None = "future" if stance.modality in {Modality.PLANNED, Modality.PREDICTED} else None
    when = dates.resolve(sentence, act.governor or act.token, anchor=run.document.published, context=run.dateline,
                         tense=tense)
    mood = stance.modality
    if mood is Modality.ACTUAL and when.start > run.document.published:
        mood = Modality.PLANNED
    where = place.find(act, mentions)
    found = contexts.find(sentence.text)
    code = cameo.nearest(act.sense.type, act.sense.mode, found)
    confidence = DIRECT if pair.source.direct and pair.target.direct else INDIRECT
    if act.effect == "bare":
        confidence = BARE
    things = objects.find(sentence, predicate=act.governor or act.token)
    attributed = _speaker(stance.speaker, mentions)
    source, target = _led(pair.source.mention, sentence, mentions), _led(pair.target.mention, sentence, mentions)
    for one, other in _directions(act, pair, source, target, where):
        yield Report(
            content_id("report", run.document.id, act.sense.type, act.sense.mode, one.country, one.name, other.country,
                       other.name, str(mood), sentence.span, act.token.idx + sentence.offset),
            run.document.id, act.sense.type, act.sense.mode, found, code.code, plover.quad(act.sense.type),
            code.goldstein, one, other, when, where, things, mood, stance.evidence, attributed,
            run.document.text[slice(*sentence.span)], sentence.span, confidence, CODER)


def _directions(act: Act, pair: roles.Pair, source: Actor, target: Actor,
                where: Place | None) -> Iterator[tuple[Actor, Actor]]:
    """Source and target: for a meeting the side that travels is the source; on neutral ground both directions."""
    if "sym" not in act.sense.flags:
        yield source, target
        return
    if where is not None and where.country == source.country:
        yield target, source
    elif where is not None and where.country == target.country:
        yield source, target
    else:
        yield source, target
        if pair.mutual or where is not None:
            yield target, source


def _led(mention: Mention, sentence: Sentence, mentions: list[Mention]) -> Actor:
    """The actor of a mention; a delegation has the office and rank of whoever leads it."""
    actor = mention.actor
    if mention.kind != "group" or actor.level is not None:
        return actor
    head = sentence.parse.doc[mention.head]
    for clause in head.children:
        if clause.dep_ in {"acl", "relcl"} and clause.lemma_.lower() in {"lead", "head"}:
            for agent in roles.agents(clause):
                leader = next((m.actor for m in mentions if m.head == agent.i), None)
                if leader is not None and leader.country == actor.country:
                    return leader
    return actor


def _speaker(token: Token | None, mentions: list[Mention]) -> str | None:
    """Whom the text names as its source, in public role only: the mention's name or office, else the noun phrase."""
    if token is None:
        return None
    mention = next((m for m in mentions if m.head == token.i), None)
    if mention is not None and (mention.actor.name or mention.actor.office):
        return mention.actor.name or mention.actor.office
    if token.pos_ == "PRON":
        return None
    words = [t for t in token.subtree if t.i <= token.i and t.dep_ not in {"relcl", "acl", "det"} and not t.is_punct]
    return " ".join(t.text for t in words[-6:]) or None


def publication(day: date) -> When:
    """The day of publication as the date of an act that has none of its own."""
    return When(day, day, Precision.DAY, DateOrigin.PUBLICATION)



