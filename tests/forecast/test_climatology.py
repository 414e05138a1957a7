from datetime import date

import numpy as np
import pyarrow as pa
from test_features import made_up

from visavis.forecast.features import Snapshot
from visavis.forecast.kinds import kind
from visavis.forecast.told import tell

ORIGIN = date(2021, 6, 1)


def climate(rows, horizon=90, origin=ORIGIN):
    told = tell(rows)
    found = Snapshot(told, origin).climate(kind("CONSULT"), horizon)
    return found.probability[told.at("CHN"), told.at("PRK")], found.peers[told.at("CHN"), told.at("PRK")]


def rows(days, **more):
    return pa.concat_tables([made_up(-day, known=-day, **more) for day in days])


def test_it_lies_between_its_peers_and_its_own_share():
    often, peers = climate(rows(range(5, 1800, 45)))
    assert peers < often < 1
    seldom, peers = climate(pa.concat_tables([rows([1800]), rows(range(5, 1800, 45), source="USA", target="RUS")]))
    assert 0 < seldom < 0.2 and seldom < often


def test_a_longer_window_is_likelier_and_the_chance_stays_inside_its_bounds():
    told = rows([10, 100, 400, 900, 1700])
    chances = [climate(told, horizon)[0] for horizon in (7, 30, 90, 365)]
    assert chances == sorted(chances) and chances[0] > 0 and chances[-1] < 1


def test_with_nothing_known_it_is_low_but_possible():
    chance, peers = climate(rows([-100, -200]))
    assert 0 < chance < 0.01 and np.isfinite(peers)
