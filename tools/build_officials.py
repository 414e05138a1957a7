"""Build src/visavis/codes/officials.tsv from our own dated lists and the public lists of leaders.

    python tools/build_officials.py            # write the table, print the coverage
    python tools/build_officials.py --check    # also print where our lists and the public ones disagree

Sources: tools/officials/*.tsv (ours); REIGN leader list to 2021-03 (OEF Research, MIT licence) and Archigos 4.1
(Goemans, Gleditsch, Chiozza) to check names and dates, REIGN for the captains regent of San Marino; The World
Factbook of January 2026, Government (public domain), to check who holds the two first offices now. The three
are read from ../shared.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from visavis.codes import countries, offices
from visavis.codes.tables import read
from visavis.errors import UnknownCode

ROOT = Path(__file__).parents[1]
LISTS = ROOT / "tools" / "officials"
TARGET = ROOT / "src" / "visavis" / "codes" / "officials.tsv"
COLUMNS = ("id", "name", "aliases", "country", "office", "level", "sector", "from", "to", "precision", "rank",
           "source", "certainty")
HEAD = """\
# Who held which office when. Built by tools/build_officials.py from tools/officials/ and public lists; change those.
# id: one person; the part after # tells two of one name apart. aliases: other spellings, parted by ";".
# level, sector: as in offices.tsv. from, to: as fine as they are known; the last day is the first of the next holder;
#   empty: still in office when the lists were made (end of 2025). precision: of the coarser of the two dates.
# rank: number in the published order of precedence. source: own, and REIGN (MIT), Archigos, Factbook (public domain)
#   where they tell the same. certainty: sure, doubtful, or name (only the family name is known).
"""
MONTHS = {m: n for n, m in enumerate(("January", "February", "March", "April", "May", "June", "July", "August",
                                      "September", "October", "November", "December"), 1)}
HOLDER = re.compile(r"(?P<names>.+?) (?P<start>\d{4}(?:-\d\d){0,2})(?:\.\.(?P<end>\d{4}(?:-\d\d){0,2}))?"
                    r"(?P<doubt>~(?=$| ))?(?P<acting> acting)?$")
# UN members are the measure of coverage; these four have relations of their own and are counted apart.
BESIDES = ("TWN", "XKX", "PSE", "VAT")
GAP = 9  # months before and after without any premier: then the state has none, and its president heads the government
SINCE, UNTIL = date(2000, 1, 1), date(2020, 12, 31)


@dataclass(frozen=True)
class Spell:
    """One person in one office; the dates are texts as fine as they are known, `end` may be empty."""

    name: str
    country: str
    office: str
    start: str
    end: str = ""
    aliases: tuple[str, ...] = ()
    tag: str = ""
    acting: bool = False
    doubt: bool = False
    rank: int | None = None
    sources: tuple[str, ...] = ("own",)
    certainty: str = ""
    level: int = field(default=0)
    sector: str = field(default="GOV")

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the spell, a coarse date read as its first day (start) or last day (end)."""
        return first_day(self.start) <= day and (not self.end or day <= last_day(self.end))


def first_day(text: str) -> date:
    """The first day that a date of any precision stands for."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def last_day(text: str) -> date:
    """The last day that a date of any precision stands for."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def own() -> list[Spell]:
    """The spells of our own lists."""
    found: list[Spell] = []
    for path in sorted(LISTS.glob("*.tsv")):
        if path.name == "precedence.tsv":
            continue
        for row in read(path, ("country", "office", "holders")):
            found += holders(row["country"], row["office"], row["holders"], path.name)
    return found + precedence()


def captains(shared: Path) -> list[Spell]:
    """The heads of state of San Marino, two for each half-year; REIGN tells one of them, or two surnames."""
    spells = []
    for country, leader, start, end in reign(shared):
        name = re.sub(r"\s*\(.*?\)", "", leader)
        if country == "SMR":
            certainty = "name" if " and " in name or "&" in name else "sure"
            for part in re.split(r" and | & ", name):
                spells.append(Spell(part.strip(), country, "captain regent", start.isoformat(),
                                    end.isoformat() if end else f"{start.year + 1}-04", sources=("REIGN",),
                                    certainty=certainty if " " not in part.strip() else "sure"))
    return spells


