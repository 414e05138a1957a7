"""What a pronoun or a definite description means: "he", "the delegation", "his host", "the isolated country".

The rule: a reference is resolved by what the document named before, the nearest subject first; a description that fits
nobody named, and that more than one state could bear, stays unknown.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from visavis.codes import tables
from visavis.reading.sentences import Mention
from visavis.records import Actor

if TYPE_CHECKING:
    from visavis.reading.names import Memory

SUBJECTS = {"nsubj", "nsubjpass"}

HE = {"he", "she", "him", "his", "her"}
IT = {"it", "its"}
WE = {"we", "our", "us"}

OTHERS = {"host", "guest", "counterpart", "interlocutor", "visitor", "neighbor", "neighbour", "rival", "ally",
          "partner", "adversary"}
"""Nouns that with "his" or "its" mean the other of the two states spoken of; of persons those of an office."""

OFFICIAL = {"host", "counterpart"}

STATES = {"country", "nation", "state", "regime", "kingdom", "republic", "emirate", "sultanate", "monarchy", "power",
          "island", "archipelago", "giant", "government", "neighbor", "neighbour"}
"""Nouns that with an epithet stand for a state ("the isolated country")."""

BARE = {"country", "nation"}
"""Those that alone mean the state last spoken of."""

KIN = {"son", "daughter", "wife", "husband", "brother", "sister", "father", "mother", "uncle", "nephew", "cousin",
       "widow", "family", "lawyer", "biographer", "predecessor", "successor", "rival", "critic", "opponent"}
"""Nouns that with a person's name before them mean somebody else, who need not act for the state."""

LEADERS = {"lead", "head"}


@cache
def epithets() -> dict[str, frozenset[str]]:
    """Word or words of an epithet -> the states that bear it, from `epithets.tsv`."""
    rows = tables.read(files("visavis.reading") / "epithets.tsv", ("epithet", "states"), key=("epithet",))
    return {row["epithet"]: frozenset(row["states"].split()) for row in rows}


def actor(token: Token, found: dict[int, Mention], memory: Memory) -> Actor | None:
    """Whom a word means, by the mentions `found` in its sentence so far and by what the document said before."""
    low = token.lower_
    if low in WE and token.pos_ == "PRON":
        return Actor(memory.voice, sector="GOV") if memory.voice else None
    if low in {"i", "me", "my"} and token.pos_ == "PRON":
        return memory.recall(memory.teller) if memory.teller else None
    if low in HE and token.pos_ in {"PRON", "DET"}:
        return _earlier_person(token, found) or (memory.last_person if memory.fresh else None)
    if low in IT and token.dep_ in {*SUBJECTS, "poss"} and not _empty(token):
        state = _earlier_state(token, found) or memory.last_state
        return Actor(state) if state else None
    if token.pos_ != "NOUN":
        return None
    if low in memory.last_group and _definite(token):
        return memory.last_group[low]
    if token.lemma_.lower() in OTHERS:
        return _other(token, found, memory)
    return _described(token, found, memory)


def is_one(mention: Mention, doc: Doc) -> bool:
    """Whether a mention of a person is one that "he" may mean: named, or an office in the singular."""
    one = doc[mention.head].tag_ in {"NN", "NNP"}
    return mention.actor.name is not None or (mention.actor.office is not None and one)


def is_kin(person: Token) -> bool:
    """Whether a person only tells whose relative or servant acts: "Museveni's son visited Kigali"."""
    return person.dep_ == "poss" and person.head.lemma_.lower() in KIN


def leads(person: Token) -> bool:
    """Whether a word stands where the leader of a delegation does: "a delegation led by X"."""
    if person.pos_ != "PROPN" or person.dep_ != "pobj" or person.head.lower_ != "by":
        return False
    verb = person.head.head
    return verb.lemma_.lower() in LEADERS and verb.dep_ in {"acl", "relcl"}


