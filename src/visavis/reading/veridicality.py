"""What a sentence commits its author to about one of its words: done, not done, to come, open or only wanted.

The rule: it is worked out from the outside in. The main clause counts as told; each verb, adjective or noun on the
way down does to what it governs what `operators.tsv` says of it, as itself holds or is negated ("did not manage to
sign": not signed; "did not fail to sign": signed; "does not know that they signed": signed); last come the word's own
negation, auxiliaries and adverbs. Method: polarity propagation after Nairn, Condoravdi & Karttunen 2006 (Computing
relative polarity for textual inference) and Lotan, Stern & Dagan 2013 (TruthTeller), over spaCy's dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes import tables
from visavis.reading.predicates import lemma_of, light_verbs

STRENGTH = ("done", "plan", "predict", "maybe", "wish")
"""Kinds of commitment, from told to only wanted; of two on one way down the later in this list stays."""

DEPTH = 24
"""Words on the way up at most; deeper trees are misparses."""

CONDITIONS = {"if", "unless", "whether", "lest", "provided", "should", "assuming"}
NOBODY = {"nobody", "none", "neither", "nothing", "no-one"}
CLAUSAL = {"ccomp", "xcomp", "csubj", "csubjpass", "oprd"}
OCCURS = {"happen", "occur", "begin", "start", "resume", "take", "continue", "open", "follow", "come", "be", "go",
          "proceed", "materialize", "materialise", "commence"}
"""Verbs whose subject, where it is an event, happens as they do."""

COPULAS = {"be", "seem", "look", "appear", "remain", "become", "prove"}

DEFINITE = {"the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my", "your", "both"}


@dataclass(frozen=True, slots=True)
class Mood:
    """What is made of a word: one of STRENGTH, and whether it is denied ("will not come" is plan and denied)."""

    kind: str = "done"
    denied: bool = False


TOLD = Mood()


@cache
def operators() -> dict[tuple[str, str, str], tuple[str, str]]:
    """(lemma, pos, frame) -> effect where the word holds, effect where it is negated; from operators.tsv."""
    columns = ("lemma", "pos", "frame", "holds", "denied", "source")
    rows = tables.read(files("visavis.reading") / "operators.tsv", columns, key=("lemma", "pos", "frame"))
    return {(r["lemma"], r["pos"], r["frame"]): (r["holds"], r["denied"]) for r in rows}


def effects(lemma: str, pos: str, frame: str = "-") -> tuple[str, str] | None:
    """What a word does in a frame, else in any; None where the table does not have it."""
    known = operators()
    return known.get((lemma, pos, frame)) or known.get((lemma, pos, "-"))


def mood(token: Token, *, depth: int = 0) -> Mood:
    """What the sentence says of the word: the mood of what governs it, and its own negation, auxiliaries, adverbs."""
    if depth > DEPTH:
        return TOLD
    return _own(token, environment(token, depth=depth))


def governed(noun: Token, verb: Token, effect: str) -> Mood:
    """The mood of an event noun under a light verb ("held talks", "cancelled a visit"); `effect` as in light.tsv."""
    above = mood(verb)
    if effect == "negate":
        above = _applied(("fail", "do"), above)
    elif effect in {"plan", "wish"}:
        above = _applied((effect, "fail" if effect == "plan" else "wish"), above)
    return _own(noun, above)


def _applied(pair: tuple[str, str], above: Mood) -> Mood:
    """The mood of a complement whose governor has the mood `above`."""
    effect = pair[1] if above.denied else pair[0]
    if effect == "fact":
        return TOLD
    kind = {"plan": "plan", "predict": "predict", "maybe": "maybe", "wish": "wish"}.get(effect, "done")
    return Mood(_weaker(above.kind, kind), effect in {"fail", "deny"})


def _weaker(one: str, other: str) -> str:
    return max(one, other, key=STRENGTH.index)


# --- what governs a word -------------------------------------------------------------------------------------

def environment(token: Token, *, depth: int = 0) -> Mood:
    """The mood of the place where a word stands, before its own words are looked at."""
    head, dep, deeper = token.head, token.dep_, depth + 1
    if head.i == token.i:
        return TOLD
    if dep in CLAUSAL or (dep in {"acl", "advcl", "relcl"} and _complements(token, head)):
        return _complement(token, head, deeper)
    if dep == "parataxis":
        return TOLD
    if dep == "advcl":
        return _adverbial(token, head, deeper)
    if dep == "acl":
        return _clause_of_noun(token, head, deeper)
    if dep == "relcl":
        return _relative(token, head, deeper)
    if dep == "pcomp":
        return _after_preposition(token, head, deeper)
    if dep == "conj":
        return _coordinated(token, head, deeper)
    if token.pos_ in {"NOUN", "PROPN"} or dep in {"dobj", "pobj", "nsubj", "nsubjpass", "compound", "nmod"}:
        return _of_noun(token, head, deeper)
    if dep in {"acomp", "attr"}:
        return mood(head, depth=deeper)
    return TOLD


def _complements(clause: Token, head: Token) -> bool:
    """Whether a clause that the parser hung as an adjunct fills the frame of a word ("it is likely that ...")."""
    if clause.dep_ == "advcl" and head.pos_ in {"VERB", "ADJ", "AUX"} and infinitive(clause):
        pos, word = ("a", head.lower_) if head.pos_ == "ADJ" else ("v", lemma_of(head))
        return effects(word, pos, "to") is not None
    return False


def infinitive(clause: Token) -> bool:
    """Whether a clause is an infinitive with "to"."""
    return any(child.tag_ == "TO" and child.dep_ == "aux" for child in clause.children)


def frame(clause: Token) -> str:
    """The frame of a complement clause: to, ing, or that."""
    if infinitive(clause):
        return "to"
    finite = any(c.dep_ in {"nsubj", "nsubjpass", "mark", "expl"} for c in clause.children)
    return "ing" if clause.tag_ == "VBG" and not finite and not _finite_aux(clause) else "that"


def _finite_aux(clause: Token) -> bool:
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ in {"MD", "VBZ", "VBD", "VBP"} for c in clause.children)


def _complement(clause: Token, head: Token, depth: int) -> Mood:
    shape = frame(clause)
    above = mood(head, depth=depth)
    if shape == "that" and any(c.dep_ == "mark" and c.lower_ in {"if", "whether"} for c in clause.children):
        return Mood("maybe")
    asked = any(c.lower_ in WHO and c.i < clause.i for c in clause.children)
    if asked and shape == "to":  # "what to do"
        return Mood("maybe")
    if asked and clause.dep_ in {"csubj", "csubjpass"}:  # "what happens there"
        return TOLD
    pair = governing(clause, head, shape)
    if pair is None and shape == "that" and (above.denied or above.kind != "done"):
        return Mood("maybe")
    return _applied(pair or ("do", "fail"), above)


def governing(clause: Token, head: Token, shape: str) -> tuple[str, str] | None:
    """What the governor of a complement clause does to it; None where no table says so."""
    lemma = lemma_of(head)
    beside = [c for c in head.children if c.dep_ in {"acomp", "oprd", "attr"} and c.i < clause.i and c != clause]
    for word in [head, *beside]:
        if word.pos_ == "ADJ" or word.dep_ in {"acomp", "oprd"} or word.tag_ == "VBN":
            pair = effects(word.lower_, "a", shape)
            if word.lower_ == "able" and shape == "to" and _past(head if head.pos_ != "ADJ" else head.head):
                return "do", "fail"
            if pair is not None and (word.pos_ != "VERB" or shape == "to"):
                return pair
        if word.dep_ == "attr" and effects(word.lemma_.lower(), "n", shape):
            return effects(word.lemma_.lower(), "n", shape)
    yet = shape == "to" and any(c.lower_ == "yet" for c in [*head.children, *clause.children])
    if yet and lemma in {"have", "be", "remain"}:
        return "fail", "fail"
    if shape == "to" and lemma == "be" and not yet:
        return "plan", "wish"
    past = _past(head)
    if shape == "to" and lemma == "have":
        return ("do", "fail") if past else ("wish", "wish")
    if shape == "to" and lemma == "go" and head.tag_ == "VBG":
        return "plan", "fail"
    if shape == "to" and lemma in {"say", "tell"} and any(c.dep_ == "auxpass" for c in head.children):
        return ("rumour", "fail") if lemma == "say" else ("wish", "wish")
    if shape == "to" and lemma in {"know", "find", "see", "show"} and _has_object(head):
        return None
    return effects(lemma, "v", shape) or effects(head.lemma_.lower(), "v", shape)


def _past(verb: Token) -> bool:
    """Whether a verb tells of the past: its own form or its first helper does."""
    helpers = [c for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.i < verb.i]
    return verb.tag_ == "VBD" or any(c.tag_ == "VBD" or c.lower_ in {"has", "have"} for c in helpers)


def _has_object(verb: Token) -> bool:
    return any(c.dep_ == "dobj" for c in verb.children)


def _adverbial(clause: Token, head: Token, depth: int) -> Mood:
    marks = {c.lower_ for c in clause.children if c.dep_ in {"mark", "advmod", "aux"} and c.i < clause.i}
    if marks & CONDITIONS and not {"even"} & {c.lower_ for c in clause.children}:
        return Mood("maybe")
    if infinitive(clause):
        above = mood(head, depth=depth)
        return Mood(_weaker("plan", above.kind), above.denied and above.kind == "done" and False)
    if marks & {"until", "before", "once", "when", "after", "till", "while"}:
        above = mood(head, depth=depth)
        past = clause.tag_ in {"VBD"} or any(c.tag_ == "VBD" for c in clause.children if c.dep_ in {"aux", "auxpass"})
        return Mood(above.kind) if above.kind != "done" and not past else TOLD
    if clause.tag_ == "VBG" and not marks:
        return replace(mood(head, depth=depth), denied=False)
    return TOLD


def _clause_of_noun(clause: Token, head: Token, depth: int) -> Mood:
    """A clause that a noun governs: "a plan to attack", "the fact that"; a participle ("troops sent") is told."""
    marked = any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)
    if not infinitive(clause) and not marked:
        return Mood("maybe") if mood(head, depth=depth).kind == "maybe" and _indefinite(head) else TOLD
    shape = "to" if infinitive(clause) else "that"
    pair = effects(head.lemma_.lower(), "n", shape)
    if pair is None and shape == "to":
        first = any(c.lower_ in {"first", "second", "third", "last", "few", "latest"} for c in head.children)
        pair = ("do", "fail") if first else ("maybe", "fail")
    return _applied(pair or ("say", "fail"), mood(head, depth=depth))


def _relative(clause: Token, head: Token, depth: int) -> Mood:
    """A relative clause is told, unless what it says something of is itself open: "any ship that enters"."""
    if infinitive(clause):
        return _clause_of_noun(clause, head, depth)
    if any(c.lower_ in {"any", "whichever", "whatever"} for c in head.children):
        return Mood("maybe")
    above = mood(head, depth=depth) if _indefinite(head) and clause.tag_ in {"VBZ", "VBP"} else TOLD
    if any(c.lower_ == "no" for c in head.children) or head.lower_ in NOBODY:
        return Mood("done", True)
    return Mood(above.kind) if above.kind in {"maybe", "wish", "plan"} else TOLD


def _after_preposition(clause: Token, preposition: Token, depth: int) -> Mood:
    low, owner = preposition.lower_, preposition.head
    above = mood(owner, depth=depth) if owner != preposition else TOLD
    if low in {"without", "instead"} or (low == "of" and owner.lower_ in {"instead", "short"}) or \
            (low == "than" and owner.lower_ == "rather"):
        return Mood("done", True)
    if low in {"whether", "if"}:
        return Mood("maybe")
    if low in {"before", "until", "till", "when", "after", "upon", "on", "since", "despite", "besides", "because"}:
        return Mood(above.kind) if above.kind in {"plan", "maybe", "wish", "predict"} else TOLD
    if owner.pos_ in {"NOUN", "PROPN"}:
        pair = effects(owner.lemma_.lower(), "n", "ing")
        return _applied(pair, above) if pair else above
    shape = low if low in {"from", "into"} else "ing"
    pair = operators().get((f"{owner.lemma_.lower()} {low}", "v", "ing")) or effects(lemma_of(owner), "v", shape) \
        if owner.pos_ in {"VERB", "AUX"} else effects(owner.lower_, "a", "to")
    if pair is not None and low not in {"by", "with", "in", "at"}:
        return _applied(pair, above)
    return above


def _coordinated(token: Token, head: Token, depth: int) -> Mood:
    """What is coordinated stands where its head stands; it shares the head's helpers where it has none of its own."""
    above = environment(head, depth=depth)
    if token.pos_ not in {"VERB", "AUX"} or head.pos_ not in {"VERB", "AUX"}:
        return mood(head, depth=depth) if head.pos_ not in {"VERB", "AUX"} else above
    own = any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass", "expl"} for c in token.children)
    adverse = any(c.dep_ == "cc" and c.lower_ in {"but", "yet"} for c in head.children if c.i > head.i)
    if own or token.tag_ not in {head.tag_, "VB"}:
        return above
    whole = mood(head, depth=depth)
    return replace(whole, denied=False) if adverse else whole


