"""Who does an act to whom: the parties of a predicate, found over the dependency tree.

The rule: an actor comes from the predicate's own arguments; a bystander in the same sentence is never a party.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from visavis.reading import halves
from visavis.reading.predicates import Act
from visavis.reading.sentences import Mention
from visavis.records import Actor

PRIVATE = {"CVL", "REF", "LAB", "EDU", "BUS", "MED", "SCI", "CRM", "REB"}
"""Sectors whose journeys are no visit of a state."""

MOST_TOGETHER = 6
"""Of more states that meet or sign together only the first are paired: pairs grow with the square."""

WITHIN = {"poss", "amod", "compound", "nmod", "appos"}
"""Dependencies through which a noun phrase names whose it is."""

OBJECT_CONTROL = {"urge", "ask", "tell", "order", "force", "allow", "permit", "invite", "call", "persuade",
                  "press", "pressure", "request", "compel", "instruct", "help", "lead", "require", "warn",
                  "encourage", "enable", "want", "advise", "convince", "beg", "appeal", "push", "cause",
                  "authorize", "authorise", "forbid", "accuse"}
"""Verbs whose object is the subject of the infinitive that follows (object control)."""

OWNER_PREPOSITIONS = {"of", "by", "from", "in", "with", "between", "against"}


PAIR_NOUNS = {"side", "country", "nation", "neighbor", "neighbour", "state", "leader", "party", "government",
              "ally", "capital", "minister", "president", "people", "diplomat", "official"}
"""What "the two ..." and "both ..." may stand before when they mean the two states last spoken of."""


@dataclass(frozen=True, slots=True)
class Party:
    """One actor in a role; `direct` is false where it only qualifies the noun that fills the role."""

    mention: Mention
    direct: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Source and target of one act; `mutual` where neither side is the traveller or the first mover."""

    source: Party
    target: Party
    mutual: bool = False


class Parties:
    """The mentions of one sentence by the token that heads them, and what stands for the two sides."""

    def __init__(self, mentions: Sequence[Mention], pair: tuple[str, str] | None, offset: int) -> None:
        self.by_head = {m.head: m for m in mentions}
        self.pair = pair
        self.offset = offset

    def of(self, token: Token, *, depth: int = 0) -> list[Party]:
        """The actors that the noun phrase headed by `token` names, coordinated ones included."""
        found = self._one(token, depth)
        for child in token.children:
            joined = child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN", "PRON", "ADJ", "X"}
            if joined or (child.dep_ == "appos" and not found):
                found += self.of(child, depth=depth)
        return _unique(found)

    def _one(self, token: Token, depth: int) -> list[Party]:
        mention = self.by_head.get(token.i)
        if mention is not None:
            return [Party(mention, depth == 0 and mention.kind != "modifier")]
        pair = self._antecedent(token) if is_pair(token) else None
        if pair is not None:
            return [Party(self._side(token, code), True) for code in pair]
        if token.lower_ in {"who", "which", "that"} and token.dep_ in {"nsubj", "nsubjpass", "dobj"}:
            clause = token.head
            return self.of(clause.head, depth=depth) if clause.dep_ == "relcl" else []
        if depth > 2:
            return []
        found: list[Party] = []
        for child in token.children:
            if child.dep_ in WITHIN:
                found += [Party(p.mention, False) for p in self.of(child, depth=depth + 1)]
            elif child.dep_ == "prep" and child.lower_ in OWNER_PREPOSITIONS and child.lower_ != "in":
                found += [Party(p.mention, False) for obj in child.children if obj.dep_ == "pobj"
                          for p in self.of(obj, depth=depth + 1)]
            elif child.dep_ in {"acl", "relcl"} and child.lemma_.lower() in {"lead", "head"}:
                found += [Party(p.mention, depth == 0) for agent in agents(child)
                          for p in self.of(agent, depth=depth + 1)]
            elif child.dep_ == "det" and child.i in self.by_head:
                found.append(Party(self.by_head[child.i], False))
        return found

    def _antecedent(self, token: Token) -> tuple[str, str] | None:
        """Which two states "both countries" means: two named before it in the sentence, else the document's pair."""
        if halves.is_both(token):
            return halves.BOTH
        before = list(dict.fromkeys(m.actor.country for m in self.by_head.values() if m.tokens[1] <= token.i
                                    and m.kind not in {"modifier", "place", "topic"}))
        return (before[0], before[1]) if len(before) == 2 else self.pair

    def _side(self, token: Token, code: str) -> Mention:
        span = (token.idx + self.offset, token.idx + len(token.text) + self.offset)
        return Mention(span, (token.i, token.i + 1), token.i, Actor(code), "pronoun")


