"""Watch: sources collected by themselves, indicators, alerts, and an account of silence.

    Collector(archive, gate, ...).round(sources)     one round over all sources
    evaluate(archive, watches, now=...)              alerts that fire once, from what is new in the record
    tell(archive, alerts, watches, sources)          an alert with its sentences, voices and how unusual it is
    digest(archive, watches, sources, ...)           what is new since the last digest
    standing(archive, sources, now=...)              which source speaks, is silent, is broken
    account(archive, sources, outlets, ...)          "covered, nothing", "not covered", "source broken since"
    cells(reports)                                   people as counts of classes, by month and province
"""

from visavis.watch.account import account
from visavis.watch.collect import Collector, Round
from visavis.watch.digest import digest
from visavis.watch.evaluation import Evaluated, evaluate
from visavis.watch.people import cells
from visavis.watch.silence import standing
from visavis.watch.sources import known_outlets, sources_of
from visavis.watch.tellings import Telling, tell
from visavis.watch.watches import Watch, all_watches, of_desk

__all__ = ["Collector", "Evaluated", "Round", "Telling", "Watch", "account", "all_watches", "cells", "digest",
           "evaluate", "known_outlets", "of_desk", "sources_of", "standing", "tell"]
