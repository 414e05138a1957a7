"""A round of the collector: what is new, changed, a duplicate, failed; and what a poll costs."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from feed_samples import TODAY, page, plain_reader, rss, story

from visavis.archive import Archive
from visavis.archive.collected import Collected, SharedPace
from visavis.archive.copies import Copies
from visavis.intake.fetch import Gate, Limits
from visavis.intake.opml import Source
from visavis.watch import asking
from visavis.watch.collect import Collector, Round


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2024, 5, 3, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def collector(archive: Archive, clock: Clock) -> Collector:
    gate = Gate(limits=Limits(delay=0, seconds=5), loopback=True)
    return Collector(archive, gate, plain_reader, "plain-1", lambda: TODAY, clock)


def _counts(made: Round) -> tuple[int, int, int, int]:
    total = made.total
    return total.new, total.revised, total.duplicate, total.failed


def _texts(archive: Archive) -> list[str]:
    return [document.text for document in archive.documents()]


def test_a_feed_gives_its_articles_from_their_pages_once(server: Any, archive: Archive, collector: Collector) -> None:
    for n in range(3):
        server.serve(f"/{n}", page(story(n), title=f"Story {n}"))
    server.serve("/feed", rss((f"k{n}", server.url(f"/{n}?utm_source=rss"), f"Story {n}", "short") for n in range(3)))
    source = Source("feed", server.url("/feed"), "Paper", "PRK", "en")
    assert _counts(collector.round([source])) == (3, 0, 0, 0)
    documents = list(archive.documents())
    assert all("The delegation of the ministry arrived" in document.text for document in documents)
    assert {(document.outlet, document.url, document.published.isoformat()) for document in documents} == {
        ("Paper", server.url(f"/{n}"), "2024-05-02") for n in range(3)}
    assert all(document.known_from == datetime(2024, 5, 3, 12, tzinfo=UTC) for document in documents)
    assert len(list(archive.signals(indicator="trade"))) == 3
    server.serve("/feed", rss((f"k{n}", server.url(f"/{n}?utm_source=rss"), f"Story {n}", "short") for n in range(3)) + " ")
    before = len(server.hits)
    assert _counts(collector.round([source])) == (0, 0, 0, 0)
    assert [path for path, _ in server.hits[before:]] == ["/feed"]  # no page is asked for again


def test_an_unchanged_feed_is_not_parsed_again(server: Any, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    server.serve("/feed", rss([("k", server.url("/x"), "Story", story(1))]), etag='"1"')
    tagged = Source("feed", server.url("/feed"), "Paper", text="feed")
    server.serve("/plain", rss([("k", server.url("/y"), "Story", story(2))]))
    plain = Source("feed", server.url("/plain"), "Paper", text="feed")
    assert _counts(collector.round([tagged, plain])) == (2, 0, 0, 0)
    monkeypatch.setattr(asking, "read_feed", lambda *a, **k: pytest.fail("parsed again"))
    made = collector.round([tagged, plain])
    assert set(made.outcomes.values()) == {"unchanged"}
    assert server.hits[-1][1].get("if-none-match") == '"1"' or server.hits[-2][1].get("if-none-match") == '"1"'


def test_a_changed_article_is_a_revision_and_the_old_text_stays(server: Any, archive: Archive, collector: Collector) -> None:
    server.serve("/a", page(story(1)))
    source = Source("page", server.url("/a"), "Paper")
    assert _counts(collector.round([source])) == (1, 0, 0, 0)
    assert _counts(collector.round([source])) == (0, 0, 0, 0)
    server.serve("/a", page(story(1) + "\nIt was corrected later on Monday, the ministry said in a statement."))
    assert _counts(collector.round([source])) == (0, 1, 0, 0)
    (current,) = archive.documents()
    assert len(archive.revisions(current.id)) == 2


def test_the_item_changed_in_the_feed_is_looked_at_again(server: Any, archive: Archive, collector: Collector) -> None:
    source = Source("feed", server.url("/feed"), "Paper", text="feed")
    server.serve("/feed", rss([("k", server.url("/a"), "Story", story(1))]))
    collector.round([source])
    server.serve("/feed", rss([("k", server.url("/a"), "Story, corrected", story(1))]))
    assert _counts(collector.round([source])) == (0, 1, 0, 0)
    assert [document.title for document in archive.documents()] == ["Story, corrected"]


def test_the_same_article_in_two_feeds_is_one_document_and_a_duplicate(server: Any, archive: Archive, collector: Collector) -> None:
    server.serve("/a", page(story(1), title="Story"))
    for name in ("one", "two"):
        server.serve(f"/{name}", rss([(name, server.url("/a"), "Story", "")]))
    made = [collector.round([Source("feed", server.url(f"/{name}"), "Paper")]) for name in ("one", "two")]
    assert [_counts(one) for one in made] == [(1, 0, 0, 0), (0, 0, 1, 0)]
    assert len(_texts(archive)) == 1


def test_copies_in_other_outlets_are_stored_and_grouped(server: Any, archive: Archive, collector: Collector) -> None:
    text = story(1)
    server.serve("/a", rss([("k", server.url("/x"), "Agency", text)]))
    server.serve("/b", rss([("k", server.url("/y"), "Paper", "PYONGYANG (Agency) - " + text + " Edited by us.")]))
    server.serve("/c", rss([("k", server.url("/z"), "Other", story(2))]))
    for name in "abc":
        collector.round([Source("feed", server.url(f"/{name}"), f"Outlet {name}", text="feed")])
    assert len(_texts(archive)) == 3
    groups = Copies(archive).groups()
    assert [(original, len(others)) for original, others in groups] == [(1, 1)]


def test_a_page_that_fails_is_tried_again_and_given_up_at_last(server: Any, archive: Archive, collector: Collector) -> None:
    server.serve("/a", "oops", status=500)
    server.serve("/feed", rss([("k", server.url("/a"), "Story", "")]), etag='"1"')
    source = Source("feed", server.url("/feed"), "Paper")
    assert _counts(collector.round([source])) == (0, 0, 0, 1)
    assert Collected(archive).state(source.id).etag is None  # type: ignore[union-attr]
    server.serve("/a", page(story(1)))
    assert _counts(collector.round([source])) == (1, 0, 0, 0)
    server.serve("/b", "oops", status=500)
    server.serve("/feed", rss([("k", server.url("/a"), "Story", ""), ("l", server.url("/b"), "Other", "")]))
    for _ in range(6):
        collector.round([source])
    assert [path for path, _ in server.hits].count("/b") == 4


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_what_the_feed_holds_stands_in_for_a_page_that_cannot_be_had(server: Any, archive: Archive, collector: Collector,
                                                                     status: int) -> None:
    server.serve("/a", "no", status=status)
    server.serve("/feed", rss([("k", server.url("/a"), "Story", "<p>" + story(1) + "</p>"), ("l", server.url("/a"), "Line", "x")]))
    made = collector.round([Source("feed", server.url("/feed"), "Paper")])
    assert _counts(made) == (1, 0, 0, 1)
    known = Collected(archive).items(Source("feed", server.url("/feed"), "Paper").id)
    assert {key: one.state for key, one in known.items()} == {"k": "feed", "l": "refused"}


def test_a_broken_source_is_told_with_since_when_and_mends(server: Any, archive: Archive, collector: Collector, clock: Clock) -> None:
    source = Source("feed", server.url("/feed"), "Paper", text="feed")
    server.serve("/feed", rss([("k", server.url("/a"), "Story", story(1))]))
    collector.round([source])
    good = clock.now
    for _ in range(3):
        clock.now += timedelta(hours=6)
        server.serve("/feed", "<html>maintenance</html>")
        made = collector.round([source])
    state = Collected(archive).state(source.id)
    assert state and (state.failures, state.broken_since) == (3, good)
    assert made.problems and made.outcomes[source.id] == "failed"
    server.serve("/feed", rss([("k", server.url("/a"), "Story", story(1))]) + " ")
    collector.round([source])
    state = Collected(archive).state(source.id)
    assert state and state.broken_since is None and state.failures == 0


def test_no_day_means_no_document_and_a_word_about_it(server: Any, archive: Archive, collector: Collector) -> None:
    server.serve("/feed", f'<rss version="2.0"><channel><title>t</title><item><guid>k</guid><description>{story(1)}'
                          "</description></item></channel></rss>")
    made = collector.round([Source("feed", server.url("/feed"), "Paper", text="feed")])
    assert _counts(made) == (0, 0, 0, 1) and "day of publication" in made.problems[0][1]
    assert not _texts(archive)


def test_a_sitemap_its_children_and_a_packed_one(server: Any, archive: Archive, collector: Collector) -> None:
    for n in range(2):
        server.serve(f"/{n}", page(story(n), title=f"Story {n}"))
    server.serve("/map.xml", f"<sitemapindex><sitemap><loc>{server.url('/one.xml.gz')}</loc></sitemap></sitemapindex>")
    urls = "".join(f"<url><loc>{server.url(f'/{n}')}</loc><lastmod>2024-05-02</lastmod></url>" for n in range(2))
    server.serve("/one.xml.gz", gzip.compress(f"<urlset>{urls}<url><loc>javascript:x</loc></url></urlset>".encode()))
    assert _counts(collector.round([Source("sitemap", server.url("/map.xml"), "Paper")])) == (2, 0, 0, 0)


def test_a_folder_that_grows_and_a_file_that_grows(tmp_path: Path, archive: Archive, collector: Collector) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    line = '{"text": "%s", "published": "2024-05-01", "title": "%s"}\n'
    (inbox / "a.jsonl").write_text(line % (story(1).replace("\n", " "), "one"), encoding="utf-8")
    source = Source("folder", str(inbox), "Inbox")
    assert _counts(collector.round([source])) == (1, 0, 0, 0)
    assert _counts(collector.round([source])) == (0, 0, 0, 0)
    with (inbox / "a.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(line % (story(2).replace("\n", " "), "two"))
    (inbox / "bad.txt").write_bytes(b"\x00\x01\x02")
    assert _counts(collector.round([source])) == (1, 0, 0, 1)
    assert len(_texts(archive)) == 2


def test_gdelts_list_loads_the_events_of_its_files_once(server: Any, shared: Path, archive: Archive, collector: Collector) -> None:
    rows = gzip.decompress((shared / "events/gdelt_raw/dev_v2_20150218.export.CSV.gz").read_bytes())
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("20150218230000.export.CSV", b"\n".join(rows.split(b"\n")[:500]) + b"\n")
    name, data = "/gdeltv2/20150218230000.export.CSV.zip", packed.getvalue()
    server.serve(name, data)
    server.serve("/gdeltv2/lastupdate.txt", f"{len(data)} {hashlib.md5(data).hexdigest()} {server.url(name)}\n"
                                            f"9 {'0' * 32} {server.url('/gdeltv2/20150218230000.gkg.csv.zip')}\n")
    source = Source("gdelt", server.url("/gdeltv2/lastupdate.txt"), "GDELT")
    assert _counts(collector.round([source])) == (1, 0, 0, 0)
    from visavis.datasets import segments

    assert len(segments.live(archive.path.parent, "gdelt")) == 1
    server.serve(name, data + b"x")
    server.serve("/gdeltv2/lastupdate.txt", f"{len(data)} {'1' * 32} {server.url(name)}\n")
    assert _counts(collector.round([source])) == (0, 0, 0, 1)


def test_two_paces_on_one_archive_keep_the_distance_together(archive: Archive) -> None:
    one, two = (SharedPace(str(archive.path.parent)) for _ in range(2))
    assert [one.take("a", 5, 100), two.take("a", 5, 101), one.take("b", 5, 101)] == [100, 105, 101]
    two.hold("a", 500)
    assert one.take("a", 5, 102) == 500


def test_a_kill_between_the_items_and_the_end_makes_the_list_come_again(server: Any, archive: Archive, collector: Collector,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("feed", server.url("/feed"), "Paper", text="feed")
    server.serve("/feed", rss([(f"k{n}", server.url(f"/{n}"), f"Story {n}", story(n)) for n in range(4)]), etag='"1"')
    stored: list[int] = []
    real = Collected.settle

    def killed(self: Collected, *args: Any, **kwargs: Any) -> None:
        if len(stored) == 2:
            raise KeyboardInterrupt
        stored.append(1)
        real(self, *args, **kwargs)

    monkeypatch.setattr(Collected, "settle", killed)
    with pytest.raises(KeyboardInterrupt):
        collector.round([source])
    monkeypatch.setattr(Collected, "settle", real)
    made = collector.round([source])
    assert _counts(made) == (1, 0, 1, 0)  # the third was stored and not settled: nothing is stored twice
    assert len(_texts(archive)) == 4