def find(act: Act, parties: Parties) -> list[Pair]:
    """The pairs of source and target of an act; empty where either is not named or both are one state."""
    verb = act.sense.pos == "v"
    sources, targets, mutual = _of_verb(act, parties) if verb else _of_noun(act, parties)
    if "host" in act.sense.flags:
        sources, targets = targets, sources
    if "sent" in act.sense.flags:  # whoever is sent travels
        passive = is_passive(act.token)
        sources = [p for t in fillers(act.token, "o", passive=passive) for p in parties.of(t)] or sources
    if "led" in act.sense.flags and not sources:  # whose delegation it is, where its leader is not known
        sources = [p for t in fillers(act.token, "o") for p in parties.of(t)]
    if "travel" in act.sense.flags or "host" in act.sense.flags:
        sources = [p for p in sources if p.mention.actor.sector not in PRIVATE]
    symmetric = "sym" in act.sense.flags
    pairs = [Pair(s, t, mutual) for s in sources for t in targets if _differ(s, t)]
    met = _brought_together(act, parties) if symmetric and not verb else []
    if met:
        return met
    if not pairs and symmetric:
        several = (sources if len(_countries(sources)) > 1 else targets)[:MOST_TOGETHER]
        pairs = [Pair(a, b, True) for i, a in enumerate(several) for b in several[i + 1:] if _differ(a, b)]
    return pairs


def _differ(a: Party, b: Party) -> bool:
    return a.mention.actor.country != b.mention.actor.country


def _countries(parties: Iterable[Party]) -> set[str]:
    return {p.mention.actor.country for p in parties}


def _unique(parties: Iterable[Party]) -> list[Party]:
    seen: dict[tuple[str, str | None], Party] = {}
    for party in parties:
        actor = party.mention.actor
        seen.setdefault((actor.country, actor.name), party)
    named = {country for country, name in seen if name}
    return [p for (country, name), p in seen.items() if name or country not in named]


# --- verbs ---------------------------------------------------------------------------------------------------

def _of_verb(act: Act, parties: Parties) -> tuple[list[Party], list[Party], bool]:
    verb = act.token
    passive = is_passive(verb)
    sources = [p for token in agents(verb) for p in parties.of(token)] if passive else \
        [p for token in subjects(verb) for p in parties.of(token)]
    if not sources and passive and "sym" in act.sense.flags:
        sources = [p for token in subjects(verb) for p in parties.of(token)]
    targets: list[Party] = []
    for slot in act.sense.target:
        targets = [p for token in fillers(verb, slot, passive=passive) for p in parties.of(token)
                   if _fits(act, slot, p)]
        if [t for t in targets if not sources or any(_differ(s, t) for s in sources)]:
            break
    if "speech" in act.sense.flags and not [t for t in targets if any(_differ(s, t) for s in sources)]:
        targets = [p for token in _complement(verb) for p in parties.of(token) if p.mention.kind != "place"]
    return _unique(sources), _unique(targets), False


def _complement(verb: Token) -> Iterator[Token]:
    """The arguments of what a verb governs: "agreed to resume talks WITH TOKYO", "refused to ratify SWEDEN'S BID"."""
    for child in verb.children:
        if child.dep_ in {"xcomp", "ccomp", "pcomp"}:
            yield from (t for t in child.children if t.dep_ in {"dobj", "nsubjpass"})
            yield from (t for prep in child.children if prep.dep_ in {"prep", "dative"} for t in _objects(prep))
            yield from _complement(child)
        elif child.dep_ == "dobj" and (child.i - verb.i) < 12:
            yield from (t for prep in child.children if prep.dep_ == "prep" for t in _objects(prep))
        elif child.dep_ == "prep" and child.lower_ in {"to", "for", "on", "of"}:
            yield from _complement(child)
            yield from _objects(child)


def _fits(act: Act, slot: str, party: Party) -> bool:
    """Whether a filler may be the target: a place is a target for a traveller only."""
    if party.mention.kind == "place":
        return act.sense.type in {"ASSAULT", "COERCE"} or "travel" in act.sense.flags
    if slot == "o" and act.sense.type == "AID":
        return party.direct
    if "travel" in act.sense.flags:
        return party.mention.kind in {"state", "group", "organisation", "place"} or slot == "o"
    if "host" in act.sense.flags:
        return party.direct
    return True


