"""One round over all sources: ask, read, store, and tell what came of it.

The rule: an item is settled only after its document is stored, and the tag of a list only after its items, so that a
kill at any moment loses no more than the item in hand, and the next round makes up for it without storing it twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from queue import Queue
from threading import Event

from visavis.archive import Added, Archive
from visavis.archive.collected import Collected, Counts, Known
from visavis.archive.copies import Copies
from visavis.errors import InputError, VisavisError
from visavis.intake.fetch import Gate
from visavis.intake.opml import Source
from visavis.intake.terms import DEFAULT_TEXT_BYTES, Terms
from visavis.records import Document, Record
from visavis.watch.asking import Asker, Ended, Made, Message, Missed

WORKERS = 8
"""Sources asked at once. They mostly wait for their hosts' turns; the reading is one thread's work anyway."""

WAITING = 32
"""Messages that wait to be stored: bounds memory where sources are quicker than the reader."""

Read = Callable[[Document], Sequence[Record] | None]
"""What is found in a document; None for one that breaks the reader."""


def _nothing(source: Source, message: Message) -> None:
    pass


@dataclass(slots=True)
class Round:
    """What a round gave, by source, in the order in which they ended; `problems` by outlet."""

    started: datetime
    ended: datetime | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> Counts:
        """The counts of all sources together."""
        total = Counts()
        for one in self.counts.values():
            total += one
        return total


@dataclass(frozen=True, slots=True)
class Collector:
    """What every round needs. `read` finds the records of a document, `coder` names it; `clock` gives UTC."""

    archive: Archive
    gate: Gate
    read: Read
    coder: str
    today: Callable[[], date]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    max_text_bytes: int = DEFAULT_TEXT_BYTES
    told: Callable[[Source, Message], None] = _nothing

    def round(self, sources: Sequence[Source], *, stop: Event | None = None) -> Round:
        """Asks every source once and stores what is new; `stop` ends it after the item in hand."""
        made, stop = Round(self.clock()), stop or Event()
        collected = Collected(self.archive)
        asker = Asker(self.gate, self.today(), stop.is_set)
        queue: Queue[tuple[Source, Message]] = Queue(WAITING)
        work = []
        for source in sources:
            collected.begin(source.id, source.outlet, source.address, now=self.clock())
            work.append((source, collected.state(source.id), collected.items(source.id)))
            made.counts[source.id] = Counts()
        known = {source.id: items for source, _, items in work}

        def ask(source: Source, state: object, items: dict[str, Known]) -> None:
            for message in _surely_ended(asker.poll(source, state, items)):  # type: ignore[arg-type]
                queue.put((source, message))

        with ThreadPoolExecutor(WORKERS, thread_name_prefix="source") as pool:
            try:
                for one in work:
                    pool.submit(ask, *one)
                left = len(work)
                while left:
                    source, message = queue.get()
                    self._take(source, message, known[source.id], made, collected)
                    left -= isinstance(message, Ended)
                    self.told(source, message)
            except BaseException:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                while not queue.empty():  # lets the threads that wait for room come to their end
                    queue.get_nowait()
                raise
        made.ended = self.clock()
        return made

    def _take(self, source: Source, message: Message, known: dict[str, Known], made: Round,
              collected: Collected) -> None:
        counts = made.counts[source.id]
        if isinstance(message, Ended):
            counts.listed = message.listed
            made.outcomes[source.id] = message.outcome
            if message.problem:
                made.problems.append((source.outlet, message.problem))
            whole = message.whole
            collected.end(source.id, message.outcome, counts, started=made.started, now=self.clock(), etag=message.etag,
                          modified=message.modified, digest=message.digest, moved=message.moved,
                          problem=message.problem, whole=whole)
        elif isinstance(message, Missed):
            counts.failed += 1
            collected.settle(source.id, message.item.key, message.item.digest, "refused" if message.final else "failed",
                             now=self.clock(), url=message.item.url, problem=message.problem)
            made.problems.append((source.outlet, f"{message.item.url or message.item.key}: {message.problem}"))
        else:
            self._store(source, message, known.get(message.item.key), counts, made, collected)

    # Storing ------------------------------------------------------------------------------------------------

    def _store(self, source: Source, message: Made, before: Known | None, counts: Counts, made: Round,
               collected: Collected) -> None:
        item = message.item

        def settle(state: str, **more: str | None) -> None:
            collected.settle(source.id, item.key, item.digest, state, now=self.clock(), url=item.url, **more)

        try:
            if message.data is not None:
                self._load(*message.data)
                counts.new += 1
                settle("events")
                return
            identifier = None
            for document in self._documents(source, message):
                identifier = self._keep(document, before, counts)
        except VisavisError as error:
            counts.failed += 1
            settle("refused", problem=error.what)
            made.problems.append((source.outlet, f"{item.url or item.key}: {error.what}"))
            return
        state, day_from = (message.article.state, message.article.day_from) if message.article else ("full", None)
        settle(state, document=identifier, day_from=day_from)

    def _documents(self, source: Source, message: Made) -> Iterator[Document]:
        now = self.clock()
        if message.article is None:
            for document in message.documents:
                yield replace(document, outlet=document.outlet or source.outlet, known_from=document.known_from or now)
            return
        found = message.article.found
        terms = Terms(self.today(), max_text_bytes=self.max_text_bytes)
        where = found.url or message.item.key
        if found.published is None:
            raise InputError("the day of publication is not known: neither the source nor the page states it",
                             where=where, hint="take a source that states it")
        document = terms.document(replace(found, outlet=source.outlet, known_from=now, id=None), where=where)
        yield replace(document, language=document.language or source.language or None)

    def _keep(self, document: Document, before: Known | None, counts: Counts) -> str | None:
        """Stores a document and counts what became of it; the id under which it is stored."""
        became = Added.KNOWN
        if not self.archive.has(document, coder=self.coder):
            records = self.read(document)
            if records is None:
                raise InputError("the document breaks the reader", where=document.id, hint="see the message above")
            became = self.archive.add(document, records, known_from=self.clock(), coder=self.coder)
        stored = self.archive.number(document)
        assert stored
        original = Copies(self.archive).note(stored[0])
        if became is Added.NEW:
            counts.new += 1
            counts.copies += original != stored[0]
        elif became is Added.REVISED:
            counts.revised += 1
        elif became is Added.KNOWN and before is None:
            counts.duplicate += 1
        return stored[1]

    def _load(self, listed: object, data: bytes) -> None:
        """A file of GDELT into the desk's event table."""
        from visavis.datasets import segments
        from visavis.datasets.load import load
        from visavis.intake.gdelt_lists import Listed

        assert isinstance(listed, Listed)
        desk = self.archive.path.parent
        path = desk / "gdelt" / listed.name
        write_whole(path, data)
        for done in load("gdelt", [path], segments.folder(desk)):
            if isinstance(done, InputError):
                raise done
            if hasattr(done, "segment"):
                segments.register(desk, done, now=self.clock())  # type: ignore[arg-type]


def _surely_ended(messages: Iterator[Message]) -> Iterator[Message]:
    """The messages, and an end even where the thread meets a bug: a round shall never wait for ever."""
    ended = False
    try:
        for message in messages:
            ended = isinstance(message, Ended)
            yield message
    except Exception as error:
        yield Ended("failed", problem=f"a bug in visavis: {type(error).__name__}: {error}")
        ended = True
    if not ended:
        yield Ended("failed", problem="a bug in visavis: the poll did not end")


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)