# --- event nouns ---------------------------------------------------------------------------------------------

def _of_noun(noun: Token, head: Token, depth: int) -> Mood:
    dep = noun.dep_
    if dep in {"compound", "nmod"} and noun.i < head.i:
        pair = effects(head.lemma_.lower(), "n")
        return _applied(pair, replace(mood(head, depth=depth))) if pair else mood(head, depth=depth)
    if dep == "pobj":
        return _of_object(noun, head, depth)
    if dep in {"attr", "acomp"}:
        return mood(head, depth=depth)
    if head.pos_ not in {"VERB", "AUX"}:
        return TOLD
    above = mood(head, depth=depth)
    if dep in {"dobj", "nsubjpass"}:
        return _of_verb(noun, head, above)
    if dep == "nsubj":
        said = _predicated(head) if head.lemma_.lower() in COPULAS else None
        if said is not None:
            return _applied(said, above)
        if head.lemma_.lower() in OCCURS - {"be"}:
            return above
        return replace(above, denied=False) if _indefinite(noun) and above.kind == "maybe" else TOLD
    return TOLD


def _predicated(verb: Token) -> tuple[str, str] | None:
    """What a predicate adjective says of an event: "a truce is unlikely", "war seems possible"."""
    for child in verb.children:
        if child.dep_ in {"acomp", "oprd"}:
            pair = operators().get((child.lower_, "a", "that")) or operators().get((child.lower_, "a", "-"))
            if pair is not None and pair[0] in {"maybe", "predict", "fail"}:
                return pair
    return None


