"""One source asked: what it lists, and the article of each item that is not settled yet.

The rule: this side only fetches and reads bytes. It knows no archive: what it finds is handed on as messages, so that
one thread may wait for each host while another writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from visavis.archive.collected import Known, SourceState
from visavis.errors import FetchError, InputError, Refused, VisavisError
from visavis.intake import articles, read_documents
from visavis.intake.feeds import Item, read_feed
from visavis.intake.fetch import Fetched, Gate
from visavis.intake.gdelt_lists import Listed, read_list
from visavis.intake.opml import Source
from visavis.intake.sitemaps import read_sitemap
from visavis.records import Document

MOST_A_ROUND = 200
"""New items of one source that are fetched in one round, the newest first; at 5 s each that is 17 minutes. The others
come with the next rounds: the list is then asked for again, since its tag is not kept."""

MOST_FAILURES = 5
"""Items that fail one after the other before the rest is left for the next round: the host is down."""

MOST_CHILDREN = 20
"""Sitemaps of an index that are read in one round."""

FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Made:
    """An item whose article is there, or documents where the source is a folder, or the file of a GDELT list."""

    item: Item
    article: articles.Article | None = None
    documents: tuple[Document, ...] = ()
    data: tuple[Listed, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """An item that gave nothing; `final`: it will not be tried again as long as it stays as it is."""

    item: Item
    problem: str
    final: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How the poll of a source went; `whole`: nothing that it lists is left for the next round."""

    outcome: Literal["ok", "unchanged", "failed"]
    listed: int = 0
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    moved: str | None = None
    problem: str | None = None
    whole: bool = True


Message: TypeAlias = Made | Missed | Ended


