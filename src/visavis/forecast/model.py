"""The model: for each horizon, how much each feature counts, as fitted by `python -m train.forecast`.

The rule: what is shipped is numbers in one small file, named by its digest; nothing is fitted here. A chance is a
logistic regression of the features, an expected number a Poisson regression of the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit

from visavis.errors import ModelError
from visavis.forecast.features import NAMES
from visavis.measure.intervals import LEVEL, Interval

Floats = NDArray[np.float64]

FILE = "model.json"
REMEDY = "install visavis again, or fit it with: python -m train.forecast"

CLIMATE = NAMES.index("climatology")
"""The column that holds the climatology, as log odds."""

FARTHEST = 6.0
"""Standard deviations at which a feature is cut off: beyond, a linear score says nothing. Not tuned."""

MOST_EVENTS = 1e4
"""The largest number that is expected of a window."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The model of one horizon: `mean` and `scale` of each column; weights and intercept of the chance and of the
    logarithm of the number; `spread`: see `interval`; `floor`: the share of the climatology in the chance."""

    days: int
    mean: Floats
    scale: Floats
    chance: Floats
    chance_base: float
    number: Floats
    number_base: float
    spread: float
    floor: float = 0.0

    def standard(self, columns: Floats) -> Floats:
        """The columns in standard deviations from the mean."""
        return np.clip((columns - self.mean) / self.scale, -FARTHEST, FARTHEST)

    def probability(self, columns: Floats) -> Floats:
        """The chance of at least one event, a row each."""
        fitted = expit(self.standard(columns) @ self.chance + self.chance_base)
        return np.asarray((1 - self.floor) * fitted + self.floor * expit(columns[:, CLIMATE]))

    def expected(self, columns: Floats) -> Floats:
        """The expected number of events, a row each; never below the chance of one."""
        score = np.minimum(self.standard(columns) @ self.number + self.number_base, np.log(MOST_EVENTS))
        return np.maximum(np.exp(score), self.probability(columns))

    def pulls(self, columns: Floats) -> Floats:
        """What each column adds to the log odds, against the average of the training rows."""
        return self.standard(columns) * self.chance

    def interval(self, probability: float) -> Interval:
        """Between what bounds the true chance lies, at the house's LEVEL.

        In the backtest, the rates that dyads showed for a kind scattered about what was forecast as a
        Beta(p * spread, (1 - p) * spread) does; the bounds are its quantiles.
        """
        tail = (1 - LEVEL) / 2
        a, b = probability * self.spread, (1 - probability) * self.spread
        low, high = float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))
        return min(low, probability), max(high, probability)


@dataclass(frozen=True, slots=True)
class Model:
    """All horizons, what they were fitted on, and the digest that names the model."""

    horizons: Mapping[int, Horizon]
    data: Mapping[str, Any]
    digest: str

    @property
    def name(self) -> str:
        """How it is named in forecasts: visavis-forecast, the first 12 digits of the digest."""
        return f"visavis-forecast-{self.digest[:12]}"

    def horizon(self, days: int) -> Horizon:
        """The model for a window of `days`: the nearest horizon (by the ratio) that there is."""
        return self.horizons[min(self.horizons, key=lambda one: abs(np.log(one / days)))]


@cache
def load() -> Model:
    """The model that is shipped. ModelError where it is missing, altered, or of other features than these."""
    try:
        text = (files("visavis.forecast") / "model" / FILE).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError("the forecast model is missing", where=FILE, hint=REMEDY) from error
    return parse(text)


def parse(text: str) -> Model:
    """The model in the text of its file."""
    try:
        told = json.loads(text)
        made = {int(days): _horizon(int(days), one) for days, one in told["horizons"].items()}
        features, data, digest = tuple(told["features"]), told["data"], told["digest"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("the forecast model cannot be read", where=FILE, hint=REMEDY) from error
    if digest != digest_of(told):
        raise ModelError("the forecast model was altered", where=FILE, hint=REMEDY)
    if features != NAMES:
        raise ModelError("the forecast model is of other features than these", where=FILE, hint=REMEDY)
    return Model(made, data, digest)


def digest_of(told: Mapping[str, Any]) -> str:
    """The SHA-256 of a model's content, without the digest itself."""
    content = {key: value for key, value in told.items() if key != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def to_text(horizons: Mapping[int, Horizon], data: Mapping[str, Any]) -> str:
    """The text of the file of a model."""
    told: dict[str, Any] = {"made_by": "python -m train.forecast", "data": dict(data), "features": list(NAMES),
                            "horizons": {str(days): _plain(one) for days, one in sorted(horizons.items())}}
    return json.dumps(told | {"digest": digest_of(told)}, indent=1) + "\n"


def _plain(one: Horizon) -> dict[str, Any]:
    made = {name: getattr(one, name) for name in Horizon.__slots__ if name != "days"}
    return {name: [_short(x) for x in value] if isinstance(value, np.ndarray) else _short(value)
            for name, value in made.items()}


def _short(value: float) -> float:
    """Six figures: a thousandth of what the fit can tell, and a file that can be read."""
    return float(f"{value:.6g}")


def _horizon(days: int, told: Mapping[str, Any]) -> Horizon:
    vectors = {name: np.array(told[name], float) for name in ("mean", "scale", "chance", "number")}
    if any(one.shape != (len(NAMES),) for one in vectors.values()):
        raise ValueError("a vector of another length")
    return Horizon(days=days, chance_base=float(told["chance_base"]), number_base=float(told["number_base"]),
                   spread=float(told["spread"]), floor=float(told["floor"]), **vectors)
