"""Where an act took place: this act's place, not the dateline's.

The rule: a place comes from the act's own clause - a preposition of the act, of its arguments or of the verb that
governs it, an object that is itself a place, "the town where" - and from a clause above only where the act's has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes import tables
from visavis.reading.claimants import roles_of
from visavis.reading.gazetteer import Match, gazetteer
from visavis.reading.sentences import Mention
from visavis.records import Place

HERE = {"in", "at", "near", "outside", "inside", "around", "off", "across", "throughout", "within", "along", "over",
        "through", "amid", "by", "beside", "opposite", "north", "south", "east", "west",
        "northeast", "northwest", "southeast", "southwest", "close", "adjoining"}
"""Prepositions that say where a thing is."""

PLACED = HERE - {"by"}

STRICT = {"in", "at", "near", "outside", "inside", "around", "across", "throughout", "within", "along"}
"""Prepositions whose object is a place, if it is a name at all."""

TOPICAL = {"about", "regarding", "concerning", "despite", "of"}
"""Prepositions that say what an act is about: "talks about the war in Sudan" are not held there."""

ORGANS = {"council", "committee", "party", "ministry", "assembly", "government", "congress", "association", "union",
          "department", "commission", "agency", "company", "corporation"}
"""Last words of the names of bodies, which are no places."""

MISSIONS = {"embassy", "consulate", "mission", "ambassador", "delegation"}
"""What bears the name of a state that it is not in."""

THERE = {"to", "into", "toward", "towards", "onto", "for", "against", "from"}
"""Prepositions that say where a movement goes or comes from, after the verbs of MOVING only."""

NAMED = {"GPE", "LOC", "FAC"}
"""What the parser calls the name of a place."""

NO_PLACE = {"PERSON", "DATE", "TIME", "NORP", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "EVENT", "LAW", "WORK_OF_ART",
            "PRODUCT", "LANGUAGE", "ORDINAL"}

SAYING = {"say", "tell", "report", "announce", "add", "state", "confirm", "claim", "warn", "think", "believe", "note"}
"""Verbs whose own place is not that of what they tell."""

TOLD_APART = frozenset({"ccomp", "relcl", "parataxis"})
"""Links to a clause that tells something of its own: a place in it is not the verb's above."""

OWN_CLAUSE = frozenset({"relcl", "acl", "advcl"})
"""Links to a clause that says more of a noun: a state in it is not where the noun is."""

STEPS = 4
"""Clauses looked at on the way up."""


@cache
def place_words(kind: str) -> frozenset[str]:
    """The words of one kind in place_words.tsv: `site` nouns that a place's name belongs to, `moving` verbs."""
    rows = tables.read(files("visavis.reading") / "place_words.tsv", ("word", "kind"), key=("word", "kind"))
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def find(word: Token, governor: Token | None, mentions: Sequence[Mention], *, travels: bool = False,
         host: str | None = None) -> Place | None:
    """The place of an act: "in Beijing", "at the Kremlin"; for a journey its goal; None where none is told.

    `host`: the state that a journey of several goals is looked at for; a place in it is taken before any other.

    A name that no table ties to a state takes the state named in the same phrase ("the Iraqi town of Hit"); where
    there is none either, the place is left out.
    """
    by_head = {m.head: m for m in mentions}
    persons = {i for m in mentions if m.kind == "person" and m.actor.name for i in range(*m.tokens)}
    found = (_place(token, by_head) for token in _candidates(word, governor, travels=travels) if token.i not in persons)
    places = [place for place in found if place is not None]
    return next((place for place in places if place.country == host), next(iter(places), None))


def locate(word: Token, governor: Token | None = None, *, travels: bool = False) -> Token | None:
    """The head of the name of the act's place, whether or not a table knows it; None where none is told."""
    return next(_candidates(word, governor, travels=travels), None)


