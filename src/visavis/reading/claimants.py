"""Who makes a forecast: a named expert or official in a public role, a class ("experts"), a government, or nobody.

The rule: a person's name is kept only where a public role is attested, by the mention's office or by words beside
the name ("Lim, a professor at ..."). Anybody else is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from visavis.codes.tables import read
from visavis.reading.dates import kind
from visavis.reading.sentences import Mention, Sentence
from visavis.records import Document

VIEWING = frozenset({"see", "view", "regard", "consider", "deem", "judge", "rate", "describe", "call"})
"""Verbs whose subject holds the view that follows: "some see a summit as likely"."""

SOME = frozenset({"some", "many", "most", "others", "several"})
"""Words that stand for unnamed people who forecast."""

PAST = frozenset({"former", "ex", "retired", "onetime"})
"""Words before an office that is held no longer: its holder is quoted for what he knows."""

CLAUSAL = ("ccomp", "parataxis", "advcl", "xcomp", "acl", "relcl", "conj", "dep", "csubj", "pcomp")


@dataclass(frozen=True, slots=True)
class Claimant:
    """Whose forecast it is. `quoted`: the sentence gives it to somebody, named or not; `tokens`: the words for him."""

    name: str | None = None
    quoted: bool = False
    expert: bool = False
    official: bool = False
    tokens: frozenset[int] = frozenset()


def attributed(sentence: Sentence, predicate: Token, hedges: Sequence[Token], mentions: Sequence[Mention],
               document: Document) -> Claimant:
    """Who forecasts `predicate`: the subject of what reports it or expects it, or "according to X"."""
    own: Claimant | None = None
    for word in _speakers(sentence, predicate, hedges):
        found = _claimant(word, mentions, document)
        if found.quoted:
            return found
        own = own or found  # "I expect", quoted: whoever says it comes after
    return own or Claimant()


def named(word: Token, mentions: Sequence[Mention], document: Document) -> str | None:
    """The name of whoever a word means, if the text attests a public role; else None."""
    return _claimant(word, mentions, document).name


def _speakers(sentence: Sentence, predicate: Token, hedges: Sequence[Token]) -> Iterator[Token]:
    """The words for whoever may be the speaker, the surest first."""
    for hedge in hedges:
        if hedge.pos_ == "VERB" and hedge.tag_ != "VBN" and hedge.lemma_ not in (
                "look", "seem", "appear", "remain", "go"):
            yield from _subjects(hedge)
        yield from (child for child in hedge.children if child.dep_ == "poss" and hedge.pos_ == "NOUN")
        if hedge.tag_ == "NNS" and hedge.dep_ == "ROOT":  # "The IMF forecasts that", taken for a noun
            yield from (child for child in hedge.children if child.dep_ == "compound" and child.pos_ == "PROPN")
        yield from (one for verb in hedge.ancestors if verb.lemma_ in VIEWING for one in _subjects(verb))
    node = predicate
    while node.head != node:
        if node.head.pos_ in ("VERB", "AUX") and node.dep_ in CLAUSAL and kind(node.head) == "report":
            yield from _subjects(node.head)
        node = node.head
    if any(hedge.pos_ == "VERB" for hedge in hedges):
        yield from (one for verb in sentence.parse if verb.lemma_ in ("say", "tell", "add") for one in _subjects(verb))
    for token in sentence.parse:
        if token.lower_ == "according":
            yield from (thing for child in token.subtree if child.lower_ == "to"
                        for thing in child.children if thing.dep_ == "pobj")
    for child in predicate.children:
        if child.dep_ in ("parataxis", "ccomp") and kind(child) == "report":
            yield from _subjects(child)


def _subjects(verb: Token) -> Iterator[Token]:
    return (child for child in verb.children
            if child.dep_ == "nsubj" and child.lower_ not in ("it", "there", "which", "that"))


def _claimant(word: Token, mentions: Sequence[Mention], document: Document) -> Claimant:
    tokens = frozenset(token.i for token in word.subtree)
    mention = next((one for one in mentions if one.head == word.i or one.tokens[0] <= word.i < one.tokens[1]), None)
    roles = _roles_beside(word)
    expert, official = bool(roles & roles_of("expert")), bool(roles & roles_of("official"))
    if roles & PAST:
        expert, official = True, False
    if word.lower_ in SOME and word.pos_ != "PROPN" and word.dep_ == "nsubj":
        return Claimant(str(word.text), True, False, False, tokens)
    if word.lower_ in ("we", "i", "us"):
        return Claimant(None, False, False, False, tokens)
    if word.pos_ == "PROPN":
        return _named(word, mention, tokens, expert, official, document)
    if word.pos_ == "PRON":
        held = mention is not None and mention.actor.office is not None
        return Claimant(mention.actor.name if mention and held else None, True, False, held, tokens)
    name = _class(word)
    if name is None:  # "the visit looks likely": nobody speaks
        return Claimant()
    return Claimant(name, True, expert, official or (mention is not None and not expert), tokens)


def _named(word: Token, mention: Mention | None, tokens: frozenset[int], expert: bool, official: bool,
           document: Document) -> Claimant:
    """A name: of a state or body as written; of a person only with a public role."""
    told = mention.actor.name if mention is not None and mention.kind == "person" else None
    text = told or _name(word)
    if mention is not None and mention.kind != "person" and word.ent_type_ != "PERSON":
        return Claimant(_whole(word), True, False, True, tokens)
    public = mention is not None and (mention.actor.office is not None or mention.actor.level is not None)
    elsewhere = _role_in(document.text, word.text)
    expert = expert or elsewhere == "expert"
    official = official or public or elsewhere == "official"
    if word.ent_type_ in ("ORG", "GPE", "NORP") and not (expert or official):
        return Claimant(_whole(word), True, False, word.ent_type_ != "ORG", tokens)
    return Claimant(text if expert or official else None, True, expert and not public, official, tokens)


def _roles_beside(word: Token) -> set[str]:
    """Words of role in a noun phrase: its own head, titles before it, apposition after it."""
    person = next((one for one in word.sent.ents if one.label_ == "PERSON" and one.start <= word.i < one.end), None)
    near = [word]
    for child in [child for one in (person or near) for child in one.children]:
        if child.dep_ in ("appos", "prep", "nmod", "relcl"):
            near += [one for one in child.subtree if one.pos_ in ("NOUN", "PROPN")]
        elif child.dep_ in ("compound", "amod", "poss"):
            near.append(child)
    return {one.lemma_.lower() for one in near} | {one.lower_ for one in near}


def _name(word: Token) -> str:
    """The name that ends at a token, hyphens and all, without the titles before it."""
    titles = roles_of("expert") | roles_of("official")
    person = next((one for one in word.sent.ents if one.label_ == "PERSON" and one.start <= word.i < one.end), None)
    if person is not None and person[0].lower_ not in titles:
        last = max(word.i + 1, person.end) if "-" in person.text else word.i + 1  # "Lee Ho-ryung" has three tokens
        return str(word.doc[person.start:last].text)
    first = word.i
    while first > word.sent.start:
        before = word.doc[first - 1]
        if not (before.text == "-" or before.pos_ == "PROPN") or before.lower_ in titles:
            break
        first -= 1
    return str(word.doc[first:word.i + 1].text).lstrip("- ")


def _whole(word: Token) -> str:
    """The name of a state or body as the parser marks it off, with "of ..." but without the article."""
    body = next((one for one in word.sent.ents if one.start <= word.i < one.end), None)
    if body is None or body.label_ == "PERSON":
        return _name(word)
    first = body.start + (body[0].lower_ in roles_of("article"))
    return str(word.doc[first:max(body.end, word.i + 1)].text)


def _class(word: Token) -> str | None:
    """A class as written, without articles: "experts", "South Korean officials"."""
    lemma = word.lemma_.lower()
    if word.pos_ != "NOUN" or not any(lemma in roles_of(role) for role in ("expert", "official", "class")):
        return None
    articles = roles_of("article")
    left = [child for child in word.lefts if child.dep_ in ("amod", "compound", "nmod", "poss")
            and child.lower_ not in articles]
    first = min((token.i for child in left for token in child.subtree), default=word.i)
    while word.doc[first].lower_ in articles and first < word.i:
        first += 1
    return str(word.doc[first:word.i + 1].text)


def _role_in(text: str, surname: str) -> str | None:
    """`expert` or `official` if the document names somebody of that surname with such a role."""
    if len(surname) < 2:
        return None
    for match in _beside(surname).finditer(text):
        words = {word.lower() for word in re.findall(r"[A-Za-z-]+", match.group())}
        for role in ("expert", "official"):
            if words & roles_of(role):
                return role
    return None


@cache
def _beside(surname: str) -> re.Pattern[str]:
    """Up to five words before a name and, after a comma, up to eight after it, in one sentence."""
    name = re.escape(surname)
    return re.compile(rf"(?:[A-Za-z-]+ ){{0,5}}\b{name}\b(?:-[\w-]+)?(?: [A-Z][\w-]+)*(?:, (?:[\w'’-]+ ?){{1,8}})?")


@cache
def roles_of(role: str) -> frozenset[str]:
    """The words of one kind in `speakers.tsv`."""
    rows = read(files("visavis.reading") / "speakers.tsv", ("word", "kind"), key=("word",))
    return frozenset(row["word"] for row in rows if row["kind"] == role)