def holders(country: str, office: str, text: str, where: str) -> list[Spell]:
    """The spells of one line of a list."""
    spells: list[Spell] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = HOLDER.match(part.replace("~..", ".."))
        if match is None:
            raise SystemExit(f"{where}: {country} {office}: cannot read {part!r}; write NAME FROM[..TO][~][ acting]")
        names = match["names"].split("=")
        name, _, tag = names[0].strip().partition("#")
        spells.append(Spell(name, country, office.removeprefix("*"), match["start"], match["end"] or "",
                            tuple(alias.strip() for alias in names[1:] if alias.strip() != name), tag,
                            bool(match["acting"]), "~" in part))
    if office.startswith("*"):
        return spells
    ends = [spell.start for spell in spells[1:]] + [""]
    return [spell if spell.end else replace(spell, end=end) for spell, end in zip(spells, ends, strict=True)]


def precedence() -> list[Spell]:
    """Membership of the organ whose order is the order of precedence, with the number."""
    rows = read(LISTS / "precedence.tsv", ("country", "from", "to", "source", "members"))
    return [Spell(name, row["country"], "member of the Politburo Standing Committee", row["from"], row["to"], rank=rank)
            for row in rows for rank, name in enumerate(row["members"].split(";"), 1)]


def graded(spells: Iterable[Spell]) -> list[Spell]:
    """The spells with level and sector, from offices.tsv; stops at a title that the table does not know."""
    found = []
    for spell in spells:
        office = offices.level_of(spell.office, country=spell.country)
        if office is None or office.level is None:
            raise SystemExit(f"{spell.country} {spell.office}: no level; add the title to offices.tsv")
        title = f"acting {spell.office}" if spell.acting and "acting" not in spell.office else spell.office
        found.append(replace(spell, office=title, level=office.level, sector=office.sector))
    return found


def words(name: str) -> set[str]:
    """The words of a name, folded, of three letters and more."""
    return {word for word in re.split(r"[\W_]+", countries.plain(name).lower()) if len(word) > 2}


def same(one: str, other: str) -> bool:
    """Whether two spellings may name one person: they share a word, or a word of one begins one of the other."""
    return any(a == b or (len(a) > 4 and len(b) > 4 and (a[:5] == b[:5] or a[-5:] == b[-5:]))
               for a in words(one) for b in words(other))


def matching(spells: Sequence[Spell], country: str, name: str, day: date, top: int = 2) -> Spell | None:
    """The spell of that person in a first office on that day."""
    return next((spell for spell in spells if spell.country == country and spell.level <= top and spell.covers(day)
                 and any(same(name, known) for known in (spell.name, *spell.aliases))), None)


def reign(shared: Path) -> Iterator[tuple[str, str, date, date | None]]:
    """Country, leader, first and last day (month's end) of REIGN's spells."""
    text = (shared / "world/leaders_officials/dev_reign_leaderlist_2021-03.csv").read_text("utf-8", "replace")
    for row in csv.DictReader(io.StringIO(text)):
        start = date(int(row["syear"]), int(row["smonth"] or 1), int(row["sdate"] or 1))
        if start.year < 1985 and row["eyear"] and int(row["eyear"]) < 1995:
            continue
        end = last_day(f"{row['eyear']}-{int(row['emonth'] or 12):02}") if row["eyear"] else None
        yield countries.from_scheme(row["ccode"], "cow", on=start), row["leader"].strip(), start, end


def archigos(shared: Path) -> Iterator[tuple[str, str, date, date | None]]:
    """Country, leader, first and last day of Archigos's spells."""
    text = (shared / "world/leaders_officials/dev_archigos_4.1.csv").read_text("utf-8", "replace")
    for row in csv.DictReader(io.StringIO(text)):
        start, end = date.fromisoformat(row["startdate"]), date.fromisoformat(row["enddate"])
        if start.year < 1985:  # states that are gone by then have no code
            continue
        yield (countries.from_scheme(int(float(row["gwcode"])), "gw", on=start), row["leader"].strip(), start,
               end if end.year < 2015 else None)


