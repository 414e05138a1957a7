"""Who is named in a sentence: states, their organs and officials, organisations of states.

The rule: wrong is worse than unknown. A mention is made only where a table, the same noun phrase, or an earlier
sentence of the same document ties it to a country.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from spacy.tokens import Doc, Token

from visavis.codes import countries, offices, officials, tables
from visavis.reading import halves, mononyms, namesakes, references, topics
from visavis.reading.gazetteer import Match, gazetteer
from visavis.reading.roles import is_pair, next_in_list
from visavis.reading.sentences import Mention, Sentence
from visavis.records import Actor

SENT = {"delegation", "mission"}
"""Groups that a state sends."""

ARGUMENTS = {"nsubj", "dobj", "pobj", "conj", "nsubjpass"}
"""Dependencies of a noun that stands for itself."""

LEFT = {"compound", "amod", "nmod", "poss", "nummod", "appos"}
"""Dependencies through which a name stands before the noun it belongs to."""

KOREAS = {"Korea", "Korean", "Koreans"}

_DATELINE = re.compile(r"[A-Z][^()\n]{1,60}\([^()\n]{2,40}\)\s*(?:--|[—–-])\s*|"
                       r"[A-Z][A-Z .'-]{2,30}(?:,[^—–\n]{2,30})?\s(?:--|[—–-])\s")
"""Where and by whom a story is filed: it names no actor."""

_LABEL = re.compile(r"(?P<who>Q|(?:[A-Z][A-Z.'’-]+)(?: [A-Z][A-Z.'’-]*){0,6})\s?:(?:\s|$)")
"""Who speaks next in a transcript: "QUESTION:", "MR PRICE:", "FOREIGN MINISTER KOFOD:"; it names no party."""

PLAIN_TITLES = {"MR", "MR.", "MS", "MS.", "MRS", "MRS.", "DR", "DR."}
"""Titles that open the label of a speaker without saying his office."""

ASKERS = {"Q", "QUESTION", "REPORTER", "JOURNALIST", "MODERATOR", "OPERATOR", "PRESS", "PARTICIPANT", "INTERPRETER"}
"""Labels of those who speak for no state; what they call "we" is not the ministry."""

_BEFORE = re.compile(r"\b(?:pro|anti|ex|non|post|trans|intra|pre)-$", re.IGNORECASE)
_AFTER = re.compile(r"-(?:born|made|style|language|speaking|registered|flagged|owned|built|designed|era|friendly|held|"
                    r"occupied|controlled|sourced|trained|based|educated|backed|"
                    r"sponsored|funded|supported|allied|aligned|linked|brokered|installed)\b", re.IGNORECASE)
"""Compounds in which a state qualifies something else and does not act."""


@cache
def actor_nouns() -> dict[str, tuple[str, str]]:
    """Lemma -> (sector, weight) of nouns that are a state acting when a state stands before them."""
    rows = tables.read(files("visavis.reading") / "actors.tsv", ("lemma", "sector", "weight"), key=("lemma",))
    return {row["lemma"]: (row["sector"], row["weight"]) for row in rows}


@dataclass(slots=True)
class Memory:
    """What the document has said so far: who is who, and which two states it is about."""

    published: date
    speaker: str | None = None
    northern: bool = False
    persons: dict[str, Actor] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    families: set[str] = field(default_factory=set)
    offices: dict[str, Actor] = field(default_factory=dict)
    pair: tuple[str, str] | None = None
    seen: Counter[str] = field(default_factory=Counter)
    last_person: Actor | None = None
    fresh: bool = False
    last_state: str | None = None
    last_group: dict[str, Actor] = field(default_factory=dict)
    last_of: dict[str, Actor] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    asked: bool = False
    guest: str | None = None
    teller: str | None = None
    turns: bool = False

    @property
    def voice(self) -> str | None:
        """The state whose "we" is spoken: the outlet's, a guest's in a transcript, nobody's in a question."""
        return None if self.asked else self.guest or self.speaker

    def learn(self, actor: Actor) -> None:
        """Keep a person's full name, and each end of it as a short form while it stays unambiguous."""
        if actor.name is None or " " not in actor.name:
            return
        known = self.persons.get(actor.name)
        if known is None or (known.office is None and actor.office is not None):
            self.persons[actor.name] = actor
        parts = actor.name.split()
        for short in {parts[0], parts[-1]}:
            self.surnames.setdefault(short, set()).add(actor.name)

    def recall(self, name: str) -> Actor | None:
        """The actor that an earlier sentence tied to `name`; None where two persons share it."""
        if name in self.persons:
            return self.persons[name]
        full = self.surnames.get(name, set())
        return self.persons[next(iter(full))] if len(full) == 1 else None

    def office(self, title: str) -> Actor | None:
        """Who was last named with an office, also by its first or last word: "the Secretary", "the minister"."""
        low = title.lower()
        if low in self.offices:
            return self.offices[low]
        held = [(words[0], words[-1], actor) for title, actor in reversed(self.offices.items())
                if (words := title.split()) and words[0] not in {"deputy", "vice", "assistant", "under", "acting"}]
        return next((actor for first, last, actor in held if low in {first, last}), None)

    def topic(self) -> tuple[str, str] | None:
        """The two states named most in the document so far, where there are two."""
        top = self.seen.most_common(2)
        return (top[0][0], top[1][0]) if len(top) == 2 else None

    def about(self) -> tuple[str, ...]:
        """The states that the document is about so far, the one named most first: two, and those named half as often
        as the second."""
        top = self.seen.most_common()
        return tuple(code for code, count in top if 2 * count >= top[1][1]) if len(top) > 1 else ()