def _of_verb(noun: Token, verb: Token, above: Mood) -> Mood:
    lemma = lemma_of(verb)
    light = light_verbs().get(lemma, "")
    if noun.dep_ == "nsubjpass" and _has_object(verb):  # "were denied entry": not the thing denied
        return TOLD
    pair = operators().get((lemma, "v", "np"))
    if light in {"do", "receive"}:
        return above
    if light == "plan":
        return _applied(pair or ("plan", "fail"), above)
    if pair is not None:
        settled = not _indefinite(noun) and pair[0] in {"wish", "maybe"} and _refers(noun)
        return TOLD if settled else _applied(pair, above)
    if light == "negate":
        return _applied(("fail", "do"), above)
    if _indefinite(noun):
        return above
    return TOLD


def _of_object(noun: Token, preposition: Token, depth: int) -> Mood:
    low, owner = preposition.lower_, preposition.head
    if low == "without" or (low == "of" and owner.lower_ in {"instead", "short"}):
        return Mood("done", True)
    if owner == preposition:
        return TOLD
    if low in {"of", "for", "on", "about", "to", "against", "from", "over", "into"} and owner.pos_ == "NOUN":
        pair = effects(owner.lemma_.lower(), "n", "ing")
        if pair is not None and (low in {"of", "for", "about"} or pair[0] not in {"say", "report"}):
            return _applied(pair, mood(owner, depth=depth))
        return replace(mood(owner, depth=depth), denied=False) if _indefinite(noun) else TOLD
    if owner.pos_ in {"VERB", "AUX"}:
        above = mood(owner, depth=depth)
        joined = f"{owner.lemma_.lower()} {low}"
        light = light_verbs().get(joined, "")
        if light in {"wish", "plan", "negate"}:
            return _applied({"wish": ("wish", "wish"), "plan": ("plan", "fail")}.get(light, ("fail", "do")), above)
        if light == "do":
            return above
        if low in {"for", "from", "against", "on"} and _indefinite(noun):
            pair = operators().get((owner.lemma_.lower(), "v", "np" if low != "from" else "from"))
            if pair is not None:
                return _applied(pair, above)
        return replace(above, denied=False) if _indefinite(noun) else TOLD
    return TOLD