def factbook(shared: Path) -> Iterator[tuple[str, int, str, str]]:
    """Country, level (1 or 2), name with title, and start of the heads of state and government in the Factbook."""
    path = shared / "world/leaders_officials/dev_factbook_government_all.json.gz"
    for fips, entry in json.loads(gzip.decompress(path.read_bytes())).items():
        branch = entry.get("Executive branch", {})
        for level, key in ((1, "chief of state"), (2, "head of government")):
            text = html.unescape(re.sub(r"<[^>]*>", " ", branch.get(key, {}).get("text", "")))
            match = re.match(r"(.{5,90}?) \((?:[^()]*?)since (?:(\d+) )?(?:([A-Z][a-z]+) )?(\d{4})", text)
            code = state(fips)
            if match and code and "King CHARLES" not in match[1]:
                month = next((n for m, n in MONTHS.items() if match[3] and m.startswith(match[3][:3])), None)
                day = f"-{int(match[2]):02}" if match[2] and month else ""
                yield code, level, match[1], f"{match[4]}{f'-{month:02}' if month else ''}{day}"


def state(fips: str) -> str | None:
    """The code of the state with this FIPS code; None for territories and what is no state."""
    try:
        code = countries.from_scheme(fips.upper(), "fips")
    except UnknownCode:
        return None
    return code if countries.is_state(code) else None


def confirmed(spells: list[Spell], shared: Path) -> list[Spell]:
    """The spells, each with the sources that tell the same."""
    by_source = {"REIGN": list(reign(shared)), "Archigos": list(archigos(shared))}
    told: dict[int, list[str]] = defaultdict(list)
    index: dict[str, list[int]] = defaultdict(list)
    for number, spell in enumerate(spells):
        if spell.level <= 2:
            index[spell.country].append(number)
    for source, rows in by_source.items():
        for country, leader, start, end in rows:
            for number in index[country]:
                spell = spells[number]
                middle = start + ((end or UNTIL) - start) / 2
                if spell.covers(middle) and same(leader, spell.name) and source not in told[number]:
                    told[number].append(source)
    for country, level, text, _ in factbook(shared):
        for number in index[country]:
            if not spells[number].end and spells[number].level <= level and same(text, spells[number].name):
                told[number] = [*dict.fromkeys([*told[number], "Factbook"])]
    return [replace(spell, sources=(*spell.sources, *told[number])) for number, spell in enumerate(spells)]


def missing(spells: Sequence[Spell], rows: Iterable[tuple[str, str, date, date | None]],
            since: date = SINCE) -> list[tuple[str, str, date, date | None]]:
    """The public spells from `since` on whose leader no spell of ours has in a first office at that time."""
    found = []
    for country, leader, start, end in rows:
        last = end or UNTIL
        if last >= since and (last - max(start, since)).days > 30:
            begin = max(start, since)
            if not matching(spells, country, leader, begin + (last - begin) / 2, top=4):
                found.append((country, leader, start, end))
    return found