def is_passive(verb: Token) -> bool:
    """Whether a verb's subject is its object: "was attacked", "the village attacked by"."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not any(c.dep_ in {"nsubj", "aux"} for c in verb.children):
        return is_passive(verb.head) if verb.head.pos_ in {"VERB", "AUX"} else False
    return verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"} and not any(c.dep_ == "aux" for c in verb.children)


def agents(verb: Token) -> Iterator[Token]:
    """Who a passive says did it: the object of "by"."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            yield from (c for c in child.children if c.dep_ == "pobj")


def subjects(verb: Token) -> list[Token]:
    """The subject of a verb: its own, or the one that it shares with the clause it hangs on."""
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own:
        return own
    head = verb.head
    if head.i == verb.i:
        return []
    if verb.dep_ == "xcomp" and head.lemma_.lower() in OBJECT_CONTROL:
        asked = [c for c in head.children if c.dep_ in {"dobj", "nsubjpass"}] or \
            [t for c in head.children if c.dep_ == "prep" for t in _objects(c)]
        if asked:
            return asked
    if verb.dep_ == "acl" and head.pos_ == "NOUN" and any(c.tag_ == "TO" for c in verb.children):
        owners = [c for c in head.children if c.dep_ in {"poss", "compound", "amod"}]
        if owners:
            return owners
    if verb.dep_ in {"conj", "xcomp", "advcl"} and head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        if verb.dep_ == "conj" and is_passive(head):
            return [c for c in head.children if c.dep_ == "nsubjpass"]
        passive = [c for c in head.children if c.dep_ == "nsubjpass"]
        return passive or subjects(head)
    if verb.dep_ == "pcomp" and head.head.pos_ in {"VERB", "AUX"}:
        blamed = _blamed(head.head) if head.lower_ == "for" else []
        return blamed or subjects(head.head)
    if verb.dep_ == "pcomp" and head.head.pos_ in {"NOUN", "PROPN"} and head.head.head.pos_ in {"VERB", "AUX"}:
        return subjects(head.head.head)
    if verb.dep_ == "relcl" or (verb.dep_ == "acl" and verb.tag_ == "VBG"):
        return [head]
    if verb.dep_ == "acl" and head.head.pos_ in {"VERB", "AUX"} and head.dep_ in {"dobj", "attr"}:
        return subjects(head.head)
    return []


BLAMING = {"impose", "sanction", "condemn", "criticize", "criticise", "blame", "punish", "fine", "denounce", "slam",
           "thank", "praise", "blast", "penalize", "penalise", "indict", "arrest", "expel", "blacklist", "target",
           "rebuke", "reprimand", "censure", "applaud", "commend", "scold", "chide", "detain", "jail", "sue"}
"""Verbs whose object, not subject, did what follows "for": "fined the firm for selling arms"."""


def _blamed(verb: Token) -> list[Token]:
    """Whom a verb of BLAMING blames or thanks: its object, or for "impose sanctions on X" what follows "on"."""
    if verb.lemma_.lower() not in BLAMING:
        return []
    return list(after(verb, "on")) or [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]


def fillers(verb: Token, slot: str, *, passive: bool = False) -> list[Token]:
    """The tokens in a slot of a verb: `o` object, `x` subject of its clause, else what a preposition introduces."""
    if slot == "o":
        wanted = {"nsubjpass"} if passive else {"dobj", "dative", "oprd"}
        found = [c for c in verb.children if c.dep_ in wanted and c.pos_ != "ADP"]
        if not found and passive:
            found = _passive_object(verb)
        if not found and not passive:
            found = [c for x in verb.children if x.dep_ in {"ccomp", "xcomp"}
                     for c in x.children if c.dep_ == "nsubj" and any(t.tag_ == "TO" for t in x.children)]
        return found
    if slot == "x":
        return [c for x in verb.children if x.dep_ in {"ccomp", "xcomp"}
                for c in x.children if c.dep_ in {"nsubj", "nsubjpass"}]
    return list(after(verb, slot))


def _passive_object(verb: Token) -> list[Token]:
    if verb.dep_ == "conj":
        return [c for c in verb.head.children if c.dep_ == "nsubjpass"]
    return [verb.head] if verb.dep_ in {"acl", "relcl"} else []


def after(head: Token, preposition: str) -> Iterator[Token]:
    """What a preposition of `head` introduces; one hung on its object or particle counts too."""
    for child in head.children:
        if child.dep_ in {"prep", "dative", "agent"} and child.lower_ == preposition:
            yield from _objects(child)
        elif child.dep_ == "prep":
            lower = [c for c in child.children if c.dep_ == "prep"]
            if child.lower_ in {"of", "by", "between"}:  # "the visit of A's president TO B": hung too low
                lower += [c for obj in child.children if obj.dep_ == "pobj" for c in obj.children if c.dep_ == "prep"]
            yield from (t for one in lower if one.lower_ == preposition for t in _objects(one))
        elif child.dep_ in {"dobj", "advmod"}:
            for inner in child.children:
                if inner.dep_ == "prep" and inner.lower_ == preposition:
                    yield from _objects(inner)