def named(token: Token) -> str:
    """The place's name as written, from the word that heads it: with the names that stand before it."""
    first = token.i
    while first > token.sent.start and token.doc[first - 1].pos_ == "PROPN" and \
            token.doc[first - 1].ent_type_ == token.ent_type_ and token.doc[first].ent_iob_ == "I":
        first -= 1
    parts = [c.i for c in token.children if c.dep_ in {"compound", "nmod"} and c.pos_ == "PROPN" and
             c.i == token.i - 1]
    return str(token.doc[min([first, *parts]):token.i + 1].text)


# --- where the clause says so --------------------------------------------------------------------------------

def _candidates(word: Token, governor: Token | None, *, travels: bool) -> Iterator[Token]:
    """The places of the act, the likeliest first."""
    seen: set[int] = set()
    for node in _clauses(word, governor):
        for phrase, sure in [*_phrases(node, travels=travels), *_there(node)]:
            for token in _names(phrase, sure=sure):
                if token.i not in seen:
                    seen.add(token.i)
                    yield token


def _clauses(word: Token, governor: Token | None) -> Iterator[Token]:
    """The act's word, the verb that governs it, and the verbs above that share its place."""
    yield word
    if governor is not None and governor.i != word.i:
        yield governor
    node = governor if governor is not None else word
    for _ in range(STEPS):
        head, dep = node.head, node.dep_
        if head.i == node.i:
            return
        if dep in {"relcl", "acl"}:
            yield head
            return
        if dep == "ccomp" and head.lemma_.lower() in SAYING:
            return
        if head.pos_ in {"VERB", "AUX"} or dep in {"conj", "pobj", "dobj", "nsubj", "nsubjpass"}:
            yield head
        node = head


def _there(node: Token) -> Iterator[tuple[Token, bool]]:
    """What "where" and "in which" mean: "Goma, where soldiers clashed"."""
    if node.dep_ == "relcl":
        before = [c for c in node.children if c.i < node.i]
        inside = [c for p in before if p.dep_ == "prep" and p.lower_ in STRICT for c in p.children]
        if any(c.lower_ == "where" for c in before) or any(c.lower_ == "which" for c in inside):
            yield node.head, True


def _phrases(node: Token, *, travels: bool) -> Iterator[tuple[Token, bool]]:
    """The nouns that may be the place or hold its name, the likeliest first; and whether the words before say so."""
    moving = travels or node.lemma_.lower() in place_words("moving")
    taking = node.lemma_.lower() in place_words("taking")
    topical = node.lemma_.lower() in place_words("topical")
    behind, beside, objects = [], [], []
    if node.pos_ in {"NOUN", "PROPN"} and _site(node):
        yield node, False
    for child in node.children:
        low = child.lower_
        if child.dep_ in {"prep", "agent"} and (low in PLACED or low == "on"):
            behind += [(child, t, True) for t in _introduced(child) if low != "on" or _on(node, t)]
        elif child.dep_ in {"prep", "dative"} and low in THERE and (moving or low == "into"):
            behind += [(child, t, low != "for") for t in _introduced(child)]
        elif child.dep_ == "advmod" and low in HERE:
            behind += [(child, t, True) for p in child.children if p.dep_ == "prep" for t in _introduced(p)]
        elif child.dep_ in {"prep", "agent"} and not _topical(child):
            beside += [t for t in child.children if t.dep_ in {"pobj", "pcomp"}]
        elif child.dep_ in {"dobj", "nsubjpass", "attr", "oprd"}:
            objects += [child, *child.conjuncts]
        elif child.dep_ in {"nsubj", "npadvmod"}:
            beside.append(child)
    behind.sort(key=lambda one: abs(one[0].i - node.i))
    yield from ((t, sure) for prep, t, sure in behind if prep.i > node.i)
    for thing in objects:
        if taking or moving or (_site(thing) and not _whole_state(thing) and not topical):
            yield thing, taking and thing.ent_type_ != "PERSON"
    yield from ((t, sure) for prep, t, sure in behind if prep.i < node.i)
    if topical:
        return
    for thing in [*objects, *beside]:
        yield from ((t, True) for t in _inside(thing))
    for clause in node.children:
        if clause.dep_ == "advcl" and any(c.lower_ in {"when", "as", "while", "after"} for c in clause.children):
            yield from _phrases(clause, travels=False)
    if taking or moving:
        yield from ((c, False) for thing in objects for c in thing.children
                    if c.dep_ in {"compound", "nmod", "poss"} and c.ent_type_ in NAMED)
    yield from ((t, True) for t in _anywhere(node))