Stretch: TypeAlias = tuple[int, int]
"""Tokens [first, last+1) of a spaCy Doc."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The raw material of one sentence: what the tables and the parser know of its words.

    `titles`: head token -> office and its tokens; `people`: head token -> tokens of a person's name.
    """

    sentence: Sentence
    memory: Memory
    matches: list[tuple[Match, Stretch]]
    titles: dict[int, tuple[offices.Office, Stretch]]
    people: dict[int, Stretch]

    @property
    def doc(self) -> Doc:
        """The spaCy Doc of the sentence."""
        return self.sentence.parse.doc

    def mention(self, tokens: Stretch, head: Token, actor: Actor, kind: str) -> Mention:
        """A mention that covers `tokens`, in document offsets."""
        first, last = self.doc[tokens[0]], self.doc[tokens[1] - 1]
        offset = self.sentence.offset
        return Mention((first.idx + offset, last.idx + len(last.text) + offset), tokens, head.i, actor, kind)


def find(sentence: Sentence, memory: Memory) -> list[Mention]:
    """The actors that a sentence names, in order, at most one for each syntactic head.

    `memory` is read and updated: names are linked back to titles given before, "the two sides" to a pair.
    """
    _turn(sentence, memory)
    spaced = _spaced(sentence)
    matches = _matches(sentence, memory, *spaced)
    scene = Scene(sentence, memory, matches, _titles(sentence, matches, *spaced), _people(sentence, matches, memory))
    found: dict[int, Mention] = {}
    for match, tokens in matches:
        if match.kind != "official":
            _add(found, _state(scene, match, tokens))
    for head, tokens in scene.people.items():
        if head not in found and not _inside(found.values(), head):
            _add(found, _person(scene, head, tokens, found))
    for head in scene.titles:
        if head not in found and not _inside(found.values(), head):
            _add(found, _office_alone(scene, head))
    for mention in found.values():
        if mention.actor.name:
            memory.learn(mention.actor)
    for token in sentence.parse:
        if token.i not in found:
            _add(found, _reference(scene, token, found))
    mentions = [topics.marked(m, scene.doc) for m in sorted(found.values(), key=lambda m: m.span)]
    _remember(mentions, memory, scene.doc, paired=any(is_pair(token) for token in sentence.parse))
    return mentions


def _add(found: dict[int, Mention], mention: Mention | None) -> None:
    if mention is None:
        return
    old = found.get(mention.head)
    if old is None or _weight(mention) > _weight(old):
        found[mention.head] = mention


