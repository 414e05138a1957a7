"""From words to titles: the longest title of the table, completed by what stands beside it.

The rule: each step only reads the words next to the title that it knows; what it does not know it leaves alone.
Steps: portfolio ("Minister of Trade"), modifiers ("former deputy"), what is headed ("president of the Bank"),
the part of a state ("premier of Ontario"), "-elect"; then what two titles do to each other ("aide to the king").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from visavis.codes import offices_tables as tables
from visavis.codes.offices_tables import Node, Rule, Token

OTHER_OFFICIAL = 8
"""The lowest level: any official, and whoever once held an office."""

Words = Sequence[Token]

_LINKS = frozenset({"of", "for", "and", "&", "the", ",", "'", "in", "charge", "responsible"})
_ITS = frozenset({"its", "their", "his", "her", "a", "both", "our"})
_TAKES_PORTFOLIO = frozenset({"of", "for", "in", "without", "and", "&"})
_OTHER_PORTFOLIO = "other;GOV"
_UNKNOWN_WORDS = 2  # of a portfolio that no table has: "Minister of Rural Revitalisation"
_NEAR = 3  # words between "former" and the title: "former South Korean foreign minister"
_BODY_OF_STATE = 7  # heads of departments and bureaus: a body of the state takes nothing from them
_REACH = 16  # words after a title that are searched for what is headed
_MINISTERS = 6  # the lowest level that the governments of parts of a state have titles like
_NAME_WORDS = 5  # of a part of a state: "of the Jewish Autonomous Oblast"
_LEADS = frozenset({"led", "headed", "head", "guided"})


@dataclass(slots=True)
class Core:
    """A title under construction: the words `first`..`last` (exclusive) and what is known of it.

    `title`: where the title itself begins, after "former" and before "deputy". `state`: "", acting, former, then,
    elect, candidate or aspirant. `gaps`: names of states inside the title ("deputy Russian foreign minister").
    """

    first: int
    last: int
    rule: Rule
    level: int | None
    sector: str
    field: str
    title: int
    state: str = ""
    gaps: tuple[tuple[int, int], ...] = ()
    dropped: bool = False


def titles(words: Words, country: str | None, *, bare: bool) -> list[Core]:
    """The offices in `words`; `bare`: the words are one title and no more."""
    cores = _cores(words, country, bare=bare)
    for index, core in enumerate(cores):
        low = cores[index - 1].last if index else 0
        high = cores[index + 1].first if index + 1 < len(cores) else len(words)
        if core.rule.office:
            _complete(core, words, low, high)
    _relate(cores, words)
    kept = [core for core in cores if core.rule.office and not core.dropped]
    for core in kept:
        while core.last > core.first + 1 and words[core.last - 1].word in _LINKS:
            core.last -= 1
    return kept


def written(core: Core, words: Words, text: str) -> str:
    """The title as written, without "former", "-elect" and the names of states inside it."""
    last = core.last
    if core.state in {"elect", "candidate"}:
        known = tables.words(core.state)
        last = next((at for at in range(core.title + 1, last) if _phrase_at(known, words, at)), last)
    gaps = sorted(gap for gap in core.gaps if gap[0] >= core.title)
    cuts = [core.title, *(at for gap in gaps for at in gap), last]
    parts = [text[words[a].start:words[b - 1].end] for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b]
    return " ".join(" ".join(parts).split())


def leads(core: Core, words: Words) -> bool:
    """Whether the holder leads a delegation: "a delegation led by", "X-led delegation"."""
    before = [word.word for word in words[max(0, core.first - 5):core.first]]
    after = [word.word for word in words[core.last:core.last + 6]]
    led = any(word in _LEADS and "by" in before[n + 1:] for n, word in enumerate(before))
    return led or ("led" in after and "delegation" in after)


# --- the title itself ----------------------------------------------------------------------------------------

def _cores(words: Words, country: str | None, *, bare: bool) -> list[Core]:
    """The longest titles of the table from left to right."""
    found: list[Core] = []
    at = 0
    while at < len(words):
        best = _longest(words, at, country, bare=bare)
        if best is None:
            at += 1
            continue
        last, rule = best
        found.append(Core(at, last, rule, rule.level, rule.sector, rule.field, at))
        at = last
    return found


def _longest(words: Words, at: int, country: str | None, *, bare: bool) -> tuple[int, Rule] | None:
    node: Node = tables.titles()
    best = None
    for last in range(at, len(words)):
        following = node.then.get(words[last].word)
        if following is None:
            break
        node = following
        rule = _rule(node.rules, words, at, last + 1, country, bare=bare)
        if rule is not None:
            best = last + 1, rule
    return best


def _rule(rules: Sequence[Rule], words: Words, at: int, last: int, country: str | None, *, bare: bool) -> Rule | None:
    """The rule that holds: one of the state itself before a general one."""
    own = [rule for rule in rules if country is not None and country in rule.countries]
    for rule in own or [rule for rule in rules if not rule.countries]:
        if _allowed(rule.needs, words, at, last, sure=bare or bool(own)):
            return rule
    return None


def _allowed(needs: str, words: Words, at: int, last: int, *, sure: bool) -> bool:
    before = words[at - 1] if at else None
    after = words[last] if last < len(words) else None
    named = words[at].capital and after is not None and after.capital and after.word.isalpha()
    the = before is not None and before.word in {"the", "'s"}
    if needs == "bare":
        return after is None or after.word not in {"of", "for", "at", "in"}
    if sure or needs not in {"cap", "name", "royal", "title", "state"}:
        return True
    if needs == "cap":
        return words[at].capital and not (before and before.word.isdigit())
    if needs == "name":
        return named
    if needs == "royal":
        return the or named or (words[at].capital and (after is None or not at))
    if needs == "title":
        return not words[last - 1].plural and (named or (words[at].capital and the))
    return _beside_state(words, at, last)


def _beside_state(words: Words, at: int, last: int) -> bool:
    """Whether the title stands with the name of a state; in the plural, with two: "the leaders of A and B"."""
    if at and words[at - 1].word == "'s":
        at -= 1
    before = _state_before(words, at)
    after = False
    if last < len(words) and words[last].word == "of":
        first = last + 1 + (last + 1 < len(words) and words[last + 1].word == "the")
        realm = first < len(words) and (words[first].word,) in tables.words("realm")
        after = realm or any(_is_state(words, first, end) for end in range(first + 1, min(first + 6, len(words)) + 1))
    if not words[last - 1].plural:
        return before or after
    beside = words[max(0, at - 5):at] if before else words[last:last + 8] if after else []
    return any(word.word in {"and", "two", "both"} for word in beside)


def _is_state(words: Words, first: int, last: int) -> bool:
    return words[first].capital and " ".join(word.word for word in words[first:last]) in tables.states()


def _state_at(words: Words, at: int, last: int) -> int:
    """How many words at `at` make the longest name of a state; 0 for none."""
    return max((n for n in range(1, 6) if at + n <= last and _is_state(words, at, at + n)), default=0)


def _state_before(words: Words, last: int) -> bool:
    return any(_is_state(words, first, last) for first in range(max(0, last - 3), last))


def _phrase_at(known: Collection[tuple[str, ...]], words: Words, at: int) -> int:
    """How many words at `at` make the longest known phrase; 0 for none."""
    for length in (5, 4, 3, 2, 1):
        if at + length <= len(words) and tuple(word.word for word in words[at:at + length]) in known:
            return length
    return 0


# --- what stands beside it -----------------------------------------------------------------------------------

def _complete(core: Core, words: Words, low: int, high: int) -> None:
    """Add what stands beside the title: portfolio, "deputy", "former", what is headed, "-elect"."""
    if core.rule.needs == "portfolio":
        _portfolio_after(core, words, high)
        _portfolio_before(core, words, low)
        _portfolio_inside(core, words)
    _modifiers(core, words, low)
    if core.rule.needs == "body":
        _headed(core, words, low, high)
    if core.rule.needs == "organ":
        _organ(core, words)
    if core.level is not None and core.level <= 2:
        _part_of_state(core, words, low)
    if core.level is not None and core.level <= _MINISTERS:
        _region(core, words)
    for kind in ("elect", "candidate"):
        length = _phrase_at(tables.words(kind), words, core.last)
        if length:
            core.state, core.last = kind, core.last + length


def _portfolio_after(core: Core, words: Words, high: int) -> None:
    at = core.last
    if at >= high or words[at].word not in _TAKES_PORTFOLIO:
        return
    more = words[at].word in {"and", "&"}
    named, last = _portfolio_from(words, at, high, free="minister" in {word.word for word in words[core.first:at]})
    if named is None or last == core.last or (more and last == high < len(words)):
        return
    core.last = last
    if not more:
        _name_portfolio(core, named)


def _portfolio_from(words: Words, at: int, high: int, *, free: bool) -> tuple[str | None, int]:
    """What the minister is in charge of, as far as the words go on: its value and the end of the words.

    `free`: words that no table has may name it too, right after "of" or "and".
    """
    named, last, unknown, start = None, at, 0, at
    while at < high:
        length, value = _portfolio_at(words, at)
        if length:
            unknown = 0
        elif free and _may_be_portfolio(words, at, start, unknown):
            length, value, unknown = 1, _OTHER_PORTFOLIO, unknown + 1
        if length:
            named = named or value
            at = last = at + length
        elif words[at].word in _LINKS and at + 1 < high:
            at += 1
        else:
            break
    return named, last


def _may_be_portfolio(words: Words, at: int, start: int, unknown: int) -> bool:
    if not words[at].capital or not words[at].word.isalpha() or _state_at(words, at, at + 4):
        return False
    if _phrase_at(tables.words("realm"), words, at):
        return False
    before = words[at - 1].word
    linked = before in {"and", "&"} or (at - start in {1, 2} and before in _LINKS - {"in"})
    return linked or 0 < unknown < _UNKNOWN_WORDS


def _portfolio_before(core: Core, words: Words, low: int) -> None:
    """The portfolio right before the title, as far left as its words are known: "trade and industry minister"."""
    first = core.first
    if core.field != "executive" and first - low >= 2 and words[first - 1].word in {"and", "&"}:
        first -= 1  # "foreign and defence ministers": the title of the table has its own portfolio
    while first > low:
        length = next((n for n in (5, 4, 3, 2, 1) if first - n >= low and _portfolio_at(words, first - n)[0] == n), 0)
        if not length:
            break
        _name_portfolio(core, _portfolio_at(words, first - length)[1] or "")
        first -= length
        core.first = core.title = first
        if first > low and words[first - 1].word in {"and", "&", ","}:
            first -= 1


def _portfolio_inside(core: Core, words: Words) -> None:
    """The portfolio that a title of the table names itself: "commerce secretary"."""
    if core.field != "executive":
        return
    value = next((found for at in range(core.first, core.last) if (found := _portfolio_at(words, at)[1])), None)
    if value:
        _name_portfolio(core, value)


def _name_portfolio(core: Core, value: str) -> None:
    core.field, core.sector = value.split(";")


def _portfolio_at(words: Words, at: int) -> tuple[int, str | None]:
    node, best, value = tables.portfolios(), 0, None
    for last in range(at, len(words)):
        following = node.then.get(words[last].word)
        if following is None:
            break
        node = following
        if node.value:
            best, value = last + 1 - at, node.value
    return best, value


def _modifiers(core: Core, words: Words, low: int) -> None:
    while core.first > low:
        step = _modifier_before(words, core.first, low)
        if step is None:
            return
        kind, first, end = step
        if end < core.first:
            core.gaps += ((end, core.first),)
        core.first = first
        if kind in {"deputy", "assistant"}:
            core.title = first
            core.level = core.rule.deputy if kind == "deputy" else min(core.rule.deputy + 1, OTHER_OFFICIAL)
            if core.rule.needs == "portfolio":
                _portfolio_before(core, words, low)
        elif kind != "then" or not core.state:
            core.state = kind


def _modifier_before(words: Words, first: int, low: int) -> tuple[str, int, int] | None:
    """The modifier that ends at `first`, or left of names of states before it: its kind, start and end."""
    for gap in range(_NEAR + 1):
        end = first - gap
        if end <= low or (gap and not any(_is_state(words, end, last) for last in range(first, end, -1))):
            break
        for kind in ("deputy", "assistant", "acting", "former", "then", "elect", "aspirant"):
            known = tables.words(kind)
            for length in (3, 2, 1):
                at = end - length
                if at >= low and tuple(word.word for word in words[at:end]) in known:
                    return kind, at, end
    return None


def _headed(core: Core, words: Words, low: int, high: int) -> None:
    """What a president, chairman or director heads, where the words tell: a court, a bank, a province."""
    bodies = tables.words("body")
    for length in (3, 2, 1):
        at = core.first - length
        if at >= low and (sector := bodies.get(tuple(word.word for word in words[at:core.first]))):
            core.first = core.title = at
            _demote(core, sector)
            return
    before = words[core.first - 1] if core.first > low else None
    if before and before.acronym and not words[core.first].acronym and not _state_before(words, core.first):
        _demote(core, "SOC")  # "AFL-CIO President": an acronym that is no state's
    after = core.last
    if after < len(words) and words[after].word in {"of", "at", "for"}:
        _headed_after(core, words, after + 1, min(after + _REACH, len(words)), high)


def _headed_after(core: Core, words: Words, at: int, last: int, high: int) -> None:
    """Look along "of the ...": a body makes it an office of that body; a state or "the country" leaves it."""
    bodies, realms = tables.words("body"), tables.words("realm")
    state, named, first, sector, end = False, False, at, "", at
    while at < last:
        word = words[at]
        body = _phrase_at(bodies, words, at)
        length = _state_at(words, at, last)
        if body and not _phrase_at(realms, words, at):
            sector, end = sector or bodies[tuple(token.word for token in words[at:at + body])], at + body
        elif not length and not sector and _phrase_at(realms, words, at):
            return
        if at >= high or not (body or length or word.capital or word.word == "'s"
                                or (word.word in _LINKS | _ITS and not state)):
            break
        state = state or bool(length)
        named = named or word.capital
        at += body or length or 1
    if sector:
        core.last = end
        _demote(core, sector)
    elif named and not state and words[first].word != "the":
        _demote(core, core.sector)


def _organ(core: Core, words: Words) -> None:
    """A party's organ counts as the state's only where the party rules: "Central Committee of the Youth League"."""
    at, last = core.first, min(core.last + _REACH, len(words))
    ruling, bodies = tables.words("ruling"), tables.words("body")
    other = ""
    while at < last:
        word = words[at]
        length = _phrase_at(ruling, words, at)
        if length:
            return
        body = _phrase_at(bodies, words, at) if at >= core.last else 0
        if body:
            other = other or bodies[tuple(token.word for token in words[at:at + body])]
        state = _state_at(words, at, last) if at >= core.last else 0
        if state and (words[at - 1].word in {"of", "the"}) and not other:
            other = "PTY"
        if at >= core.last and not (word.capital or word.word in _LINKS or word.word == "'s" or body):
            break
        at += body or state or 1
    if other:
        _demote(core, other)


def _demote(core: Core, sector: str) -> None:
    if sector == "GOV" and core.level is not None and core.level >= _BODY_OF_STATE:
        return
    core.level, core.sector, core.field = OTHER_OFFICIAL, sector, "party" if sector == "PTY" else "other"


def _part_of_state(core: Core, words: Words, low: int) -> None:
    known = tables.words("subnational")
    after = core.last + 1
    spans = [(core.first - n, core.first) for n in (1, 2, 3) if core.first - n >= low]
    if core.last < len(words) and words[core.last].word == "of":
        after += after < len(words) and words[after].word == "the"
        spans += [(after, after + n) for n in (1, 2, 3)]
    if any(tuple(word.word for word in words[first:last]) in known for first, last in spans):
        core.level = OTHER_OFFICIAL


def _region(core: Core, words: Words) -> None:
    """Level 8 for a minister of a part of a state: "of the Maritime Territory Administration"."""
    at = core.last
    if at >= len(words) or words[at].word != "of":
        return
    at += 2 if words[at + 1:at + 2] and words[at + 1].word == "the" else 1
    known = tables.words("region")
    for place in range(at, min(at + _NAME_WORDS, len(words))):
        if not words[place].capital:
            return
        if place > at and (words[place].word,) in known:
            core.level = OTHER_OFFICIAL
            return


# --- two titles beside each other ----------------------------------------------------------------------------

def _relate(cores: Sequence[Core], words: Words) -> None:
    """Drop a title that only says whose son, office or spokesman somebody is."""
    for index, core in enumerate(cores):
        if not core.rule.office:
            continue
        following = cores[index + 1] if index + 1 < len(cores) else None
        if core.last < len(words) and words[core.last].word == "'s":
            _possessive(core, following, words)
        elif following is not None and core.rule.needs == "owner" and _of_the(words, core.last, following.first):
            core.last = following.last
            following.rule = replace(following.rule, office=False)
        _kin_of(core, words)


def _of_the(words: Words, first: int, last: int) -> bool:
    between = words[first:last]
    return bool(between) and between[0].word in {"of", "for", "to"} and all(
        word.word == "the" or word.capital for word in between[1:])


def _possessive(core: Core, following: Core | None, words: Words) -> None:
    after = core.last + 1
    length = _phrase_at(tables.words("kin"), words, after)
    near = following is not None and (following.first <= after + 1 or (
        following.first == after + 2 and words[after].capital))
    if length:
        core.last = after + length
        core.level, core.state = OTHER_OFFICIAL, ""
    elif near or _phrase_at(tables.words("owned"), words, after):
        core.dropped = True


def _kin_of(core: Core, words: Words) -> None:
    at = core.first
    while at and (words[at - 1].word == "the" or words[at - 1].capital):
        at -= 1
    if at >= 2 and words[at - 1].word == "of" and (words[at - 2].word,) in tables.words("kin"):
        core.first = core.title = at - 2
        core.level, core.state = OTHER_OFFICIAL, ""
