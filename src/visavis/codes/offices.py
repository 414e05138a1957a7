"""Titles of office in a text, with protocol level, sector and field.

The rule: a level comes from the words of the title alone, so it holds for persons that no list has. What
the words leave open is left open: a title that may be no office of state has no level of state.

Levels, 1-8: head of state or paramount leader; head of government; head of legislature or other top-organ
member; deputy head of government or legislature; minister; vice-minister or ambassador; director-general
or special envoy; other official. The titles and what changes them are tables: offices.tsv,
offices_portfolios.tsv, offices_words.tsv, offices_sectors.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from visavis.codes import offices_tables as tables
from visavis.codes.offices_tables import Node, Rule, Token

OTHER_OFFICIAL = 8
"""The lowest level: any official, and whoever once held an office."""

_OF = frozenset({"of", "for", "to"})
_LINKS = frozenset({"of", "for", "and", "&", "the", ",", "'", "in", "charge", "responsible"})
_TAKES_PORTFOLIO = frozenset({"of", "for", "in", "without", "and", "&"})
_ITS = frozenset({"its", "their", "his", "her", "a", "both", "our"})
_OTHER_PORTFOLIO = "other;GOV"
_UNKNOWN_WORDS = 2  # of a portfolio that no table has: "Minister of Rural Revitalisation"
_NEAR = 3  # words that may stand between "deputy" or "former" and the title: "former South Korean foreign minister"
_REACH = 12  # words after "president of" that are searched for what is headed


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the words tell it.

    `level` 1-8, or None. `held`: for a `former` holder or a candidate, the level of the office once held or
    wanted (their own `level` is 8). `elect`: chosen, not yet sworn in; the level is that of the office.
    `rank`: the number that the words give ("third-ranking official").
    """

    title: str
    level: int | None
    sector: str
    field: str
    acting: bool = False
    former: bool = False
    elect: bool = False
    rank: int | None = None
    held: int | None = None


@dataclass(frozen=True, slots=True)
class OfficeMatch:
    """An office and where it stands: `text[start:end]`; `leads`: the holder leads a delegation."""

    start: int
    end: int
    office: Office
    leads: bool = False


@dataclass(slots=True)
class _Core:
    """A title under construction: the words `first`..`last` (exclusive) and what is known of it."""

    first: int
    last: int
    rule: Rule
    level: int | None
    sector: str
    field: str
    title: int  # where the title itself begins: after "former", before "deputy"
    gaps: tuple[tuple[int, int], ...] = ()  # names of states inside it: "deputy Russian foreign minister"
    state: str = ""  # "", acting, former, then, elect, candidate
    dropped: bool = False


def find(text: str, *, country: str | None = None) -> tuple[OfficeMatch, ...]:
    """The offices named in `text`, in order, without overlap; the longest title wins.

    `country` (ISO 3166-1 alpha-3) is the state whose titles they are taken for, where it is known.

    >>> [(m.office.title, m.office.level) for m in find("Vietnamese Deputy Prime Minister Tran Luu Quang")]
    [('Deputy Prime Minister', 4)]
    >>> find("the third-ranking official of China")[0].office.rank
    3
    """
    return _find(text, country)


def _find(text: str, country: str | None, *, bare: bool = False) -> tuple[OfficeMatch, ...]:
    """`find`; `bare`: the text is a title and no more, so capitals and neighbours tell nothing."""
    words = tables.tokens(text)
    cores = _cores(words, country, bare=bare)
    for index, core in enumerate(cores):
        low = cores[index - 1].last if index else 0
        high = cores[index + 1].first if index + 1 < len(cores) else len(words)
        _complete(core, words, low, high)
    _relate(cores, words)
    found = [_match(core, words, text) for core in cores if not core.dropped]
    return tuple(sorted(_merge(found, _ordinals(text)), key=lambda match: match.start))


def level_of(title: str, *, country: str | None = None) -> Office | None:
    """The office that `title` names, as that state uses the title; None where it names none.

    >>> level_of("Secretary of State", country="USA").level, level_of("Secretary of State", country="FRA").level
    (5, 6)
    """
    found = _find(title, country, bare=True)
    return found[0].office if found else None