def coverage(spells: Sequence[Spell]) -> dict[str, dict[str, float]]:
    """For each state the share of the months 2000-2020 with a head of state, of government, a foreign minister."""
    months = [date(2000 + n // 12, n % 12 + 1, 15) for n in range(252)]
    by_country: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_country[spell.country].append(spell)
    founded = {"TLS": date(2002, 5, 20), "SSD": date(2011, 7, 9), "MNE": date(2006, 6, 3), "XKX": date(2008, 2, 17),
               "PSE": date(2003, 1, 1)}
    members = [state.code for state in countries.states() if state.status == "member"]
    return {code: _shares(by_country[code], [day for day in months if day >= founded.get(code, SINCE)])
            for code in (*members, *BESIDES)}


def _shares(spells: Sequence[Spell], months: Sequence[date]) -> dict[str, float]:
    known = {"head of state": 0, "head of government": 0, "foreign minister": 0}
    premiers = [any(spell.level == 2 and spell.covers(day) for spell in spells) for day in months]
    for number, day in enumerate(months):
        now = [spell for spell in spells if spell.covers(day)]
        state_head = any(spell.level == 1 for spell in now)
        none = not any(premiers[max(0, number - GAP):number + GAP + 1])
        known["head of state"] += state_head
        known["head of government"] += premiers[number] or (state_head and none)
        known["foreign minister"] += any(_foreign(spell) for spell in now)
    return {key: count / max(len(months), 1) for key, count in known.items()}


def _foreign(spell: Spell) -> bool:
    office = spell.office.removeprefix("acting ")
    return office in {"foreign minister", "foreign secretary", "external affairs minister", "secretary of state",
                      "secretary of state for foreign affairs", "secretary for relations with states"} or (
                      office == "minister of state" and spell.country == "PLW")


def table(spells: Sequence[Spell]) -> str:
    """The text of officials.tsv."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for spell in spells:
        aliases[identity(spell)] += [alias for alias in spell.aliases if alias != spell.name]
    lines = [HEAD + "\t".join(COLUMNS)]
    for spell in sorted(spells, key=lambda s: s.country):
        key = identity(spell)
        certainty = spell.certainty or ("doubtful" if spell.doubt else "sure")
        lines.append("\t".join((
            key, spell.name, ";".join(dict.fromkeys(aliases[key])), spell.country, spell.office, str(spell.level),
            spell.sector, spell.start, spell.end, precision(spell), str(spell.rank or ""),
            "+".join(spell.sources), certainty)))
    return "\n".join(lines) + "\n"


def identity(spell: Spell) -> str:
    """The id of the person: country and name; a tag tells two of one name apart."""
    slug = re.sub(r"[^a-z0-9]+", "-", countries.plain(spell.name).lower()).strip("-")
    return f"{spell.country}-{slug}" + (f"#{spell.tag}" if spell.tag else "")


def precision(spell: Spell) -> str:
    """The coarser precision of the two dates."""
    length = min(len(text) for text in (spell.start, spell.end or spell.start))
    return {4: "year", 7: "month", 10: "day"}[length]


def report(spells: Sequence[Spell]) -> None:
    """Print how many rows, persons and states there are, and the coverage of 2000-2020."""
    print(f"{len(spells)} rows, {len({identity(s) for s in spells})} persons, {len({s.country for s in spells})} codes")
    shares = coverage(spells)
    for key in ("head of state", "head of government", "foreign minister"):
        full = [code for code, share in shares.items() if share[key] >= 0.9]
        some = [code for code, share in shares.items() if 0 < share[key] < 0.9]
        none = [code for code, share in shares.items() if not share[key]]
        print(f"{key}: {len(full)} of {len(shares)} states for 90 % of the months 2000-2020; "
              f"{len(some)} for less: {' '.join(some)}; none: {' '.join(none)}")


def check(spells: Sequence[Spell], shared: Path) -> None:
    """Print where the public lists and ours disagree."""
    for source, rows in (("REIGN", reign(shared)), ("Archigos", archigos(shared))):
        for country, leader, start, end in missing(spells, rows):
            print(f"{source}: {country} {leader} {start}..{end or ''}: not ours")
    for source, rows in (("REIGN", reign(shared)), ("Archigos", archigos(shared))):
        for country, leader, start, _ in rows:
            spell = matching(spells, country, leader, start + timedelta(days=45)) if start >= SINCE else None
            if spell and abs((first_day(spell.start) - start).days) > 31 and len(spell.start) > 4:
                other = matching(spells, country, leader, start - timedelta(days=45), top=4)
                if other is None:
                    print(f"{source}: {country} {leader} from {start}; ours {spell.name} {spell.office} {spell.start}")
    for country, level, text, since in factbook(shared):
        now = [s for s in spells if s.country == country and not s.end and s.level <= level]
        if not any(same(text, s.name) for s in now):
            print(f"Factbook: {country} level {level} {text} since {since}; ours {[(s.name, s.office) for s in now]}")


def main() -> None:
    """Build the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--check", action="store_true", help="print where the lists disagree")
    arguments = parser.parse_args()
    spells = confirmed(graded(own() + captains(arguments.shared)), arguments.shared)
    TARGET.write_text(table(spells), encoding="utf-8")
    report(spells)
    if arguments.check:
        check(spells, arguments.shared)


if __name__ == "__main__":
    main()
