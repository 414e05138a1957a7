"""Forecasts as JSON objects: what `--format jsonl` prints and what is published.

The rule: keys are never renamed; numbers are rounded to what they can tell, so that equal input gives equal lines.
"""

from __future__ import annotations

from typing import Any

from visavis.codes import hedges
from visavis.forecast.forecasts import Forecast
from visavis.forecast.suppose import Followed, Supposed


def to_json(made: Forecast) -> dict[str, Any]:
    """A forecast as a JSON object."""
    track = made.track
    return {
        "record": "forecast", "question": made.question, "source": made.source, "target": made.target,
        "kind": made.kind.name, "made": made.made.isoformat(), "window": [day.isoformat() for day in made.window],
        "probability": _short(made.probability), "word": hedges.word(made.probability),
        "interval": [_short(bound) for bound in made.interval], "expected": _short(made.expected),
        "base_rate": _short(made.base), "peers_rate": _short(made.peers),
        "reasons": [{"family": one.family, "log_odds": round(one.value, 3)} for one in made.pulls],
        "track_record": track and {"forecasts": track.tally.n, "said": [track.low, track.high],
                                   "came_true": _short(track.tally.rate),
                                   "interval": [_short(bound) for bound in track.interval], "kind": track.kind},
        "events_known": made.known, "model": made.model}


def supposed_to_json(told: Supposed) -> dict[str, Any]:
    """A forecast under a condition as a JSON object."""
    return {"record": "supposed", "condition": told.condition.text, "given": to_json(told.given),
            "without": to_json(told.without), "here": _followed(told.here), "anywhere": _followed(told.anywhere),
            "thin": told.thin}


def _followed(told: Followed) -> dict[str, Any]:
    return {"times": told.times, "followed": told.followed,
            "interval": told.interval and [_short(bound) for bound in told.interval]}


def _short(value: float) -> float:
    return float(f"{value:.4g}")