def settle(office: Office, country: str) -> Office:
    """`office` as the state `country` uses that title, its flags kept."""
    known = level_of(office.title, country=country)
    if known is None or known.level is None or office.rank is not None:
        return office
    if office.held is not None:
        return replace(office, held=known.level, sector=known.sector, field=known.field)
    return replace(office, level=known.level, sector=known.sector, field=known.field)


def highest(found: Iterable[OfficeMatch]) -> Office | None:
    """The office of highest protocol level among several of one person: a vice-premier who is minister too."""
    ranked = [match.office for match in found if match.office.level is not None]
    return min(ranked, key=lambda office: office.level or OTHER_OFFICIAL, default=None)


def sector_of(text: str) -> str | None:
    """The sector that the words of a name act for, office or body: "two Chinese warplanes" -> MIL.

    A former holder of an office is ELI, as in CAMEO. None where no word tells it.
    """
    found = highest(find(text))
    if found is not None:
        return "ELI" if found.former else found.sector
    words = [token.word for token in tables.tokens(text)]
    known = tables.sectors()
    for length in (4, 3, 2, 1):
        for at in range(len(words) - length, -1, -1):
            sector = known.get(tuple(words[at:at + length]))
            if sector:
                return sector
    return None


def _cores(words: Sequence[Token], country: str | None, *, bare: bool) -> list[_Core]:
    """The longest titles of the table from left to right."""
    root = tables.titles()
    found: list[_Core] = []
    at = 0
    while at < len(words):
        best = _longest(root, words, at, country, bare=bare)
        if best is None:
            at += 1
            continue
        last, rule = best
        found.append(_Core(at, last, rule, rule.level, rule.sector, rule.field, at))
        at = last
    return found


def _longest(root: Node, words: Sequence[Token], at: int, country: str | None, *,
             bare: bool) -> tuple[int, Rule] | None:
    node, best = root, None
    for last in range(at, len(words)):
        following = node.then.get(words[last].word)
        if following is None:
            break
        node = following
        rule = _rule(node.rules, words, at, last + 1, country, bare=bare)
        if rule is not None:
            best = last + 1, rule
    return best


def _rule(rules: Sequence[Rule], words: Sequence[Token], at: int, last: int, country: str | None, *,
          bare: bool) -> Rule | None:
    """The rule that holds: one of the state itself before a general one."""
    own = [rule for rule in rules if country is not None and country in rule.countries]
    for rule in own or [rule for rule in rules if not rule.countries]:
        if _allowed(rule.needs, words, at, last, sure=bare or bool(own)):
            return rule
    return None


def _allowed(needs: str, words: Sequence[Token], at: int, last: int, *, sure: bool) -> bool:
    before = words[at - 1] if at else None
    after = words[last] if last < len(words) else None
    if needs == "cap":
        return sure or (words[at].capital and not (before and before.word.isdigit()))
    if needs == "name":
        return sure or (words[at].capital and after is not None and after.capital)
    if needs == "royal":
        the = before is not None and before.word in {"the", "'s"}
        return the or sure or (words[at].capital and (after is None or after.capital))
    if needs == "state":
        return sure or _beside_state(words, at, last)
    return True


def _beside_state(words: Sequence[Token], at: int, last: int) -> bool:
    if at and words[at - 1].word == "'s":
        at -= 1
    if any(_is_state(words, first, at) for first in range(max(0, at - 3), at)):
        return True
    if last < len(words) and words[last].word == "of":
        first = last + 1 + (last + 1 < len(words) and words[last + 1].word == "the")
        if first < len(words) and (words[first].word,) in tables.words("realm"):
            return True
        return any(_is_state(words, first, end) for end in range(first + 1, min(first + 6, len(words)) + 1))
    return False


def _is_state(words: Sequence[Token], first: int, last: int) -> bool:
    return words[first].capital and " ".join(word.word for word in words[first:last]) in tables.states()


