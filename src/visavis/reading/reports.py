"""From a finding to reports: when, where, with what, by whose rank, in which direction.

The rule: source and target of a visit are the side that travels and its host; a meeting on neutral ground is
reported in both directions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from visavis.codes import cameo, plover
from visavis.desks import Anniversary
from visavis.reading import claimants, contexts, dates, modality, objects, place, roles
from visavis.reading.findings import Draft, Finding
from visavis.reading.sentences import Mention
from visavis.records import Actor, Document, Evidence, Modality, Place, Report, When, content_id


def make(finding: Finding, draft: Draft, document: Document, *, dateline: When | None = None,
         calendar: Sequence[Anniversary] = (), story: When | None = None) -> Iterator[Report]:
    """The reports of a finding: one, or two for a mutual act with no traveller.

    `story`: when the two last did something in this document, for an act that is told on without a date.
    """
    sentence, word = draft.sentence, finding.governor or finding.anchor
    mood = finding.stance.modality
    tense: dates.Tense | None = "future" if mood in {Modality.PLANNED, Modality.PREDICTED} else None
    before = document.text[max(0, sentence.span[0] - dates.BACK):sentence.span[0]]
    when = dates.resolve(sentence, word, anchor=document.published, context=dateline, tense=tense, calendar=calendar,
                         before=before, story=story)
    if mood is Modality.ACTUAL and when.start > document.published:
        mood = Modality.PLANNED
    where = place.find(finding.anchor, finding.governor, draft.mentions, travels=finding.travels,
                       host=finding.target.actor.country if finding.travels else None)
    found = contexts.find(sentence.text)
    code = cameo.nearest(finding.type, finding.mode, found)
    things = objects.find(sentence, predicate=word)
    evidence, attributed = on_whose_word(finding, draft, document)
    source, target = led(finding.source, draft), led(finding.target, draft)
    for one, other in directions(finding, source, target, where):
        yield Report(
            content_id("report", document.id, finding.type, finding.mode, one.country, one.name, other.country,
                       other.name, str(mood), sentence.span, finding.anchor.idx + sentence.offset),
            document.id, finding.type, finding.mode, found, code.code, plover.quad(finding.type), code.goldstein,
            one, other, when, where, things, mood, evidence, attributed,
            document.text[slice(*sentence.span)], sentence.span, finding.confidence, finding.coder)


def directions(finding: Finding, source: Actor, target: Actor, where: Place | None) -> Iterator[tuple[Actor, Actor]]:
    """Source and target: for a meeting the side that travels is the source; on neutral ground both directions."""
    if finding.type != "CONSULT" or finding.travels:
        yield source, target
        if finding.mutual and not finding.travels:
            yield target, source
    elif where is not None and where.country == source.country:
        yield target, source
    elif where is not None and where.country == target.country:
        yield source, target
    else:
        yield source, target
        if finding.mutual or where is not None:
            yield target, source


def led(mention: Mention, draft: Draft) -> Actor:
    """The actor of a mention; a delegation has the office and rank of whoever leads it."""
    actor = mention.actor
    if mention.kind != "group" or actor.level is not None:
        return actor
    head = draft.sentence.parse.doc[mention.head]
    for clause in head.subtree:
        if clause.dep_ in {"acl", "relcl"} and clause.lemma_.lower() in {"lead", "head"}:
            for agent in roles.agents(clause):
                leader = next((m.actor for m in draft.mentions if m.head == agent.i), None)
                if leader is not None and leader.country == actor.country:
                    return leader
    return actor


def on_whose_word(finding: Finding, draft: Draft, document: Document) -> tuple[Evidence, str | None]:
    """The evidence and whom the text names for it; in a transcript what is told is told by whoever speaks."""
    stance = finding.stance
    if stance.speaker is None and stance.evidence in {Evidence.ASSERTED, Evidence.ATTRIBUTED}:  # as the model adds them
        evidence, who = modality.on_whose_word(finding.anchor, draft.sentence, governor=finding.governor)
        evidence = stance.evidence if evidence is Evidence.ASSERTED else evidence
        stance = replace(stance, speaker=who, evidence=evidence)
    told = speaker_of(stance.speaker, draft.mentions, document)
    own = stance.speaker is None or stance.speaker.lower_ in {"i", "we"}
    if draft.teller is not None and told is None and own:
        return Evidence.ATTRIBUTED if stance.evidence is Evidence.ASSERTED else stance.evidence, draft.teller
    return stance.evidence, told


def speaker_of(token: Token | None, mentions: Sequence[Mention], document: Document) -> str | None:
    """Whom the text names as its source, in public role only: a mention's name or office, else the noun phrase."""
    if token is None or token.pos_ == "PRON":
        return None
    mention = next((m for m in mentions if m.head == token.i), None)
    if mention is not None and (mention.actor.name or mention.actor.office):
        return mention.actor.name or mention.actor.office
    if mention is not None and mention.kind == "state":
        return token.text
    if token.ent_type_ == "PERSON":
        return claimants.named(token, mentions, document)
    words = [t for t in token.subtree if t.i <= token.i and t.dep_ not in {"relcl", "acl", "det"} and not t.is_punct]
    return " ".join(t.text for t in words[-6:]) or None
