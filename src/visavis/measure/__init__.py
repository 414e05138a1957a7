"""Measure: directed-dyad series and comparisons, as SQL texts run by DuckDB.

    dyad_series(source, a, b)       events and reports of a dyad by period, each with its interval
    dyad_events(source, a, b)       the events themselves
    compare(series, other)          how two dyads differ
    changes(source, a, b, today=)   the last year against the years before
    contacts(source, a, b)          high-level contacts
    visits(source, host)            the ledger of visits: who was sent, how high, received by whom, what for
"""

from visavis.measure.comparison import Change, Comparison, changes, compare, compare_types
from visavis.measure.contact import contacts
from visavis.measure.dyads import by_type, covered_span, dyad_events, dyad_reports, dyad_series
from visavis.measure.intervals import Ratio, rate, rate_ratio, share
from visavis.measure.visits import Visit, visits

__all__ = ["Change", "Comparison", "Ratio", "Visit", "by_type", "changes", "compare", "compare_types", "contacts",
           "covered_span", "dyad_events", "dyad_reports", "dyad_series", "rate", "rate_ratio", "share", "visits"]
