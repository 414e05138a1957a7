"""Forecasts: what is next between two states, with a track record, and the ledger of everybody else's claims.

    forecast(source, a, b, as_of=)            chances and expected numbers, with base rates, reasons and track record
    Forecaster(source, as_of=)                the same, for many questions of one day
    kind("CONSULT/visit level 1")             what can be asked for
    suppose(told, a, b, kind, days, ...)      the same if something happened
"""

from visavis.forecast.forecasts import Forecast, Forecaster, forecast, informative
from visavis.forecast.kinds import HORIZONS, Kind, kind
from visavis.forecast.reasons import Reason, near, reasons
from visavis.forecast.suppose import Supposed, condition, suppose
from visavis.forecast.told import tell

__all__ = ["HORIZONS", "Forecast", "Forecaster", "Kind", "Reason", "Supposed", "condition", "forecast", "informative",
           "kind", "near", "reasons", "suppose", "tell"]
