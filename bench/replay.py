"""A year of one outlet replayed day by day through a desk's indicators: alerts a month, and when it was silent.

    python -m bench.replay read STORIES.jsonl.gz DESK      the stories into a new desk folder, with the shipped reader
    python -m bench.replay signals DESK NEW                the same desk with the signals of the indicators as they are
    python -m bench.replay run DESK                        each day of it evaluated as if it were today
    python -m bench.replay show DESK --draw 20             alerts drawn at random, to be read
    python -m bench.replay silence STORIES.jsonl.gz        when the outlet would have been told silent

`--sample 5` reads one day in five, drawn by `--seed`; `--since` and `--until` a stretch. What is there already is not
read again, so that `--seconds 300` reads a year in a few runs. `signals` is what an indicator that was changed needs:
it keeps reports and claims, and keeps parses in `parses/` beside the desk, so that only its first run parses.
A story is known from the end of its day.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import groupby
from pathlib import Path

from spacy.tokens import DocBin

from visavis.archive import Archive, init_desk, open_desk
from visavis.archive.alerts import Alert, Alerts
from visavis.archive.collected import Collected, Counts
from visavis.archive.copies import Copies
from visavis.codes import persons
from visavis.desks import Desk
from visavis.intake.opml import Source
from visavis.reading import names, privacy, read_all, signals, syntax
from visavis.reading.document import coder_name, speaker
from visavis.reading.entities import recognise
from visavis.reading.sentences import Sentence
from visavis.records import Document, Record, Signal
from visavis.watch.account import account
from visavis.watch.evaluation import evaluate
from visavis.watch.publishing import lines
from visavis.watch.silence import standing
from visavis.watch.tellings import tell
from visavis.watch.watches import Watch, of_desk

OUTLET = "KCNA"


def main() -> None:
    options = _options()
    {"read": _read, "signals": _signals, "run": _run, "show": _show, "silence": _silence}[options.what](options)


def _documents(path: Path) -> Iterator[Document]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["language"] != "en" or not row["story"] or not row["title"]:
                continue
            text = row["story"].replace(", ,", "\n\n").strip()  # how this collection marks paragraphs
            if text:
                yield Document.from_text(text, date.fromisoformat(row["date"]), title=row["title"], outlet=OUTLET,
                                         language="en")


def _read(options: argparse.Namespace) -> None:
    there = (options.desk / "desk.toml").exists()
    folder = open_desk(options.desk) if there else init_desk(options.desk, "korea", version="bench")
    chance = random.Random(options.seed)
    wanted = {date(2011, 1, 1) + timedelta(days=n) for n in range(365) if chance.random() < 1 / options.sample}
    documents = sorted((one for one in _documents(options.stories)
                        if options.since <= one.published <= options.until and one.published in wanted),
                       key=lambda one: (one.published, one.id))
    start, read = time.process_time(), 0
    with folder.archive() as archive:
        due = [one for one in documents if not archive.has(one, coder=coder_name())]
        for reading in read_all(due, indicators=folder.desk.indicators, calendar=folder.desk.calendar):
            _store(archive, reading.document, [*reading.reports, *reading.claims, *reading.signals])
            read += 1
            if time.process_time() - start > options.seconds:
                break
        _tell(archive)
    spent = time.process_time() - start
    print(f"{read:,} stories read in {spent:.0f} CPU-s; {len(due) - read:,} of {len(documents):,} are left")


def _store(archive: Archive, document: Document, records: Sequence[Record]) -> None:
    archive.add(document, records, known_from=_known(document), coder=coder_name())
    stored = archive.number(document)
    assert stored
    Copies(archive).note(stored[0])


def _tell(archive: Archive) -> None:
    print(archive.counts())
    for name, count in Counter(one.indicator for one in archive.signals()).most_common():
        print(f"{count:7,} {name}")


def _known(document: Document) -> datetime:
    return datetime.combine(document.published, clock(23, 0), UTC)


def _signals(options: argparse.Namespace) -> None:
    """Reads the signals of a desk's documents anew; all else is taken over. Done month by month."""
    old = open_desk(options.desk)
    new = open_desk(options.new) if options.new.exists() else init_desk(options.new, "korea", version="bench")
    start = time.process_time()
    with old.archive() as archive, new.archive() as made:
        kept: dict[str, list[Record]] = {}
        for one in archive.reports():
            kept.setdefault(one.document, []).append(one)
        for claim in archive.claims():
            kept.setdefault(claim.document, []).append(claim)
        documents = sorted(archive.documents(), key=lambda one: (one.published, one.id))
        for month, group in groupby(documents, key=lambda one: f"{one.published:%Y-%m}"):
            due = list(group)
            if made.has(due[-1], coder=coder_name()):
                continue
            parses = _parses(due, options.desk / "parses" / f"{month}.spacy")
            for document in due:
                found = _found(document, parses.get(document.id, []), new.desk)
                _store(made, document, [*kept.get(document.id, []), *found])
            if time.process_time() - start > options.seconds:
                break
        _tell(made)
    print(f"{time.process_time() - start:.0f} CPU-s")


