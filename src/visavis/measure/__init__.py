"""Measure: the data sets at hand, directed-dyad series and comparisons, as SQL texts run by DuckDB or Spark.

    at_hand(past=, desk=)           the data sets, each by itself
    dyad_series(source, a, b)       events and reports of a dyad by period, each with its interval
    dyad_events(source, a, b)       the events themselves
    explain(source, a, b)           which reports became one event, and why
    compare(series, other)          how two dyads differ
    change_points(series)           when the rate changed, between which days
    reciprocity(events, a, b, ...)  who answers whom, after how long
    changes(source, a, b, today=)   the last year against the years before
    contacts(source, a, b)          high-level contacts
    visits(source, host)            the ledger of visits: who was sent, how high, received by whom, what for
"""

from visavis.measure.changepoints import ChangePoint, change_points
from visavis.measure.comparison import Change, Comparison, changes, compare, compare_types
from visavis.measure.contact import contacts
from visavis.measure.days import covered_span
from visavis.measure.dyads import by_type, dyad_events, dyad_reports, dyad_series
from visavis.measure.intervals import Ratio, rate, rate_ratio, share
from visavis.measure.merges import explain, near_misses
from visavis.measure.reciprocity import Answered, reciprocity
from visavis.measure.rollup import dyad_classes, dyad_months
from visavis.measure.shelf import DataSet, at_hand
from visavis.measure.visits import Visit, visits

__all__ = ["Answered", "Change", "ChangePoint", "Comparison", "DataSet", "Ratio", "Visit", "at_hand", "by_type",
           "change_points", "changes", "compare", "compare_types", "contacts", "covered_span", "dyad_classes",
           "dyad_events", "dyad_months", "dyad_reports", "dyad_series", "explain", "near_misses", "rate", "rate_ratio",
           "reciprocity", "share", "visits"]