def _indefinite(noun: Token) -> bool:
    """Whether a noun phrase brings in something new: no article but "a", no possessive, no name's "the"."""
    for child in noun.children:
        if child.dep_ == "poss" or (child.dep_ in {"det", "nummod"} and child.lower_ in DEFINITE):
            return False
        if child.dep_ == "compound" and child.pos_ == "PROPN":
            return False
    return noun.pos_ != "PROPN"


def _refers(noun: Token) -> bool:
    """Whether a definite noun means a thing already told: "the attack", with nothing after it that describes it."""
    return not any(c.dep_ in {"prep", "acl", "relcl"} for c in noun.children)


# --- the word's own helpers ----------------------------------------------------------------------------------

PERFORMED = {"announce", "confirm", "report", "tell", "assure", "thank", "congratulate", "condemn", "welcome",
             "commend", "apologize", "apologise", "express", "reaffirm", "reiterate", "stress", "emphasize",
             "emphasise", "praise"}
"""Verbs that do by being said what they say ("I can announce that", "we would like to thank"; Austin 1962)."""


def _performed(verb: Token) -> bool:
    """Whether a verb of PERFORMED is said in the first person, by itself or under "would like to"."""
    above = verb.head if verb.dep_ == "xcomp" else verb
    spoken = any(c.dep_ == "nsubj" and c.lower_ in {"i", "we"} for c in above.children)
    polite = above == verb or above.lemma_.lower() in {"like", "want", "wish", "love"}
    return spoken and polite and verb.lemma_.lower() in PERFORMED and \
        not any(c.lower_ in {"will", "'ll", "’ll", "may", "might", "shall"} or c.dep_ == "neg" for c in verb.children)