def _complete(core: _Core, words: Sequence[Token], low: int, high: int) -> None:
    """Add what stands beside the title: portfolio, "deputy", "former", what is headed, "-elect"."""
    if core.rule.level is None:
        return
    if core.rule.needs == "portfolio":
        _portfolio_after(core, words, high)
        _portfolio_before(core, words, low)
        _portfolio_inside(core, words)
    _modifiers(core, words, low)
    if core.rule.needs == "body":
        _headed(core, words, low, high)
    if core.level is not None and core.level <= 2:
        _part_of_state(core, words, low)
    for kind in ("elect", "candidate"):
        length = _phrase_at(tables.words(kind), words, core.last)
        if length:
            core.state, core.last = kind, core.last + length


def _portfolio_after(core: _Core, words: Sequence[Token], high: int) -> None:
    at = core.last
    if at >= high or words[at].word not in _TAKES_PORTFOLIO:
        return
    more = words[at].word in {"and", "&"}
    named, last = _portfolio_from(words, at, high)
    if named is None or last == core.last or (more and last == high < len(words)):
        return
    core.last = last
    if not more:
        _name_portfolio(core, named)


def _portfolio_from(words: Sequence[Token], at: int, high: int) -> tuple[str | None, int]:
    """What the minister is in charge of, as far as the words go on: its value and the end of the words."""
    named, last, unknown = None, at, 0
    while at < high:
        length, value = _portfolio_at(words, at)
        if length:
            unknown = 0
        elif _may_be_portfolio(words, at) and (words[at - 1].word in _LINKS - {","} or 0 < unknown < _UNKNOWN_WORDS):
            length, value, unknown = 1, _OTHER_PORTFOLIO, unknown + 1
        if length:
            named = named or value
            at = last = at + length
        elif words[at].word in _LINKS and at + 1 < high:
            at += 1
        else:
            break
    return named, last


def _may_be_portfolio(words: Sequence[Token], at: int) -> bool:
    return words[at].capital and words[at].word.isalpha() and not any(_is_state(words, at, at + n) for n in (1, 2, 3))


def _portfolio_before(core: _Core, words: Sequence[Token], low: int) -> None:
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


def _portfolio_inside(core: _Core, words: Sequence[Token]) -> None:
    """The portfolio that a title of the table names itself: "commerce secretary"."""
    if core.field != "executive":
        return
    value = next((found for at in range(core.first, core.last) if (found := _portfolio_at(words, at)[1])), None)
    if value:
        _name_portfolio(core, value)


def _name_portfolio(core: _Core, value: str) -> None:
    name, sector = value.split(";")
    core.field = name
    core.sector = sector


def _portfolio_at(words: Sequence[Token], at: int) -> tuple[int, str | None]:
    node, best, value = tables.portfolios(), 0, None
    for last in range(at, len(words)):
        following = node.then.get(words[last].word)
        if following is None:
            break
        node = following
        if node.value:
            best, value = last + 1 - at, node.value
    return best, value


def _modifiers(core: _Core, words: Sequence[Token], low: int) -> None:
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


def _modifier_before(words: Sequence[Token], first: int, low: int) -> tuple[str, int, int] | None:
    """The modifier that ends at `first`, or up to three names of states further left; its kind, start and end."""
    for gap in range(_NEAR + 1):
        end = first - gap
        if end <= low or (gap and not _skippable(words, end, first)):
            break
        for kind in ("deputy", "assistant", "acting", "former", "then", "elect", "aspirant"):
            known = tables.words(kind)
            for length in (3, 2, 1):
                at = end - length
                if at >= low and tuple(word.word for word in words[at:end]) in known:
                    return kind, at, end
    return None


def _skippable(words: Sequence[Token], first: int, last: int) -> bool:
    return any(_is_state(words, first, end) for end in range(last, first, -1))


def _headed(core: _Core, words: Sequence[Token], low: int, high: int) -> None:
    """What a president, chairman or director heads, where the words tell: a court, a bank, a province."""
    bodies = tables.words("body")
    for length in (3, 2, 1):
        at = core.first - length
        if at >= low and (sector := bodies.get(tuple(word.word for word in words[at:core.first]))):
            core.first = core.title = at
            _demote(core, sector)
            return
    after = core.last
    if after < len(words) and words[after].word in {"of", "at", "for"}:
        _headed_after(core, words, after + 1, min(after + _REACH, len(words)), high)


