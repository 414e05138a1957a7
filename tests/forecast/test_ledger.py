import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from claims import BUSY, claim, told

from visavis.archive import Archive
from visavis.archive.ledger import Ledger
from visavis.errors import InputError
from visavis.forecast import ledger
from visavis.forecast.resolvers import propose

NOW, UNTIL = datetime(2021, 1, 1, tzinfo=UTC), date(2020, 12, 31)
TALKS, AID, VAGUE = claim("Talks are likely."), claim("Aid is likely.", type="AID"), claim("Trade may grow.", type=None)
ROWS = told(*BUSY, (date(2020, 3, 5), "PRK", "CHN", "CONSULT"))


@pytest.fixture
def kept(tmp_path):
    with Archive.open(tmp_path) as archive:
        made = Ledger(archive)
        made.add([TALKS, AID, VAGUE], now=NOW)
        yield made


def states(kept, today=date(2021, 1, 1)):
    return {one.claim.id: one.state for one in ledger.entries(kept, today=today)}


def run(kept, rows=ROWS, until=UNTIL):
    return ledger.resolve(kept, rows, until=until, now=NOW)


def test_a_claim_is_open_then_due_then_resolved(kept):
    assert states(kept, date(2020, 2, 1))[TALKS.id] == "open" and states(kept)[TALKS.id] == "due"
    assert run(kept).changed == {"true": 1, "false": 1, "unsettled": 1}
    assert states(kept) == {TALKS.id: "true", AID.id: "false", VAGUE.id: "unsettled"}


def test_a_second_run_changes_nothing(kept):
    run(kept)
    with sqlite3.connect(kept.path) as other:
        before = other.execute("SELECT count(*) FROM ledger").fetchone()
    assert run(kept).changed == {}
    with sqlite3.connect(kept.path) as other:
        assert other.execute("SELECT count(*) FROM ledger").fetchone() == before
    other.close()


def test_an_edited_query_opens_the_claim_again_and_the_old_row_stays(kept):
    run(kept)
    wider = replace(propose(AID)[0], window=(date(2020, 1, 2), date(2021, 6, 30)))
    assert ledger.edit(kept, AID.id, wider, reason="named no day", now=NOW).version == 2
    assert states(kept)[AID.id] == "open"
    assert run(kept).changed == {"open": 1}
    late = told(*BUSY, (date(2021, 2, 1), "CHN", "PRK", "AID"), (date(2021, 7, 1), "CHN", "USA", "ACCUSE"))
    assert run(kept, late, date(2021, 7, 1)).changed["true"] == 1
    with sqlite3.connect(kept.path) as other:
        rows = other.execute("SELECT resolution, version FROM ledger WHERE claim = ? ORDER BY number", (AID.id,)).fetchall()
    other.close()
    assert rows == [("false", 1), ("open", 2), ("true", 2)]


def test_a_claim_without_a_query_can_be_given_one(kept):
    run(kept)
    ledger.edit(kept, VAGUE.id, replace(propose(TALKS)[0]), reason="it is about talks", now=NOW)
    run(kept)
    assert states(kept)[VAGUE.id] == "true"


def test_an_unknown_claim_cannot_be_edited(kept):
    with pytest.raises(InputError, match="no such claim"):
        ledger.edit(kept, "nothing", propose(TALKS)[0], reason="", now=NOW)


def test_claims_are_found_by_claimant_dyad_and_state(kept):
    run(kept)
    found = ledger.entries(kept, today=date(2021, 1, 1))
    assert len(ledger.select(found, claimant="ANAL")) == 3 and not ledger.select(found, claimant="nobody")
    assert len(ledger.select(found, dyad=("PRK", "CHN"))) == 3 and not ledger.select(found, dyad=("PRK", "RUS"))
    assert {one.claim.id for one in ledger.select(found, states=["resolved"])} == {TALKS.id, AID.id}


def test_the_evidence_of_a_resolution_is_the_events_of_the_window(kept):
    run(kept)
    entry = next(one for one in ledger.entries(kept, today=date(2021, 1, 1)) if one.claim.id == TALKS.id)
    assert len(entry.events) == 1 and set(entry.events) <= set(ROWS["id"].to_pylist()) and entry.outcome == 1.0


def test_ones_own_forecast_is_kept_once_and_must_be_a_probability(kept):
    resolver = propose(TALKS)[0]
    mine = ledger.own_claim("They talk", resolver, probability=0.3, interval=None, claimant=None)
    assert ledger.add(kept, mine, resolver, now=NOW) and not ledger.add(kept, mine, resolver, now=NOW)
    run(kept)
    assert states(kept)[mine.id] == "true"
    with pytest.raises(InputError):
        ledger.own_claim("They talk", resolver, probability=0.3, interval=(0.4, 0.5), claimant=None)