def _parses(documents: Sequence[Document], path: Path) -> dict[str, list[list[Sentence]]]:
    """The parsed paragraphs of each document, by its id; from the file where they are kept."""
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        kept = DocBin(attrs=["LEMMA", "TAG", "POS", "DEP", "HEAD", "SENT_START", "MORPH"], store_user_data=True)
        for number, paragraph in syntax.parse(one.text for one in documents):
            if paragraph:
                doc = paragraph[0].parse.doc
                doc.user_data = {"document": documents[number].id, "offset": paragraph[0].offset}
                kept.add(doc)
        partial = path.with_suffix(".part")
        kept.to_disk(partial)
        partial.replace(path)
    found: dict[str, list[list[Sentence]]] = {}
    for doc in DocBin().from_disk(path).get_docs(syntax.parser().vocab):
        sentences = [Sentence(one, doc.user_data["offset"]) for one in doc.sents if one.text.strip()]
        found.setdefault(doc.user_data["document"], []).append(sentences)
    return found


def _found(document: Document, paragraphs: Sequence[Sequence[Sentence]], desk: Desk) -> Sequence[Signal]:
    """The signals of a document, as the reader finds them."""
    memory = names.Memory(document.published, speaker(document.outlet))
    found: list[Signal] = []
    for paragraph in paragraphs:
        recognise(paragraph, memory)
        for sentence in paragraph:
            mentions = names.find(sentence, memory)
            found += signals.find(sentence, mentions, document=document, indicators=desk.indicators,
                                  topic=memory.about())
    return privacy.cleared(found, document.text, persons.private(document.text))


def _run(options: argparse.Namespace) -> None:
    folder = open_desk(options.desk)
    watches = of_desk(folder.desk)
    source = Source("feed", "https://kcna.example.org", OUTLET, "PRK", "en", "state", "C", rhythm=timedelta(days=1))
    with folder.archive() as archive:
        told = Alerts(archive).told_by_day(now=datetime.now(UTC))
        days = [min(told) + timedelta(days=n) for n in range((max(told) - min(told)).days + 1)]
        polls = Collected(archive)
        polls.begin(source.id, OUTLET, source.address, now=_end(days[0]))
        fired: list[Alert] = []
        quiet: list[str] = []
        start = time.process_time()
        for day in days:
            made = Counts(new=told.get(day, 0))
            polls.begin(source.id, OUTLET, source.address, now=_end(day))
            polls.end(source.id, "ok" if made.new else "unchanged", made, started=_end(day), now=_end(day))
            stands = standing(archive, [source], now=_end(day))
            quiet += [f"{day}: {one.text}" for one in stands if one.what == "silent"]
            fired += evaluate(archive, watches, now=_end(day)).fired
        spent = time.process_time() - start
        rows = account(archive, [source], [one.name for one in folder.desk.outlets], watches, since=days[0],
                       until=days[-1], now=_end(days[-1]))
    _print(fired, watches, days, told)
    print(f"told silent on {len(quiet)} days: {quiet[:5]}")
    gaps = [day for day in days if day not in told]
    print(f"days without a story: {len(gaps)}: {', '.join(map(str, gaps))}")
    (row,) = (one for one in rows if one.outlet == OUTLET)
    print("account:", {watch.name: row.cell(watch.name) for watch in watches},
          f"; {sum(one.state == 'not covered' for one in rows)} outlets of the desk not covered")
    print(f"{len(days)} days, {spent:.1f} CPU-s, {1000 * spent / len(days):.0f} ms a day")