def _introduced(preposition: Token) -> Iterator[Token]:
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield child
            yield from child.conjuncts
        elif child.dep_ == "prep":  # "from inside Gaza", "out of Aleppo"
            yield from _introduced(child)
        elif child.dep_ == "pcomp" and child.pos_ in {"NOUN", "PROPN"}:
            yield child


def _inside(noun: Token, *, depth: int = 0) -> Iterator[Token]:
    """Places hung on an argument: "a checkpoint IN Aleppo", "clashes NEAR the border"."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in PLACED - {"over", "through"}:
            yield from _introduced(child)
        elif child.dep_ == "advmod" and child.lower_ in HERE:
            yield from (t for prep in child.children if prep.dep_ == "prep" for t in _introduced(prep))
        elif depth < 2 and (child.dep_ in {"conj", "appos"} or (
                child.dep_ == "prep" and child.lower_ in {"of", "with", "on", "between", "against"})):
            inner = [child] if child.dep_ != "prep" else [t for t in child.children if t.dep_ == "pobj"]
            for one in inner:
                if child.lower_ == "on" and _on(noun, one):
                    yield one
                yield from _inside(one, depth=depth + 1)


def _topical(preposition: Token) -> bool:
    """Whether a preposition says what an act is about; "on" and "over" do after words for talking only."""
    if preposition.lower_ in {"on", "over"}:
        return preposition.head.lemma_.lower() in place_words("talk")
    return preposition.lower_ in TOPICAL


def _on(owner: Token, noun: Token) -> bool:
    """Whether "on" says where: on a street, an island, and what an attack is on; sanctions on a state are not there."""
    if owner.lemma_.lower() in place_words("assault"):
        return _site(noun)
    return noun.ent_type_ in {"LOC", "FAC"} or noun.lemma_.lower() in place_words("site")


def _anywhere(node: Token) -> Iterator[Token]:
    """Whatever a place preposition introduces below the verb, before the next verb that tells something: as the
    parser may have hung it on any noun between."""
    for token in sorted(node.subtree, key=lambda t: abs(t.i - node.i)):
        topic = token.head.dep_ == "pobj" and _topical(token.head.head)
        if token.dep_ == "prep" and token.lower_ in STRICT and not topic and not _through(token, node, TOLD_APART):
            yield from _introduced(token)


def _through(token: Token, top: Token, links: frozenset[str]) -> bool:
    """Whether the way up from a word to one above it goes through one of these dependencies."""
    while token.i != top.i:
        if token.dep_ in links:
            return True
        token = token.head
    return False


# --- the name in a phrase ------------------------------------------------------------------------------------

def _site(token: Token) -> bool:
    """Whether a noun is a place: a place's name, or a word for one ("village", "border", "streets")."""
    return token.ent_type_ in NAMED or token.lemma_.lower() in place_words("site")


def _whole_state(token: Token) -> bool:
    """Whether a noun is a state's name: as an object it is a party, not a place, but after the verbs of a place."""
    return token.pos_ == "PROPN" and any(m.kind == "name" for m in gazetteer().find(named(token)))