def _weight(mention: Mention) -> int:
    return {"person": 4, "group": 3, "state": 2, "organisation": 2}.get(mention.kind, 0)


def _inside(mentions: Iterable[Mention], index: int) -> bool:
    return any(m.tokens[0] <= index < m.tokens[1] and m.kind != "modifier" for m in mentions)


# --- the raw material of a sentence -------------------------------------------------------------------------

def _matches(sentence: Sentence, memory: Memory, text: str, places: Sequence[int]) -> list[tuple[Match, Stretch]]:
    """Gazetteer matches with the tokens they cover; a state inside a longer person's name is left out.

    `text`, `places`: see `_spaced`.
    """
    doc, base = sentence.parse.doc, sentence.parse.start_char
    found = []
    opening = _DATELINE.match(sentence.parse.text) or _LABEL.match(sentence.parse.text) \
        if sentence.parse.start == 0 else None
    for known in gazetteer().find(text):
        known = replace(known, start=places[known.start], end=places[known.end - 1] + 1)
        if opening is not None and known.end <= opening.end():
            continue
        match = _which_korea(known, memory, sentence.parse.text)
        span = doc.char_span(base + match.start, base + match.end, alignment_mode="expand")
        if span is None or _qualifies(sentence.parse.text, match.start, match.end):
            continue
        if match.kind in {"name", "city", "capital", "demonym"} and _in_person(doc, span.start, span.end):
            memory.families.add(match.text)
            continue
        if match.trap and span.start and doc[span.start - 1].pos_ == "PROPN":
            memory.families.add(match.text)
        found.append((match, (span.start, span.end)))
    sure = namesakes.states(found, doc, memory.families)
    settled = namesakes.settled(sure, doc, memory.seen)
    if any(memory.seen[code] for code in halves.BOTH) or any(match.code in halves.BOTH for match, _ in settled):
        settled += halves.find(sentence)
    return settled


def _turn(sentence: Sentence, memory: Memory) -> None:
    """Note who speaks from here on, where a paragraph of a transcript begins with a label."""
    label = _LABEL.match(sentence.parse.text) if sentence.parse.start == 0 else None
    if label is None:
        return
    words = label["who"].split()
    asked, plain = words[0] in ASKERS, words[0] in PLAIN_TITLES
    written = " ".join(word.title() for word in words)
    office = next(iter(offices.find(written)), None)
    known = memory.recall(words[-1].title()) or officials.resolve(" ".join(words[-2:]).title(), on=memory.published)
    if known is None and office is not None:
        known = officials.resolve(words[-1].title(), on=memory.published, office=office.office.title)
    if not (asked or office or ((memory.speaker or memory.turns) and (plain or known))):
        return  # "BEIJING: ...", "UPDATE: ..." are no speakers
    memory.turns = True
    stated = next((m.code for m in gazetteer().find(written) if m.kind in {"name", "demonym"}), None)
    memory.asked, memory.teller = asked, None
    memory.guest = stated or (known.country if known is not None else None)
    if not asked:
        memory.teller = (known.name if known is not None else None) or (written if office is not None else None)
    if isinstance(known, officials.OfficialMatch):
        memory.learn(Actor(known.country, known.name, known.office, known.level, known.rank, known.sector))


def _spaced(sentence: Sentence) -> tuple[str, Sequence[int]]:
    """The sentence with a space between words that have run together, and where each character stands in it."""
    first, last = sentence.parse.start, sentence.parse.end
    letters, space = sentence.parse.doc.to_array(["IS_ALPHA", "SPACY"])[first:last].astype(bool).T
    apart = letters[1:] & letters[:-1] & ~space[:-1]
    if not apart.any():
        return (text := sentence.parse.text_with_ws), range(len(text))
    text, places = "", list[int]()
    for token, glued in zip(sentence.parse, (False, *apart.tolist()), strict=True):
        text += " " * glued + token.text_with_ws
        first = token.idx - sentence.parse.start_char
        places += [first] * glued + list(range(first, first + len(token.text_with_ws)))
    return text, places