def _print(fired: list[Alert], watches: tuple[Watch, ...], days: list[date], told: dict[date, int]) -> None:
    months = sorted({f"{day:%Y-%m}" for day in days})
    counts = Counter((alert.watch, f"{alert.fired:%Y-%m}") for alert in fired)
    print(f"{'':22}{'threshold':34}" + "".join(f"{month[2:]:>6}" for month in months) + "   all")
    stories = Counter({month: sum(n for day, n in told.items() if f"{day:%Y-%m}" == month) for month in months})
    print(f"{'stories':56}" + "".join(f"{stories[month]:6}" for month in months) + f"{stories.total():6}")
    for watch in watches:
        row = [counts[watch.name, month] for month in months]
        print(f"{watch.name:22}{watch.threshold.text:34}" + "".join(f"{n:6}" for n in row) + f"{sum(row):6}")
    print(f"{'alerts':56}" + "".join(f"{sum(counts[watch.name, month] for watch in watches):6}" for month in months)
          + f"{len(fired):6}")


def _show(options: argparse.Namespace) -> None:
    folder = open_desk(options.desk)
    watches = of_desk(folder.desk)
    with folder.archive() as archive:
        alerts = [one for one in Alerts(archive).alerts() if options.since <= one.fired.date() <= options.until]
        alerts.sort(key=lambda one: one.id)
        drawn = random.Random(options.seed).sample(alerts, min(options.draw, len(alerts)))
        for number, one in enumerate(tell(archive, sorted(drawn, key=lambda one: one.fired), watches, []), 1):
            print(f"\n{number}. {one.alert.fired:%Y-%m-%d} {one.head}")
            for line in list(lines(one))[1:5]:
                print(f"   {line}")


def _silence(options: argparse.Namespace) -> None:
    """A poll a day over all stories, in whatever language and also without a text; no rhythm is stated."""
    with gzip.open(options.stories, "rt", encoding="utf-8") as rows:
        told = Counter(date.fromisoformat(json.loads(line)["date"]) for line in rows)
    days = [min(told) + timedelta(days=n) for n in range((max(told) - min(told)).days + 1)]
    source = Source("feed", "https://kcna.example.org", OUTLET, "PRK")
    quiet: list[str] = []
    with (tempfile.TemporaryDirectory() as folder,
          init_desk(Path(folder) / "d", "korea", version="x").archive() as archive):
        polls = Collected(archive)
        for day in days:
            polls.begin(source.id, OUTLET, source.address, now=_end(day))
            polls.end(source.id, "ok" if told[day] else "unchanged", Counts(new=told[day]), started=_end(day),
                      now=_end(day))
            quiet += [f"{day}: {one.text}" for one in standing(archive, [source], now=_end(day))
                      if one.what == "silent"]
    print(f"{len(days)} days, {sum(told.values()):,} stories; none on {[str(day) for day in days if not told[day]]}")
    print(f"told silent on {len(quiet)} days: {quiet}")


def _end(day: date) -> datetime:
    return datetime.combine(day, clock(23, 59), UTC)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    what = parser.add_subparsers(dest="what", required=True)
    read = what.add_parser("read")
    read.add_argument("stories", type=Path)
    read.add_argument("desk", type=Path)
    read.add_argument("--since", type=date.fromisoformat, default=date.min)
    read.add_argument("--until", type=date.fromisoformat, default=date.max)
    read.add_argument("--sample", type=int, default=1, help="one day in so many")
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--seconds", type=float, default=float("inf"), help="CPU seconds after which it stops")
    again = what.add_parser("signals")
    again.add_argument("desk", type=Path)
    again.add_argument("new", type=Path)
    again.add_argument("--seconds", type=float, default=float("inf"), help="CPU seconds after which it stops")
    what.add_parser("silence").add_argument("stories", type=Path)
    run = what.add_parser("run")
    run.add_argument("desk", type=Path)
    show = what.add_parser("show")
    show.add_argument("desk", type=Path)
    show.add_argument("--draw", type=int, default=20)
    show.add_argument("--since", type=date.fromisoformat, default=date.min)
    show.add_argument("--until", type=date.fromisoformat, default=date.max)
    show.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