def _names(phrase: Token, *, sure: bool = False) -> Iterator[Token]:
    """The names of places in a noun phrase: of "the town of Hit" Hit, of "a Mosul hotel" Mosul, the narrowest first.

    `sure`: the words before it say that it is a place, whatever the parser takes the name for.
    """
    if phrase.pos_ == "PRON" or phrase.ent_type_ in {"DATE", "TIME"}:
        return
    site = phrase.lemma_.lower() in place_words("site")
    own = _is_name(phrase, sure=sure)
    if site and not own:  # "Orgun district", but not the town of "the Baghdad suburb of Dora"
        yield from (c for c in phrase.children if c.dep_ in {"compound", "nmod"} and _is_name(c, sure=True)
                    and (c.ent_type_ not in {"ORG", "NORP"} or phrase.lemma_.lower() in place_words("district"))
                    and not (_matches(c) and any(o.lower_ == "of" for o in phrase.children)))
    for child in phrase.children:
        if child.dep_ == "appos" and not own and _is_name(child, sure=site):
            yield child
        elif site and child.dep_ == "prep" and child.lower_ == "of":
            for inner in _introduced(child):
                yield from _names(inner, sure=True)
    if own:
        yield phrase
        return
    for child in phrase.children:
        if child.dep_ == "prep" and (child.lower_ in PLACED | {"of", "on"} or (site and child.lower_ == "from")):
            for inner in _introduced(child):
                yield from _names(inner, sure=child.lower_ in STRICT)
        elif child.dep_ == "advmod" and child.lower_ in HERE:
            for inner in (t for prep in child.children if prep.dep_ == "prep" for t in _introduced(prep)):
                yield from _names(inner, sure=True)
    if phrase.lemma_.lower() not in MISSIONS:
        yield from (c for c in phrase.children if c.dep_ in {"compound", "nmod", "poss"} and c.ent_type_ in NAMED
                    and _is_name(c))


def _is_name(token: Token, *, sure: bool = False) -> bool:
    if token.pos_ not in {"PROPN", "NOUN", "X"} or not token.text[0].isupper():
        return False
    if token.lower_ in ORGANS or any(c.dep_ == "appos" and c.lemma_.lower() in roles_of("official")
                                     for c in token.children):
        return False  # "Dmitri Medvedev, president of ...", whatever the parser takes him for
    if token.ent_type_ in NAMED or (sure and token.ent_type_ not in {"DATE", "TIME", "EVENT", "MONEY"}):
        return not any(m.kind == "demonym" for m in gazetteer().find(token.text))
    return token.pos_ == "PROPN" and token.ent_type_ not in NO_PLACE and bool(_matches(token))


# --- its state -----------------------------------------------------------------------------------------------

def _matches(token: Token) -> list[Match]:
    if token.ent_type_ in {"DATE", "TIME"}:
        return []
    return [m for m in gazetteer().find(named(token)) if m.kind in {"name", "capital", "city", "seat"}
            and (m.form is None or "of other states" not in m.form.trap)]


def _place(token: Token, by_head: dict[int, Mention]) -> Place | None:
    mention = by_head.get(token.i)
    if mention is not None and mention.kind in {"state", "modifier", "place"}:
        return Place(mention.actor.country, named(token))
    for match in _matches(token):
        return Place(match.code, match.text)
    country = _state_beside(token, by_head) or settlements().get(named(token))
    return Place(country, named(token)) if country else None


@cache
def settlements() -> dict[str, str]:
    """Name of a city -> its state, from codes/settlements.tsv."""
    return {row["name"]: row["code"] for row in tables.table("settlements.tsv", ("name", "code"), key=("name",))}


def _state_beside(token: Token, by_head: dict[int, Mention]) -> str | None:
    """The state that the phrase round an unknown name tells: "the Iraqi town of Hit", "Hit in Iraq", "Hit, Iraq"."""
    top = token
    for _ in range(4):
        if top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.head.pos_ in {"NOUN", "PROPN"}:
            top = top.head.head
        elif top.dep_ in {"appos", "compound", "nmod"} and top.head.pos_ in {"NOUN", "PROPN"}:
            top = top.head
        else:
            break
    for inner in top.subtree:
        mention = by_head.get(inner.i)
        own = _through(inner, top, OWN_CLAUSE)
        if mention is not None and mention.kind in {"state", "modifier", "place"} and not own:
            return mention.actor.country
        for match in gazetteer().find(inner.text) if inner.pos_ in {"PROPN", "ADJ"} and inner.i != token.i else ():
            if match.kind in {"name", "demonym", "capital", "city"} and not own:
                return match.code
    return None