def _headed_after(core: _Core, words: Sequence[Token], at: int, last: int, high: int) -> None:
    """Look along "of the ...": a body makes it an office of that body; a state or "the country" leaves it."""
    bodies, state, named, first = tables.words("body"), False, False, at
    while at < last:
        word = words[at]
        body = _phrase_at(bodies, words, at)
        length = max((n for n in range(1, 6) if at + n <= last and _is_state(words, at, at + n)), default=0)
        if body and not _phrase_at(tables.words("realm"), words, at):
            _demote(core, bodies[tuple(token.word for token in words[at:at + body])])
            return
        if not length and _phrase_at(tables.words("realm"), words, at):
            return
        if at >= high or not (length or word.capital or (word.word in _LINKS | _ITS and not state)):
            break
        state = state or bool(length)
        named = named or word.capital
        at += length or 1
    if named and not state and words[first].word != "the":
        _demote(core, core.sector)


def _demote(core: _Core, sector: str) -> None:
    core.level, core.sector, core.field = OTHER_OFFICIAL, sector, "other"


def _part_of_state(core: _Core, words: Sequence[Token], low: int) -> None:
    known = tables.words("subnational")
    after = core.last + 1
    places = [tuple(word.word for word in words[core.first - n:core.first]) for n in (1, 2, 3) if core.first - n >= low]
    if core.last < len(words) and words[core.last].word == "of":
        after += after < len(words) and words[after].word == "the"
        places += [tuple(word.word for word in words[after:after + n]) for n in (1, 2, 3)]
    if any(place in known for place in places):
        core.level = OTHER_OFFICIAL


def _phrase_at(known: dict[tuple[str, ...], str], words: Sequence[Token], at: int) -> int:
    """How many words at `at` make the longest known phrase; 0 for none."""
    for length in (3, 2, 1):
        if at + length <= len(words) and tuple(word.word for word in words[at:at + length]) in known:
            return length
    return 0


def _relate(cores: Sequence[_Core], words: Sequence[Token]) -> None:
    """Drop a title that only says whose son, office or spokesman somebody is."""
    for index, core in enumerate(cores):
        if core.rule.level is None:
            core.dropped = True
            continue
        following = cores[index + 1] if index + 1 < len(cores) else None
        if core.last < len(words) and words[core.last].word == "'s":
            _possessive(core, following, words)
        elif following is not None and core.rule.needs == "owner":
            between = [word.word for word in words[core.last:following.first]]
            if between and between[0] in _OF and all(
                    w == "the" or word.capital for w, word in zip(between[1:], words[core.last + 1:following.first], strict=True)):
                core.last = following.last
                following.rule = replace(following.rule, level=None)
        _kin_of(core, words)


def _possessive(core: _Core, following: _Core | None, words: Sequence[Token]) -> None:
    after = core.last + 1
    length = _phrase_at(tables.words("kin"), words, after)
    if length:
        core.last = after + length
        core.level, core.state = OTHER_OFFICIAL, ""
    elif _phrase_at(tables.words("owned"), words, after) or (following is not None and following.first <= after + 2):
        core.dropped = True


def _kin_of(core: _Core, words: Sequence[Token]) -> None:
    at = core.first
    while at and (words[at - 1].word == "the" or words[at - 1].capital):
        at -= 1
    if at >= 2 and words[at - 1].word == "of" and (words[at - 2].word,) in tables.words("kin"):
        core.first = core.title = at - 2
        core.level, core.state = OTHER_OFFICIAL, ""


_LEADS = frozenset({"led", "headed", "head", "guided"})


def _match(core: _Core, words: Sequence[Token], text: str) -> OfficeMatch:
    while core.last > core.first + 1 and words[core.last - 1].word in _LINKS:
        core.last -= 1
    start, end = words[core.first].start, words[core.last - 1].end
    gone = core.state in {"former", "candidate", "aspirant"}
    office = Office(
        _title(core, words, text), OTHER_OFFICIAL if gone else core.level, core.sector, core.field,
        acting=core.state == "acting", former=core.state == "former", elect=core.state == "elect",
        held=core.level if gone else None)
    return OfficeMatch(start, end, office, leads=_leads(core, words))


