"""The section of a brief on rank: whom two states send each other, how that compares with a rival, what is unusual.

The rule: plain words, each with the visits it rests on; where no visit is told there is no section, and where the cases
are few it is said that nothing can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from visavis.brief import words
from visavis.brief.findings import Finding, Row, Section, Table
from visavis.brief.question import Ground
from visavis.codes import countries
from visavis.datasets import history
from visavis.measure import rank
from visavis.measure.circumstances import of_reports
from visavis.measure.rank import Sent
from visavis.measure.visit_rows import person
from visavis.measure.visits import Visit, visits

_ORDER = "; ".join(f"{level} {name}" for level, name in words.LEVELS.items())
LEGEND = f"A level is that of the office on the day: {_ORDER}. A lower number is a higher envoy."
NATURE = "Visits come from what is told; routine ones are mostly not. Envoys of unknown level are left out of means."


def section(ground: Ground) -> Section | None:
    """Who was sent to whom, or None where no visit between the states is told."""
    ledger, q = _ledger(ground), ground.question
    pairs = [(q.b, q.a), (q.a, q.b), *([(q.versus, q.a), (q.a, q.versus)] if q.versus else [])]
    told = [rank.sent(ledger, *pair) for pair in pairs]
    if not any(one.visits or one.unknown for one in told):
        return None
    findings = [*_balance(ground, ledger, q.a, q.b), *(_balance(ground, ledger, q.a, q.versus) if q.versus else ()),
                *(_rival(ground, ledger, told) if q.versus else ()), *_together(ground, ledger),
                *_newest(ground, ledger, told)]
    tables = tuple(_tables(ground, ledger, pairs))
    return Section("Rank: who was sent to whom", tuple(findings), tables, (LEGEND, NATURE))


def _ledger(ground: Ground) -> tuple[Visit, ...]:
    """All visits that the history and the desk tell: rank is measured against what others send too."""
    first, *more = [one.rows for one in ground.material.sets if one.name in (history.DATASET, "desk")] or [()]
    told = of_reports(ground.material.reports.values())
    return visits(first, more=more, as_of=ground.question.as_of, circumstances=told) if first != () else ()


def _balance(ground: Ground, ledger: Sequence[Visit], a: str, b: str) -> Iterator[Finding]:
    gap = rank.reciprocity(ledger, b, a)
    cited = _cited(ground, (*gap.sent.visits, *gap.returned.visits))
    if not cited:
        return
    text = f"{_sent(gap.sent)} {_sent(gap.returned)}"
    if gap.value is None or gap.interval is None:
        yield Finding(f"{text} One side alone gives nothing to compare.", None, None, cited)
        return
    ending = "Cannot tell who sends the higher ones" if gap.verdict == "cannot tell" else (
        f"{countries.name(gap.verdict[:3])} sent the higher ones")
    yield Finding(
        f"{text} The gap, level sent minus level returned, is {_signed(gap.value)} (95 % interval"
        f" {_bounds(gap.interval)}). {ending}.", gap.value, gap.interval, cited)


def _sent(one: Sent) -> str:
    """A sentence on what one state sent another."""
    sender, host = countries.name(one.sender), countries.name(one.host)
    if not one.visits:
        return f"No visit of known level from {sender} to {host} is told."
    top = one.visits[0]
    others = f", and {one.unknown:,} of unknown level" if one.unknown else ""
    return (f"{sender} sent {host} {words.count(len(one.visits), 'envoy')} of known level{others}, on average level"
            f" {one.mean:.1f}; the highest, level {top.level}, was {_who(top)} ({words.day(top.start)}).")


def _rival(ground: Ground, ledger: Sequence[Visit], told: Sequence[Sent]) -> Iterator[Finding]:
    mine, theirs = told[0], told[2]
    value, interval = rank.difference(mine, theirs, ledger)
    if value is None or interval is None:
        return
    higher = mine if interval[1] < 0 else theirs if interval[0] > 0 else None
    ending = f"{countries.name(higher.sender)} sends the higher ones" if higher else "Cannot tell whose stand higher"
    names = [countries.name(one) for one in (mine.sender, theirs.sender, mine.host)]
    cited = _cited(ground, (*mine.visits, *theirs.visits))
    yield Finding(
        f"To {names[2]}, {names[0]} sent on average level {mine.mean:.1f} ({words.count(len(mine.visits), 'visit')})"
        f" and {names[1]} {theirs.mean:.1f} ({len(theirs.visits):,}): a difference of {_signed(value)} levels"
        f" (95 % interval {_bounds(interval)}). {ending}.", value, interval, cited)


def _together(ground: Ground, ledger: Sequence[Visit]) -> Iterator[Finding]:
    """Occasions for which both the dyad's other side and the rival sent somebody to the same host."""
    q = ground.question
    if not q.versus:
        return
    for one in ledger:
        found = rank.surprise(ledger, one, rivals=[q.versus]) if (one.sender, one.host) == (q.b, q.a) else None
        rivals = found.rivals if found else _unranked(ledger, one, q.versus, q.a, q.b)
        for other in rivals[:1]:
            sent = [f"{countries.name(each.sender)} sent {_ranked(each)}" for each in (one, other)]
            yield Finding(
                f"For the same occasion ({one.occasion}, {words.day(min(one.start, other.start))})"
                f" {words.listing(sent)}." + _compared(one, other), None, None, _cited(ground, (one, other)))