def _which_korea(match: Match, memory: Memory, text: str) -> Match:
    """"Korea" is the half that stands before it in lower case, as the North's press writes it ("south Korea"); alone it
    is the North in that press, and in a document that has named the North more often."""
    if match.text not in KOREAS:
        return match
    half = halves.HALVES.get(text[max(0, match.start - 6):match.start].strip().title())
    if half is not None:
        return replace(match, code=half)
    north = memory.northern or memory.seen["PRK"] > memory.seen["KOR"]
    return replace(match, code="PRK") if north else match


def _qualifies(text: str, start: int, end: int) -> bool:
    """Whether the form stands in a compound in which it only qualifies: pro-Russian, Chinese-made."""
    return bool(_BEFORE.search(text[max(0, start - 8):start]) or _AFTER.match(text[end:end + 14]))


def _in_person(doc: Doc, start: int, end: int) -> bool:
    entity = doc[start].ent_type_
    if entity != "PERSON":
        return False
    before = start > 0 and doc[start - 1].ent_type_ == "PERSON" and doc[start].ent_iob_ == "I"
    after = end < len(doc) and doc[end].ent_type_ == "PERSON" and doc[end].is_alpha and doc[end].ent_iob_ == "I"
    return before or (after and doc[start].tag_ != "JJ")


def _titles(sentence: Sentence, matches: list[tuple[Match, Stretch]], text: str,
            places: Sequence[int]) -> dict[int, tuple[offices.Office, Stretch]]:
    """Office titles of a sentence by the token that heads them."""
    doc, base = sentence.parse.doc, sentence.parse.start_char
    found: dict[int, tuple[offices.Office, Stretch]] = {}
    for match in offices.find(text):
        match = replace(match, start=places[match.start], end=places[match.end - 1] + 1)
        span = doc.char_span(base + match.start, base + match.end, alignment_mode="expand")
        if span is None:
            continue
        inner = next((m.start for m, _ in matches if match.start < m.start < match.end), None)
        office = match.office
        if inner is not None:  # "foreign minister of the Democratic People": the state is not part of the title
            words = sentence.parse.text[match.start:inner].split()
            while words and words[-1].lower() in {"of", "the", "for", "to"}:
                words.pop()
            office = replace(office, title=" ".join(words) or office.title)
        found.setdefault(span.root.i, (office, (span.start, span.end)))
    return found


def _people(sentence: Sentence, matches: list[tuple[Match, Stretch]], memory: Memory) -> dict[int, Stretch]:
    """Spans of persons' names by the token that heads them: the register's names, then the parser's."""
    doc = sentence.parse.doc
    states = {i for match, (start, end) in matches if match.kind not in {"official"} for i in range(start, end)}
    found: dict[int, Stretch] = {}
    taken: set[int] = set()
    for match, (start, end) in matches:
        if match.kind == "official":
            found[doc[start:end].root.i] = (start, end)
            taken |= set(range(start, end))
    for entity in sentence.parse.ents:
        tokens = [t for t in entity if t.i not in states and t.tag_ in {"NNP", "NNPS", "NN", "JJ", "FW", "HYPH"}]
        if entity.label_ != "PERSON" or not tokens or taken & {t.i for t in tokens}:
            continue
        if not all(t.text[:1].isupper() or t.text in {"-", "al", "bin", "de", "von", "van"} for t in tokens):
            continue
        span = doc[tokens[0].i:tokens[-1].i + 1]
        found.setdefault(span.root.i, (span.start, span.end))
    named = states | {i for start, end in found.values() for i in range(start, end)}
    for token in sentence.parse:
        if token.i in named:
            continue
        if mononyms.leader(token.text, memory.published) and not _beside_a_name(token):
            found[token.i] = (token.i, token.i + 1)
        elif references.leads(token) and any(c.dep_ == "compound" and c.pos_ == "PROPN" for c in token.children):
            found[token.i] = (min(c.i for c in token.children if c.dep_ == "compound"), token.i + 1)
    return found