def _own(token: Token, above: Mood) -> Mood:
    if token.lemma_.lower() in PERFORMED and _performed(token):
        return TOLD
    kind, denied = above.kind, above.denied
    for effect in own_effects(token):
        if effect == "negate":
            denied = not denied
        else:
            kind = _weaker(kind, effect)
    return Mood(kind, denied)


def own_effects(token: Token) -> Iterator[str]:
    """What a word's own negation, auxiliaries, adverbs and adjectives do: "negate" or one of STRENGTH."""
    conditional = False
    for child in token.children:
        low, dep = child.lower_, child.dep_
        if dep == "neg" or (dep in {"det", "nummod"} and low in {"no", "neither"}) or \
                (dep == "preconj" and low == "neither") or (low == "nor" and dep == "cc" and child.i < token.i):
            yield "negate"
        elif dep == "aux" and child.tag_ == "MD":
            yield from _modal(child, token)
        elif dep in {"mark", "advmod"} and low in CONDITIONS and child.i < token.i:
            conditional = True
        elif dep in {"advmod", "amod", "npadvmod", "compound"} and (low, "m", "-") in operators():
            effect = operators()[low, "m", "-"][0]
            if not (child.i > token.i and low in {"any", "next"}):
                yield "negate" if effect in {"fail", "deny"} else effect if effect in STRENGTH else "done"
        elif dep == "amod" and child.lemma_.lower() in {"cancel", "plan", "propose", "schedule"}:
            yield "negate" if child.lemma_.lower() == "cancel" else "plan"
        elif (dep in {"nsubj", "nsubjpass"} and _nobody(child)) or (
                low == "longer" and any(c.lower_ == "no" for c in child.children)):
            yield "negate"
        elif dep == "det" and low == "any" and not conditional:
            yield "maybe"
    if conditional and token.dep_ not in {"ccomp"}:
        yield "maybe"
    if _imperative(token):
        yield "wish"
    if token.dep_ == "ROOT" and infinitive(token):
        yield "plan"
    if _asked(token):
        yield "maybe"


def _modal(aux: Token, verb: Token) -> Iterator[str]:
    low = aux.lower_
    perfect = any(c.lower_ in {"have", "'ve", "’ve"} and c.dep_ == "aux" for c in verb.children)
    if low in {"would", "'d", "’d"} and verb.lemma_ in {"like", "love", "prefer"}:
        return  # "would like to": that is wanted now
    if low in {"will", "shall", "'ll", "’ll", "wo", "sha"}:
        yield "plan"
    elif low in {"would", "'d", "’d"}:
        yield "plan" if verb.dep_ == "ccomp" and verb.head.tag_ in {"VBD", "VBN"} and not perfect else "maybe"
    elif low in {"should", "must", "ought", "need"}:
        yield "maybe" if perfect and low == "must" else "wish"
    else:
        yield "maybe"


def _nobody(subject: Token) -> bool:
    no_one = any(c.dep_ == "det" and c.lower_ in {"no", "neither"} for c in subject.children)
    return no_one or subject.lower_ in NOBODY


def _imperative(token: Token) -> bool:
    """An order or request: a bare verb without a subject that heads its sentence or is coordinated with one."""
    if token.tag_ != "VB" or token.dep_ not in {"ROOT", "conj", "ccomp"}:
        return False
    if any(c.dep_ in {"nsubj", "nsubjpass", "expl", "aux"} and c.lower_ not in {"do"} for c in token.children):
        return False
    return token.dep_ == "ROOT"


WHO = {"why", "how", "when", "who", "what", "which", "where", "whom", "whose"}


def _asked(token: Token) -> bool:
    """Whether a question asks if the thing is so; "why did they leave?" takes it for granted."""
    if not token.sent.text.rstrip('"”’\' ').endswith("?") or token.pos_ not in {"VERB", "AUX"}:
        return False
    if any(t.lower_ in WHO for t in token.subtree if t.i < token.i):
        return False
    if token.dep_ == "ROOT":
        return True
    subject = next((c.i for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}), -1)
    return any(c.dep_ in {"aux", "auxpass"} and c.i < subject for c in token.children)