def _title(core: _Core, words: Sequence[Token], text: str) -> str:
    """The title as written, without "former", "-elect" and the names of states inside it."""
    last = core.last
    if core.state in {"elect", "candidate"}:
        known = tables.words(core.state)
        last = next((at for at in range(core.title + 1, last) if _phrase_at(known, words, at)), last)
    gaps = sorted(gap for gap in core.gaps if gap[0] >= core.title)
    cuts = [core.title, *(at for gap in gaps for at in gap), last]
    parts = [text[words[a].start:words[b - 1].end] for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b]
    return " ".join(" ".join(parts).split())


def _leads(core: _Core, words: Sequence[Token]) -> bool:
    before = [word.word for word in words[max(0, core.first - 5):core.first]]
    after = [word.word for word in words[core.last:core.last + 6]]
    led = any(word in _LEADS and "by" in before[n + 1:] for n, word in enumerate(before))
    return led or ("led" in after and "delegation" in after)


_RANKING = re.compile(
    r"\b(?P<word>[a-z]+|\d{1,2}(?:st|nd|rd|th))[- ](?:most[- ])?"
    r"(?:rank(?:ing|ed)|highest(?:[- ]rank(?:ing|ed))?|(?:most[- ])?(?:powerful|senior|important|high[- ]ranking))\s+"
    r"(?:[A-Z][\w.]*\s+|party\s+|government\s+|communist\s+|ruling\s+){0,4}"
    r"(?:official|leader|politician|member|figure|man|woman|person|cadre|diplomat)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?<=['’]s )|\b(?:the|a|its|their) )(?:\w+ ){0,2}?(?P<span>(?:no\.? ?|number[- ])(?P<word>\d|one|two|three|four|five|six|seven)"
    r"(?:[- ](?:official|leader|politician|figure|man|cadre))?)(?=\s*(?:[,.;:)]|$|in\b|of\b|after\b|[A-Z]|and\b|was\b|is\b|has\b))",
    re.IGNORECASE)
_COMMAND = re.compile(r"\b(?P<word>second|third)[- ]in[- ]command\b|\b(?P<man>second|third|fourth) (?:man|woman) (?:of|in) the\b",
                      re.IGNORECASE)
_TOP = re.compile(r"\b(?:top|chief|highest[- ]ranking) (?:[A-Z][\w.]*\s+){1,3}diplomat\b")
_INSIDE = re.compile(r"\s+(?:in|at|of|from|with)\s+(?:\w+\s+){0,5}?(?:department|ministry|pentagon|agency|embassy|army|bureau|company)\b",
                     re.IGNORECASE)
_RANK_LEVELS = ((1, 1), (2, 2), (9, 3), (25, 4))
"""Number in the order of precedence -> level: the first, the head of government, the top organ, its wider circle."""


def _ordinals(text: str) -> list[OfficeMatch]:
    """Offices told by their number in the order of precedence: "China's No. 3", "third-ranking official"."""
    found: list[OfficeMatch] = []
    for pattern in (_RANKING, _NUMBER, _COMMAND):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            rank = _number(groups.get("word") or groups.get("man") or "")
            if rank is None:
                continue
            start, end = match.span("span") if "span" in groups else match.span()
            inside = bool(_INSIDE.match(text, end)) or text[:end].lower().endswith("diplomat")
            level = 6 if inside else next((level for top, level in _RANK_LEVELS if rank <= top), OTHER_OFFICIAL)
            title = " ".join(text[start:end].split())
            office = Office(title, level, "GOV", "executive", rank=None if inside else rank)
            found.append(OfficeMatch(start, end, office))
    for match in _TOP.finditer(text):
        office = Office(" ".join(match.group().split()), 5, "GOV", "foreign_affairs")
        found.append(OfficeMatch(*match.span(), office))
    return found


def _number(word: str) -> int | None:
    digits = "".join(c for c in word if c.isdigit())
    if digits:
        return int(digits)
    known = tables.words("ordinal").get((word.lower(),))
    return int(known) if known else None


def _merge(found: list[OfficeMatch], ordinals: list[OfficeMatch]) -> list[OfficeMatch]:
    """Both lists, where an ordinal phrase replaces the titles inside it."""
    kept = [match for match in found if not any(o.start < match.end and match.start < o.end for o in ordinals)]
    return kept + ordinals