def _beside_a_name(token: Token) -> bool:
    """Whether another name stands next to a word, so that the two may name somebody or something else."""
    before = token.nbor(-1) if token.i > token.sent.start else None
    after = token.nbor(1) if token.i + 1 < token.sent.end else None
    return any(one is not None and one.pos_ == "PROPN" and one.text[0].isupper() and one.ent_type_ != "GPE"
               for one in (before, after))


# --- noun phrases ------------------------------------------------------------------------------------------

def phrase_head(token: Token, accept: set[int]) -> Token:
    """The head of the noun phrase in which `token` qualifies: climbs while the head is a noun or in `accept`."""
    head = token
    while head.dep_ in {"compound", "amod", "nmod", "poss", "nummod", "npadvmod"} and head.head.i != head.i \
            and head.head.pos_ in {"NOUN", "PROPN", "ADJ"} and not next_in_list(head):
        head = head.head
    if head.i != token.i and head.i not in accept and not _acting(head) and head.dep_ == "appos":
        return token
    return head


def _acting(token: Token) -> bool:
    return token.lemma_.lower() in actor_nouns()


def _state(scene: Scene, match: Match, tokens: Stretch) -> Mention | None:
    """A mention for a state's name: the person, office or organ it qualifies, the state itself, or a modifier."""
    root = scene.doc[tokens[0]:tokens[1]].root
    kind = {"organisation": "organisation", "nonstate": "organisation", "city": "place"}.get(match.kind, "state")
    head = phrase_head(root, set(scene.titles) | set(scene.people))
    person = _person_of(head, scene.people)
    if person is not None and person != root.i:
        return _named(scene, person, match.code, tokens[0])
    if head.i in scene.titles:
        return _titled(scene, head, match.code, tokens[0])
    sent = _sent_by(head)
    if sent is not None:
        return scene.mention((sent.i, max(head.i + 1, tokens[1])), sent, Actor(match.code, sector="GOV"), "group")
    if head.i != root.i and _acting(head):
        actor = Actor(match.code, sector=match.sector(scene.memory.published) or actor_nouns()[head.lemma_.lower()][0])
        return scene.mention((tokens[0], head.i + 1), head, actor, "group")
    owner = _of_head(root, scene.titles)
    if owner is not None:
        return _owned(scene, match, tokens, owner)
    qualifies = head.i != root.i and (root.dep_ != "poss" or match.kind == "city")
    if qualifies or (match.kind == "demonym" and root.pos_ == "ADJ" and root.dep_ not in ARGUMENTS):
        kind = "modifier"
    sector = match.sector(scene.memory.published) or ("CVL" if match.kind == "demonym" and kind == "state" else None)
    return scene.mention(tokens, root, Actor(match.code, sector=sector), kind)


def _sent_by(head: Token) -> Token | None:
    """The delegation in "a delegation of Russian experts": it acts for its state, whoever its members are."""
    if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lemma_.lower() in SENT:
        owner: Token = head.head.head
        return owner
    return None


def _owned(scene: Scene, match: Match, tokens: Stretch, owner: Token) -> Mention:
    """The office or organ in "the president of France", "the armed forces of Ukraine"; a name that follows joins it."""
    if owner.i not in scene.titles:
        actor = Actor(match.code, sector=actor_nouns()[owner.lemma_.lower()][0])
        return scene.mention((owner.i, tokens[1]), owner, actor, "group")
    person = _person_of(owner, scene.people)
    if person is None:
        person = next((h for h, (start, _) in scene.people.items() if start == tokens[1]), None)
    if person is not None:
        return _named(scene, person, match.code, scene.people[person][0], office=scene.titles[owner.i][0])
    return _titled(scene, owner, match.code, owner.left_edge.i)


def _of_head(root: Token, titles: dict[int, tuple[offices.Office, Stretch]]) -> Token | None:
    """The office or organ that "of STATE" belongs to: the president of France, the armed forces of Ukraine."""
    if root.dep_ == "pobj" and root.head.lower_ in {"of", "for"}:
        owner: Token = root.head.head
        inside = next((head for head, (_, (start, end)) in titles.items() if start <= owner.i < end), None)
        if inside is not None:  # "vice-minister of Industry and Trade of X"
            owner = root.doc[inside]
        if owner.i in titles or (root.head.lower_ == "of" and _acting(owner)):
            return owner
    return None


