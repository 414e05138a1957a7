"""What the rules find in a sentence: an act between two mentions, before dates, places and objects are looked up.

The rule: a finding names the word that tells the act, so that everything after it can be explained by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from visavis.codes import plover
from visavis.reading import modality, predicates, roles
from visavis.reading.modality import Stance
from visavis.reading.predicates import Act
from visavis.reading.sentences import Mention, Sentence

RULES = "rules-1"
"""Name and version of the rules, kept with each report that they decided."""

DIRECT, INDIRECT, BARE = 0.75, 0.6, 0.5
"""How sure a rule is: both parties are arguments of the act, one only qualifies an argument, the act is a bare noun.
Chosen, not measured; where the learned coder is there, its calibrated figure stands instead."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An act of `source` on `target`, told by the word `anchor` (and `governor`, the verb whose object it is).

    `mutual`: neither side is the first mover; `travels`: the act is a journey, so that its goal is its place.
    """

    anchor: Token
    governor: Token | None
    type: str
    mode: str | None
    source: Mention
    target: Mention
    mutual: bool
    travels: bool
    stance: Stance
    confidence: float
    coder: str = RULES

    @property
    def two_sided(self) -> bool:
        """Whether the type is one that both sides do together: CONSULT, AGREE, COOPERATE."""
        return plover.event_type(self.type).symmetric


@dataclass(slots=True)
class Draft:
    """One sentence with all that has been found in it so far, and why the rest was let go.

    `wished`: pairs of states whose act is only wanted, asked or feared; nothing else makes it a report. `teller`: who
    speaks in a transcript, by the label before his words.
    """

    sentence: Sentence
    mentions: list[Mention]
    acts: list[Act]
    findings: list[Finding]
    dropped: list[str] = field(default_factory=list)
    wished: set[frozenset[str]] = field(default_factory=set)
    teller: str | None = None


def draft(sentence: Sentence, mentions: list[Mention], pair: tuple[str, str] | None) -> Draft:
    """The rules' findings in a sentence; `pair`: the two states that "the two sides" means."""
    acts = predicates.find(sentence)
    made = Draft(sentence, mentions, acts, [])
    if not mentions:
        made.dropped.append("names: no state, organisation or official")
    elif not acts:
        made.dropped.append("predicates: no word that tells an act")
    parties = roles.Parties(mentions, pair, sentence.offset)
    for act in acts:
        made.findings += _findings(act, made, parties)
    return made


def _findings(act: Act, made: Draft, parties: roles.Parties) -> Iterator[Finding]:
    pairs = roles.find(act, parties)
    if not pairs:
        made.dropped.append(f"roles: {act.token.text} ({act.sense.type}) has no two states as parties")
        return
    stance = modality.assess(act, made.sentence)
    if stance.wished:
        made.wished |= {frozenset((p.source.mention.actor.country, p.target.mention.actor.country)) for p in pairs}
        made.dropped.append(f"modality: {act.token.text} ({act.sense.type}) is only wanted, asked, feared or proposed")
        return
    for pair in pairs:
        sure = DIRECT if pair.source.direct and pair.target.direct else INDIRECT
        yield Finding(act.token, act.governor, act.sense.type, act.sense.mode, pair.source.mention, pair.target.mention,
                      pair.mutual, "travel" in act.sense.flags, stance, BARE if act.effect == "bare" else sure)
