"""What could be known then: documents that come later never change a figure as of an earlier day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from tempfile import TemporaryDirectory

from event_rows import month_of, report
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.archive import Archive
from visavis.measure.changepoints import change_points
from visavis.measure.dyads import dyad_events, dyad_series
from visavis.measure.merges import explain
from visavis.measure.reciprocity import reciprocity
from visavis.measure.shelf import at_hand
from visavis.records import Document

CUT = date(2024, 6, 30)
TEXTS = ("An envoy of the party arrived on a goodwill visit and met the premier at the airport.",
         "The ministries signed a protocol on freight by rail across the border bridge at the river.")

TOLD = st.fixed_dictionaries({
    "text": st.sampled_from(TEXTS), "tail": st.sampled_from(("", " It was the first in years.")), "day": st.integers(0, 200),
    "late": st.integers(0, 90), "outlet": st.sampled_from(("BBC", "AP", "Yonhap")), "page": st.integers(0, 3),
    "kind": st.sampled_from(("CONSULT", "AID", "ACCUSE")), "forth": st.booleans(), "month": st.booleans()})


def put(archive, told, known):
    """One document; pages come again with another text, as pages on the web do."""
    published = date(2024, 1, 1) + timedelta(days=told["day"])
    page = Document.from_text(told["text"] + told["tail"], published, outlet=told["outlet"], url=f"https://example.org/{told['page']}")
    sides = ("CHN", "PRK") if told["forth"] else ("PRK", "CHN")
    made = report(page, 0, *sides, told["kind"], when=month_of(published) if told["month"] else None)
    archive.add(page, [replace(made, quote=told["text"], span=(0, len(told["text"])))], known_from=datetime.combine(known, time(9), UTC))


def figures(archive):
    """All that is measured as of the day: series, merges, answers, changes."""
    sets = at_hand(archive=archive, as_of=CUT)
    if not sets:
        return ()
    rows, span = sets[0].rows, sets[0].span
    months = dyad_series(rows, "CHN", "PRK", by="month", as_of=CUT)
    directed = dyad_events(rows, "CHN", "PRK", as_of=CUT, directed=True)
    return (span, months.to_pylist(), dyad_series(rows, "PRK", "RUS", by="day", as_of=CUT).to_pylist(),
            explain(rows, "CHN", "PRK", as_of=CUT).to_pylist(), change_points(months),
            reciprocity(directed, "CHN", "PRK", first=span.first, last=span.last))


@settings(max_examples=25, deadline=None)
@given(st.lists(TOLD, max_size=8), st.lists(TOLD, min_size=1, max_size=8))
def test_documents_known_later_never_change_a_figure_as_of_an_earlier_day(before, after):
    with TemporaryDirectory() as folder, Archive.open(folder) as archive:
        for told in before:
            known = date(2024, 1, 1) + timedelta(days=told["day"] + told["late"])
            put(archive, told, min(known, CUT))
        first = figures(archive)
        for told in after:
            put(archive, told, CUT + timedelta(days=1 + told["late"]))
        assert figures(archive) == first
