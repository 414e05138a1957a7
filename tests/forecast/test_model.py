import json

import numpy as np
import pytest

from visavis.errors import ModelError
from visavis.forecast import model
from visavis.forecast.features import NAMES


def shipped():
    return json.loads(model.to_text(model.load().horizons, model.load().data))


def test_what_is_written_is_read_again():
    told = json.dumps(shipped())
    assert model.parse(told).digest == model.load().digest


@pytest.mark.parametrize("change", [
    lambda told: told["horizons"]["30"]["chance"].__setitem__(0, 9.0), lambda told: told.pop("digest"),
    lambda told: told["features"].reverse(), lambda told: told["horizons"]["30"]["mean"].pop()])
def test_an_altered_model_is_refused_and_says_what_to_do(change):
    told = shipped()
    change(told)
    with pytest.raises(ModelError, match=r"train\.forecast"):
        model.parse(json.dumps(told))


def test_a_model_of_other_features_is_refused():
    told = shipped()
    told["features"] = told["features"][::-1]
    told["digest"] = model.digest_of(told)
    with pytest.raises(ModelError, match="other features"):
        model.parse(json.dumps(told))


@pytest.mark.parametrize("probability", [1e-4, 0.03, 0.5, 0.97, 0.9999])
def test_the_interval_holds_the_chance(probability):
    for one in model.load().horizons.values():
        low, high = one.interval(probability)
        assert 0 <= low <= probability <= high <= 1 and low < high


def test_a_chance_is_never_out_of_bounds_and_the_number_never_below_it():
    wild = np.full((2, len(NAMES)), [[1e6], [-1e6]])
    for one in model.load().horizons.values():
        chance, number = one.probability(wild), one.expected(wild)
        assert ((chance > 0) & (chance < 1) & (number >= chance) & np.isfinite(number)).all()


def test_the_shipped_files_are_small_and_of_one_fit():
    from importlib.resources import files

    folder = files("visavis.forecast") / "model"
    texts = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir()}
    assert sum(map(len, texts.values())) < 5_000_000 and set(texts) == {"model.json", "record.tsv", "dyads.tsv", "CARD.md"}
    assert model.load().digest in texts["CARD.md"]
