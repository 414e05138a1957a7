"""From a document to its reports, claims and signals.

The rule: what a sentence does not say is not reported, and for every sentence that gives nothing the trace says
which stage let it go.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from visavis.codes import countries, persons
from visavis.desks import Anniversary, Indicator
from visavis.reading import claims, coder, dates, findings, fusion, halves, names, privacy, reports, signals
from visavis.reading.entities import needed, recognise
from visavis.reading.findings import Draft
from visavis.reading.gazetteer import gazetteer
from visavis.reading.sentences import Mention, Sentence
from visavis.reading.story import Story, told_again
from visavis.reading.syntax import parse
from visavis.records import Claim, Document, Modality, Report, Signal, When
from visavis.settings import setting

SURE = 0.6
"""From this confidence on the type of an act to come stands over the one that a claim's own words name. Chosen."""
PENDING = 200
"""Sentences that wait for one run of the model: enough to fill its batches, few enough to bound memory."""


def coder_name() -> str:
    """Name and version of the coder in use, kept with what was read; another one makes archives read again."""
    return fusion.FUSION if learned() else findings.RULES


def learned() -> bool:
    """Whether the learned coder decides: by the setting `coder`, and where the package carries one."""
    chosen = setting("coder")
    return chosen == "model" or (chosen == "auto" and coder.available())


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
    """All that was read in one document, in the order of the text. `private`: names to be masked where it is shown."""

    document: Document
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    signals: tuple[Signal, ...]
    trace: tuple[Explained, ...] = ()
    private: tuple[persons.Private, ...] = ()


@dataclass(slots=True)
class _Run:
    document: Document
    indicators: Sequence[Indicator]
    calendar: Sequence[Anniversary]
    memory: names.Memory
    dateline: When | None
    story: Story = field(default_factory=Story)
    pending: list[Draft] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    trace: list[Explained] = field(default_factory=list)


def read(document: Document, *, indicators: Sequence[Indicator] = (), calendar: Sequence[Anniversary] = (),
         explain: bool = False) -> Reading:
    """The reports, claims and signals of an English document.

    `indicators` and `calendar` are a desk's. A document in another language gives an empty Reading whose trace says
    so. Cost is linear in the text.
    """
    return next(iter(read_all([document], indicators=indicators, calendar=calendar, explain=explain)))


def read_all(documents: Iterable[Document], *, indicators: Sequence[Indicator] = (),
             calendar: Sequence[Anniversary] = (), explain: bool = False,
             batch_size: int | None = None) -> Iterator[Reading]:
    """One Reading for each document, in order, as `read` gives it; memory stays that of a batch.

    `batch_size`: paragraphs parsed at once, of several documents if they are short.
    """
    waiting: deque[_Run] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            memory = names.Memory(document.published, speaker(document.outlet),
                                  northern=halves.is_northern(document.outlet, document.text))
            dateline = dates.dateline(document.text, anchor=document.published)
            waiting.append(_Run(document, indicators, calendar, memory, dateline))
            yield document.text if _readable(document) else ""

    done = 0
    for number, paragraph in parse(texts(), batch_size=batch_size, named=needed):
        while done < number:
            yield _finished(waiting.popleft(), explain=explain)
            done += 1
        recognise(paragraph, waiting[0].memory)
        for sentence in paragraph:
            _sentence(waiting[0], sentence)
        if len(waiting[0].pending) >= PENDING:
            _settle(waiting[0], explain=explain)
    while waiting:
        yield _finished(waiting.popleft(), explain=explain)


def _readable(document: Document) -> bool:
    return (document.language or "en")[:2].lower() == "en"