def _person_of(head: Token, people: dict[int, Stretch]) -> int | None:
    """The person that a noun phrase names: its head, an apposition to it, or what it is an apposition to."""
    if head.i in people:
        return head.i
    for child in head.children:
        if child.dep_ == "appos" and child.i in people:
            return int(child.i)
    if head.dep_ in {"appos", "nmod", "compound"} and head.head.i in people:
        return int(head.head.i)
    return None


def _phrase_titles(head: Token, titles: dict[int, tuple[offices.Office, Stretch]]) -> list[offices.Office]:
    """The offices that stand with a person: before the name, after it in apposition, or above it."""
    near: list[offices.Office] = []
    for token in [head, *_left(head), *(c for c in head.children if c.dep_ == "appos")]:
        if token.i in titles:
            near.append(titles[token.i][0])
        elif token.dep_ == "appos":
            near += [titles[t.i][0] for t in _left(token) if t.i in titles]
    if head.dep_ in {"appos", "compound", "nmod"} and head.head.i in titles:
        near.append(titles[head.head.i][0])
    return near


def _left(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in LEFT and child.dep_ != "appos":
            yield child
            yield from _left(child)


def _named(scene: Scene, head: int, country: str, left: int, *, office: offices.Office | None = None) -> Mention:
    """A person with a country: the office as said here, else as the register or the document has it."""
    tokens = scene.people[head]
    name = _name(scene.doc, _untitled(tokens, scene.titles))
    near = [o for o in _phrase_titles(scene.doc[head], scene.titles) if not o.former]
    best = office or min(near, key=lambda o: o.level or 9, default=None)
    sure = officials.resolve(name, on=scene.memory.published) if " " in name else None
    if sure is not None and sure.certainty == "sure":  # the register knows better than the parser whose official it is
        country = sure.country
    actor = _with_register(name, country, best, scene.memory)
    token = scene.doc[head]
    if references.is_kin(token):
        return scene.mention((min(left, tokens[0]), max(tokens[1], left + 1)), token, Actor(country), "modifier")
    if token.dep_ == "appos" and token.head.i in scene.titles and token.head.i < head:
        token = token.head  # "Azerbaijan's president Ilham Aliyev": it is the president who receives
    return scene.mention((min(left, tokens[0]), max(tokens[1], left + 1)), token, actor, "person")


def _with_register(name: str, country: str, office: offices.Office | None, memory: Memory) -> Actor:
    known = officials.resolve(name, on=memory.published, country=country,
                              office=office.title if office else None)
    earlier = memory.recall(name)
    if earlier is not None and earlier.country != country:
        earlier = None
    full = known.name if known else earlier.name if earlier else name
    if office is None and known is None and earlier is None:
        return Actor(country, sector="CVL")  # no public role is attested: the name is not kept
    if office is not None:
        level = offices.settle(office, country)
        rank = office.rank or (known.rank if known else None)
        return Actor(country, full, office.title, level.level, rank, level.sector)
    if known is not None:
        return Actor(country, full, known.office, known.level, known.rank, known.sector)
    return earlier or Actor(country, full)


def _untitled(tokens: Stretch, titles: dict[int, tuple[offices.Office, Stretch]]) -> Stretch:
    """The tokens of a name without a title that the parser took for part of it: "Crown Prince Salman"."""
    start, end = tokens
    for _, (first, last) in titles.values():
        if first <= start < last < end:
            start = last
    return start, end


def _name(doc: Doc, tokens: Stretch) -> str:
    """A person's name as written, without a possessive at its end."""
    text = doc[tokens[0]:tokens[1]].text.strip()
    for tail in ("'s", "’s", "'", "’"):
        text = text.removesuffix(tail)
    return " ".join(text.split())


def _titled(scene: Scene, head: Token, country: str, left: int) -> Mention:
    """An office with a country and no name: "the Chinese foreign minister"."""
    office, (start, end) = scene.titles[head.i]
    best = offices.settle(office, country)
    actor = Actor(country, None, office.title, best.level, office.rank, best.sector)
    return scene.mention((min(start, left), max(end, left + 1)), head, actor, "person")


def _person(scene: Scene, head: int, tokens: Stretch, found: dict[int, Mention]) -> Mention | None:
    """A person with no country in the phrase: by an earlier sentence, by the register, by the delegation that he leads,
    else None."""
    name = _name(scene.doc, tokens)
    near = _phrase_titles(scene.doc[head], scene.titles)
    office = min(near, key=lambda o: o.level or 9, default=None)
    actor = scene.memory.recall(name)
    if actor is None:
        known = officials.resolve(name, on=scene.memory.published, office=office.title if office else None) \
            or mononyms.leader(name, scene.memory.published)
        if known is None:
            group = references.led(scene.doc[head], found)
            if group is None or office is None:
                return None
            return _named(scene, head, group.actor.country, tokens[0])
        actor = Actor(known.country, known.name, known.office, known.level, known.rank, known.sector)
        if office is not None and not office.former:
            level = offices.settle(office, known.country)
            actor = Actor(known.country, known.name, office.title, level.level, office.rank or known.rank, level.sector)
    if references.is_kin(scene.doc[head]):
        return scene.mention(tokens, scene.doc[head], Actor(actor.country), "modifier")
    return scene.mention(tokens, scene.doc[head], actor, "person")


def _office_alone(scene: Scene, head: int) -> Mention | None:
    """An office with neither name nor country: by an earlier sentence that gave it both, else None."""
    office, span = scene.titles[head]
    known = scene.memory.office(office.title)
    named = span[1] < len(scene.doc) and scene.doc[span[1]].pos_ == "PROPN"  # "Crown Prince Salman" is someone else
    new = any(c.dep_ in {"poss", "det"} and c.lower_ not in {"the", "this", "that"} for c in scene.doc[head].children)
    if known is None or office.former or named or new:  # "its ambassador", "an envoy": another than the one before
        return None
    return scene.mention(span, scene.doc[head], known, "person")


def _reference(scene: Scene, token: Token, found: dict[int, Mention]) -> Mention | None:
    """A pronoun or a definite description that an earlier mention resolves."""
    actor = references.actor(token, found, scene.memory)
    return scene.mention((token.i, token.i + 1), token, actor, "pronoun") if actor else None


def _remember(mentions: list[Mention], memory: Memory, doc: Doc, *, paired: bool) -> None:
    """Update what the next sentences may refer back to; `paired`: this one speaks of the pair named before it."""
    states: list[str] = []
    for mention in mentions:
        actor = mention.actor
        if mention.kind == "pronoun":
            continue
        party = mention.kind not in {"place", "topic"}
        if party and actor.country not in states and countries.is_state(actor.country):
            states.append(actor.country)
        memory.seen[actor.country] += 1 if mention.kind != "modifier" else 0
        if mention.kind == "person" and actor.office:
            memory.offices[actor.office.lower()] = actor
            memory.last_of[actor.country] = actor
        if mention.kind == "group" and doc[mention.head].lemma_.lower() in SENT:
            memory.last_group |= {"delegation": actor, "mission": actor}
    memory.recent = [*states, *(code for code in memory.recent if code not in states)]
    people = [m for m in mentions if m.kind == "person" and references.is_one(m, doc)]
    spoken = any(m.kind == "pronoun" and m.actor == memory.last_person for m in mentions)
    memory.fresh = bool(people) or (memory.fresh and spoken)  # "he" reaches back one sentence, or along a chain of "he"
    if people:
        memory.last_person = people[0].actor
    if states:
        memory.last_state = states[0]
    if len(states) == 2 and not (paired and memory.pair):
        memory.pair = (states[0], states[1])
    elif memory.pair is None and memory.topic():
        memory.pair = memory.topic()