def _objects(preposition: Token) -> Iterator[Token]:
    yield from (c for c in preposition.children if c.dep_ in {"pobj", "pcomp"} and c.pos_ not in {"VERB"})


# --- nouns ---------------------------------------------------------------------------------------------------

def _of_noun(act: Act, parties: Parties) -> tuple[list[Party], list[Party], bool]:
    noun, governor = act.token, act.governor
    left = [p for c in noun.children if c.dep_ in {"poss", "amod", "compound", "nmod", "det"} for p in parties.of(c)]
    by = [p for t in after(noun, "by") for p in parties.of(t)]
    of = [p for t in after(noun, "of") for p in parties.of(t)]
    sources, targets, mutual = [*by], [], False
    introduced = any(True for slot in act.sense.target if slot not in {"of", "in"} for _ in after(noun, slot))
    if "of=t" in act.sense.flags and not introduced:
        targets += of
    elif "of=x" not in act.sense.flags:
        sources += of
    sources = [*left, *sources] if not (by and left) else sources
    if by and left:
        targets += left
    for slot in act.sense.target:
        targets += [p for t in after(noun, slot) for p in parties.of(t) if slot != "of" or p not in targets]
    if governor is not None:
        sources, targets, mutual = _with_governor(act, governor, parties, sources, targets)
    if "sym" in act.sense.flags and not sources and len(_countries(targets)) > 1:
        mutual = True
    return _unique(sources), _unique(targets), mutual


HOSTING = {"host", "mediate", "broker", "facilitate", "chair", "moderate", "arrange", "sponsor", "organize", "organise"}
"""Verbs whose subject brings others together: "hosted talks between A and B" are talks of A and B."""


def _brought_together(act: Act, parties: Parties) -> list[Pair]:
    """The pairs of an event noun that somebody else hosts or mediates: those that "between" names."""
    governor = act.governor
    if governor is None or governor.lemma_.lower() not in HOSTING:
        return []
    several = _unique(p for t in after(act.token, "between") for p in parties.of(t))[:MOST_TOGETHER]
    return [Pair(a, b, True) for i, a in enumerate(several) for b in several[i + 1:] if _differ(a, b)]


def _with_governor(act: Act, governor: Token, parties: Parties, sources: list[Party],
                   targets: list[Party]) -> tuple[list[Party], list[Party], bool]:
    """Add what the governing verb says of the parties: its subject or agent, its own prepositions."""
    passive = is_passive(governor) and act.token.dep_ == "nsubjpass"
    who = agents(governor) if passive else subjects(governor) if act.token.dep_ != "nsubj" else []
    subject = [p for token in who for p in parties.of(token)]
    outer = [p for slot in act.sense.target if slot != "of" for t in after(governor, slot) for p in parties.of(t)]
    outer += [p for t in fillers(governor, "o") if t.i != act.token.i for p in parties.of(t)] \
        if any(c.dep_ == "dative" for c in governor.children) else []
    if act.effect in {"do", "end", "plan", "wish", "negate"}:
        inner = [p for p in sources if all(_differ(p, s) for s in subject)]
        targets = targets or outer or (inner if subject else [])
        if "sym" in act.sense.flags and not targets and len(_countries(sources)) > 1 and subject:
            targets = inner
        return (subject or sources), targets, False
    if act.effect == "receive":
        given = sources or [p for t in after(governor, "from") for p in parties.of(t)]
        return given, subject or targets, False
    if act.effect in {"subject", "fact", "bare"}:
        return sources, targets or outer, False
    return sources, targets, False


def is_pair(token: Token) -> bool:
    """Whether a noun phrase means the two states last spoken of: "the two sides", "both countries", "each other"."""
    if token.lower_ in {"both", "bilateral", "mutual"} and token.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass"}:
        return token.lower_ == "both"
    if halves.is_both(token):
        return True
    if token.lemma_.lower() not in PAIR_NOUNS or token.pos_ != "NOUN":
        return False
    return any(c.lower_ in {"two", "both"} for c in token.children)


def next_in_list(token: Token) -> bool:
    """Whether the parser has hung a name on the next of a list: "leader Kim Jong-un, minister Shoigu and"."""
    apart = any(between.text == "," for between in token.doc[token.i:token.head.i])
    return token.dep_ == "nmod" and token.pos_ == "PROPN" and apart