def _finished(run: _Run, *, explain: bool) -> Reading:
    if not _readable(run.document):
        note = Explained("", (0, 0), (), (), 0, (f"language: {run.document.language} is not read yet, only en",))
        return Reading(run.document, (), (), (), (note,))
    _settle(run, explain=explain)
    text, names = run.document.text, persons.private(run.document.text)
    told, forecasts = told_again(run.reports), [_typed(claim, run.reports) for claim in run.claims]
    return Reading(run.document, privacy.cleared(told, text, names), privacy.cleared(forecasts, text, names),
                   privacy.cleared(run.signals, text, names), tuple(run.trace), names)


def _typed(claim: Claim, reports: Sequence[Report]) -> Claim:
    """A claim with the type of the act to come that its sentence tells of its dyad, where its own words name none or
    none that the sentence tells, and the coder is sure."""
    if claim.dyad is None or claim.condition is not None:
        return claim  # the act of a condition is not what is forecast
    told = {r.type: r.confidence for r in reports if r.span == claim.span and r.modality is not Modality.ACTUAL
            and {r.source.country, r.target.country} == set(claim.dyad)}
    if not told or claim.type in told:
        return claim
    best = max(told, key=lambda name: told[name])
    return replace(claim, type=best) if claim.type is None or told[best] >= SURE else claim


def speaker(outlet: str | None) -> str | None:
    """The state for which an outlet speaks in the first person: a foreign ministry's own site; else None."""
    if not outlet:
        return None
    low = outlet.lower()
    if not any(word in low for word in ("department", "ministry", "government", "embassy", "foreign office",
                                        "white house", "kremlin", "presiden", "mission of")):
        return None
    return next((m.code for m in gazetteer().find(outlet) if countries.is_state(m.code)), None)


def _sentence(run: _Run, sentence: Sentence) -> None:
    mentions = names.find(sentence, run.memory)
    draft = findings.draft(sentence, mentions, run.memory.pair)
    draft.teller = run.memory.teller
    run.pending.append(draft)
    run.claims += claims.find(sentence, mentions, document=run.document, topic=run.memory.topic() or ())
    run.signals += signals.find(sentence, mentions, document=run.document, indicators=run.indicators,
                                topic=run.memory.about())


def _settle(run: _Run, *, explain: bool) -> None:
    """Let the model decide on the sentences that wait, and make their reports."""
    if learned():
        fusion.fuse(run.pending, coder.model())
    for draft in run.pending:
        best: dict[tuple[str, str, str, str], Report] = {}
        for finding in draft.findings:
            pair = frozenset((finding.source.actor.country, finding.target.actor.country))
            story = run.story.recall(pair, draft.sentence.span[0])
            for report in reports.make(finding, draft, run.document, dateline=run.dateline, calendar=run.calendar,
                                       story=story):
                run.story.note(report)
                key = (report.source.country, report.target.country, report.type, str(report.modality))
                old = best.get(key)
                if old is None or _fuller(report) > _fuller(old):
                    best[key] = report
        done = {key[:3] for key in best if key[3] == str(Modality.ACTUAL)}
        # "met to discuss": talks that were held are not planned as well
        kept = [report for key, report in best.items()
                if key[3] != str(Modality.PLANNED) or key[:3] not in done]
        run.reports += kept
        if explain:
            run.trace.append(_explained(run.document, draft, len(kept)))
    run.pending.clear()


def _fuller(report: Report) -> tuple[bool, int, float]:
    """Which of two reports of one sentence on the same act says more: its mode, then the higher offices."""
    lowest = 9
    levels = (report.source.level or lowest) + (report.target.level or lowest)
    return report.mode is not None, -levels, report.confidence


def _explained(document: Document, draft: Draft, found: int) -> Explained:
    span = draft.sentence.span
    return Explained(document.text[slice(*span)], span, tuple(_actor(m) for m in draft.mentions),
                     tuple(f"{act.token.text}: {act.sense.type}" for act in draft.acts), found, tuple(draft.dropped))


def _actor(mention: Mention) -> str:
    actor = mention.actor
    return f"{actor.country} ({actor.name or actor.office})" if actor.name or actor.office else actor.country