def led(person: Token, found: dict[int, Mention]) -> Mention | None:
    """The delegation that a person leads: "a delegation of Russian experts, led by Roman Chekushov"."""
    if not leads(person):
        return None
    verb = person.head.head
    around = (m for m in found.values() if m.tokens[0] <= verb.head.i < m.tokens[1])
    group = found.get(verb.head.i) or next(around, None)
    return group if group is not None and group.kind in {"group", "state"} else None


def _empty(token: Token) -> bool:
    """Whether "it" stands for a clause that follows: "it is possible that", "it remains to be seen"."""
    verb = token.head
    if token.lower_ != "it":
        return False
    if any(c.lemma_ == "be" and c.dep_ in {"aux", "auxpass"} for c in verb.children) and verb.tag_ in {"VBG", "VBN"}:
        return any(c.dep_ == "ccomp" and any(m.lower_ == "that" for m in c.children) for c in verb.children)
    if verb.lemma_.lower() not in {"be", "seem", "appear", "remain", "look", "become"}:
        return False
    return any(c.dep_ in {"acomp", "attr", "oprd", "xcomp", "ccomp", "advcl"} and c.i > verb.i for c in verb.children)


def _definite(token: Token) -> bool:
    return any(child.lower_ in {"the", "this", "that"} for child in token.children)


def _earlier_person(token: Token, found: dict[int, Mention]) -> Actor | None:
    people = [m for m in found.values() if m.kind == "person" and m.head < token.i and is_one(m, token.doc)]
    subjects = [m for m in people if token.doc[m.head].dep_ in SUBJECTS]
    best = max(subjects or people, key=lambda m: m.head, default=None)
    return best.actor if best else None


def _earlier_state(token: Token, found: dict[int, Mention]) -> str | None:
    states = [m for m in found.values() if m.kind in {"state", "organisation"} and m.head < token.i]
    subjects = [m for m in states if token.doc[m.head].dep_ in SUBJECTS]
    best = max(subjects, key=lambda m: m.head, default=None)
    return best.actor.country if best else None


def _other(token: Token, found: dict[int, Mention], memory: Memory) -> Actor | None:
    """The other side of whoever "his" or "its" means: "his host", "its neighbour"."""
    owner = next((found[c.i] for c in token.children if c.dep_ == "poss" and c.i in found and c.pos_ == "PRON"), None)
    named = any(c.i in found for c in token.children if c.dep_ in {"appos", "amod", "compound"})
    if owner is None or named or memory.pair is None or owner.actor.country not in memory.pair:
        return None
    other = next((code for code in memory.pair if code != owner.actor.country), None)
    if other is None:
        return None
    person = memory.last_of.get(other) if any(c.lower_ in HE for c in token.children) else None
    return person or Actor(other, sector="GOV" if token.lemma_.lower() in OFFICIAL else None)


def _described(token: Token, found: dict[int, Mention], memory: Memory) -> Actor | None:
    """The state that an epithet means: the one named last of those that bear it, or the only one there is."""
    lemma = token.lemma_.lower()
    if lemma not in STATES or not _definite(token) or token.tag_ not in {"NN", "NNP"}:
        return None
    words = [c.lower_ for c in token.children if c.dep_ in {"amod", "compound", "nmod"}]
    keys = [" ".join([*words, lemma]), *(f"{word} {lemma}" for word in words), *words, lemma]
    bearers = next((epithets()[key] for key in keys if key in epithets()), None)
    if bearers is not None:
        seen = [code for code in memory.recent if code in bearers]
        code = seen[0] if seen else next(iter(bearers)) if len(bearers) == 1 else None
        return Actor(code) if code else None
    alone = not words and not any(c.dep_ in {"relcl", "prep"} for c in token.children)
    if lemma in BARE and alone and token.dep_ in SUBJECTS:
        state = _earlier_state(token, found) or memory.last_state
        return Actor(state) if state else None
    return None