@dataclass(frozen=True, slots=True)
class Asker:
    """What a poll needs: the gate, the last day that a text can be of, and whether to stop."""

    gate: Gate
    today: date
    stopped: Callable[[], bool] = lambda: False

    def poll(self, source: Source, state: SourceState | None, known: Mapping[str, Known]) -> Iterator[Message]:
        """What a source has that is not in `known`, item by item, and at last how it went. Raises nothing."""
        try:
            if source.kind == "folder":
                yield from self._folder(source, known)
            elif source.kind == "page":
                yield from self._page(source, state)
            elif source.kind == "gdelt":
                yield from self._gdelt(source, state, known)
            else:
                yield from self._list(source, state, known)
        except VisavisError as error:
            yield Ended("failed", problem=error.what)
        except OSError as error:
            yield Ended("failed", problem=(error.strerror or str(error)).lower())

    # Lists --------------------------------------------------------------------------------------------------

    def _list(self, source: Source, state: SourceState | None, known: Mapping[str, Known]) -> Iterator[Message]:
        answer, digest = self._changed(source, state)
        if answer is None:
            yield Ended("unchanged")
            return
        items, problems = self._items(source, answer)
        fresh = [item for item in items if not _settled(item, known)]
        fresh.sort(key=lambda item: (item.published is None, -(item.published or date.min).toordinal()))
        yield from self._taken(answer, digest, len(items), len(fresh), problems,
                               (self._article(source, item) for item in fresh))

    def _gdelt(self, source: Source, state: SourceState | None, known: Mapping[str, Known]) -> Iterator[Message]:
        answer, digest = self._changed(source, state)
        if answer is None:
            yield Ended("unchanged")
            return
        listed = [one for one in read_list(answer.body, where=answer.url) if one.kind == "export"]
        fresh = [one for one in listed if not _settled(_file_item(one), known)]
        yield from self._taken(answer, digest, len(listed), len(fresh), (), (self._file(one) for one in fresh))

    def _taken(self, answer: Fetched, digest: str, listed: int, fresh: int, problems: Sequence[str],
               messages: Iterator[Message]) -> Iterator[Message]:
        """The messages, up to the limit of a round and of failures in a row, and the end of the poll."""
        left = row = taken = 0
        for message in self._in_time(messages):
            open_still = isinstance(message, Missed) and not message.final
            taken, left, row = taken + 1, left + open_still, row + 1 if open_still else 0
            yield message
            if taken == MOST_A_ROUND or row == MOST_FAILURES:
                break
        moved = answer.url if answer.permanent else None
        yield Ended("ok", listed, answer.etag, answer.modified, digest, moved, "; ".join(problems[:3]) or None,
                    whole=not left and taken == fresh)

    def _in_time(self, messages: Iterator[Message]) -> Iterator[Message]:
        while not self.stopped() and (message := next(messages, None)) is not None:
            yield message

    def _changed(self, source: Source, state: SourceState | None) -> tuple[Fetched | None, str]:
        """The answer of a source and the digest of its bytes; no answer where nothing changed."""
        polite = source.kind != "gdelt"  # a list that its owner publishes to be asked every 15 minutes
        answer = self.gate.get(source.address, etag=state.etag if state else None,
                               modified=state.modified if state else None,
                               accept=FEED_TYPES if source.kind == "feed" else "*/*", polite=polite)
        digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        same = answer.unchanged or (state is not None and digest == state.digest)
        return None if same else answer, digest

    def _items(self, source: Source, answer: Fetched) -> tuple[list[Item], tuple[str, ...]]:
        if source.kind == "feed":
            feed = read_feed(answer.body, where=answer.url, content_type=answer.headers.get("content-type"))
            return list(feed.items), feed.problems
        found = read_sitemap(answer.body, where=answer.url)
        items, problems = list(found.items), list[str]()
        for url in found.children[:MOST_CHILDREN]:
            if self.stopped():
                break
            try:
                child = self.gate.get(url)
                items += read_sitemap(child.body, where=child.url).items
            except VisavisError as error:
                problems.append(str(error))
        return list({item.key: item for item in items}.values()), tuple(problems)

    def _file(self, listed: Listed) -> Message:
        item = _file_item(listed)
        try:
            answer = self.gate.get(listed.url, polite=False)
            listed.check(answer.body)
        except VisavisError as error:
            return Missed(item, error.what, isinstance(error, Refused))
        return Made(item, data=(listed, answer.body))

    # Articles -----------------------------------------------------------------------------------------------

    def _article(self, source: Source, item: Item) -> Message:
        try:
            if source.text == "feed" or item.url is None:
                return Made(item, articles.of_feed(item))
            return Made(item, articles.of_page(self.gate.get(item.url), item, today=self.today))
        except Refused as error:
            return self._instead(item, error.what, final=True)
        except FetchError as error:
            gone = error.status in (404, 410)
            return self._instead(item, error.what, final=True) if gone else Missed(item, error.what, final=False)
        except InputError as error:
            return Missed(item, error.what, final=True)

    def _instead(self, item: Item, problem: str, *, final: bool) -> Message:
        """What the feed holds of an article whose page cannot be had."""
        try:
            return Made(item, articles.of_feed(item))
        except InputError:
            return Missed(item, problem, final)

    def _page(self, source: Source, state: SourceState | None) -> Iterator[Message]:
        answer, digest = self._changed(source, state)
        if answer is None:
            yield Ended("unchanged")
            return
        item = Item(source.address, source.address)
        problem = None
        try:
            yield Made(item, articles.of_page(answer, item, today=self.today))
        except InputError as error:
            problem = error.what
            yield Missed(item, problem, final=True)
        yield Ended("ok", 1, answer.etag, answer.modified, digest, answer.url if answer.permanent else None, problem)

    # Folders ------------------------------------------------------------------------------------------------

    def _folder(self, source: Source, known: Mapping[str, Known]) -> Iterator[Message]:
        """The documents of each file that is new or changed; a file that still grows comes again when it has."""
        root = Path(source.address)
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file()
                                                     and not any(part.startswith(".") for part in path.parts))
        if not root.exists():
            raise InputError("no such folder", where=str(root), hint="make it, or leave the source out")
        for path in files:
            if self.stopped():
                break
            stat = path.stat()
            item = Item(str(path.relative_to(root)) if path != root else path.name, None, None,
                        f"{stat.st_size}:{stat.st_mtime_ns}")
            if not _settled(item, known):
                yield from self._documents(path, item)
        yield Ended("ok", len(files), whole=not self.stopped())

    def _documents(self, path: Path, item: Item) -> Iterator[Message]:
        documents, errors = list[Document](), list[InputError]()
        for found in read_documents([path], today=self.today):
            if isinstance(found, InputError):
                errors.append(found)
            else:
                documents.append(found)
        if documents:
            yield Made(item, documents=tuple(documents))
        else:
            yield Missed(item, errors[0].what if errors else "nothing to read", final=True)


def _file_item(listed: Listed) -> Item:
    return Item(listed.name, listed.url, None, listed.md5)


def _settled(item: Item, known: Mapping[str, Known]) -> bool:
    before = known.get(item.key)
    return before is not None and before.digest == item.digest and before.settled