def _unranked(ledger: Sequence[Visit], one: Visit, rival: str, host: str, sender: str) -> tuple[Visit, ...]:
    """The rival's visits that compare with one whose own level is not known."""
    if (one.sender, one.host) != (sender, host):
        return ()
    other = (rank.surprise(ledger, visit, rivals=[sender]) for visit in ledger
             if (visit.sender, visit.host) == (rival, host))
    return tuple(found.visit for found in other if found and one in found.rivals)


def _compared(one: Visit, other: Visit) -> str:
    if one.level is None or other.level is None:
        return " Which stood higher is not told."
    if one.level == other.level:
        return " They stood equally high."
    higher, by = (one, other.level - one.level) if one.level < other.level else (other, one.level - other.level)
    return f" {countries.name(higher.sender)}'s stood {words.count(by, 'level')} higher."


def _newest(ground: Ground, ledger: Sequence[Visit], told: Sequence[Sent]) -> Iterator[Finding]:
    """The newest visit each way, where its rank can be set against the sender's own past."""
    for one in told:
        if not one.visits:
            continue
        visit = max(one.visits, key=lambda each: (each.start, each.id))
        found = rank.surprise(ledger, visit, rivals=())
        if found is None or len(found.cases) < rank.LEAST:
            continue
        low, high = found.usual
        usual = f"level {low}" if low == high else f"levels {low} to {high}"
        alike = f" for the same kind of occasion ({visit.occasion})" if found.basis == "same occasion" else ""
        yield Finding(
            f"The newest envoy of {countries.name(one.sender)} to {countries.name(one.host)}, {_ranked(visit)} on"
            f" {words.day(visit.start)}, is {_judged(found.verdict)}: after {len(found.cases):,} earlier visits{alike},"
            f" {usual} were to be expected nine times in ten.", float(visit.level or 0), (low, high),
            _cited(ground, (visit, *found.cases)))


def _judged(verdict: str) -> str:
    return {"usual": "of the usual rank"}.get(verdict, f"of {verdict.split()[0]} rank than usual")


def _tables(ground: Ground, ledger: Sequence[Visit], pairs: Iterable[tuple[str, str]]) -> Iterator[Table]:
    rows = []
    for sender, host in pairs:
        for one in rank.by_occasion(ledger, sender, host):
            made = one.sent
            known = made.visits[0] if made.visits else None
            levels = ", ".join(str(level) for level in made.levels) or "–"
            asked = (sender, host, one.occasion)
            every = [visit for visit in ledger if (visit.sender, visit.host, visit.occasion) == asked]
            rows.append(Row((f"{sender} → {host}", one.occasion, f"{len(every):,}", levels,
                             f"{one.middle:g}" if one.middle else "–", _who(known) if known else "–",
                             max(visit.start for visit in every).isoformat()), _cited(ground, every)))
    if rows:
        yield Table("Envoys by occasion, with their levels", ("from → to", "occasion", "visits", "levels", "middle",
                                                              "highest", "newest"), tuple(rows), frozenset({2}))


def _who(one: Visit) -> str:
    return person(one.traveller) or "somebody not named"


def _ranked(one: Visit) -> str:
    return _who(one) + (f" (level {one.level})" if one.level else "")


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _bounds(interval: tuple[float, float]) -> str:
    return f"{_signed(interval[0])} to {_signed(interval[1])}"


def _cited(ground: Ground, told: Iterable[Visit]) -> tuple[str, ...]:
    """The labels of the events that the visits are, or new ones for those that the brief does not list."""
    found: dict[str, None] = {}
    for one in told:
        labels = [label for row in one.rows for label in ground.book.label(row)]
        found.update(dict.fromkeys(labels or [ground.book.visit(one)]))
    return tuple(sorted(found, key=lambda label: (label[0], int(label[1:]))))
