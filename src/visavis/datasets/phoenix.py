"""Phoenix: the live data of the Open Event Data Alliance and the Cline Center's Historical Phoenix.

The rule: an actor's root is CAMEO's country code, or a word for a kind of actor (IGO, NGO, IMG, MNC) that is no state.
Written from the published codebooks: no real file was at hand.
"""

from __future__ import annotations

from visavis.datasets import lookups
from visavis.datasets.mapping import Resolve
from visavis.datasets.sources import DataSet

KINDS = frozenset(("IGO", "NGO", "IMG", "MNC", "INT", "UIS"))
"""Roots that name a kind of actor and no country."""


def side(root: str | None, code: str | None) -> str | None:
    """The state of an actor's root, else the organisation of states that its whole code names.

    >>> side("ROM", "ROMGOV"), side("IGO", "IGOUNO"), side("NGO", "NGOHRI"), side(None, "GOV")
    ('ROU', 'UNO', None, None)
    """
    if root and root not in KINDS:
        return lookups.cameo_actor(root)
    parts = [code[start:start + 3] for start in range(3 if root else 0, len(code), 3)] if code else []
    return next((found for part in parts if (found := lookups.cameo_group(part))), None)


_RESOLVES = (
    Resolve("source_state", ("source_root", "source_name"), side, "actor root"),
    Resolve("target_state", ("target_root", "target_name"), side, "actor root"),
    Resolve("place_state", ("place_country",), lookups.place, "place"),
)

DATASET = DataSet("phoenix", "Phoenix", {"live": "phoenix", "historical": "phoenix"}, headless=frozenset(("live",)),
                  nulls=("NULL", "NA", "None"), resolves={"live": _RESOLVES, "historical": _RESOLVES})
