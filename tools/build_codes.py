"""Build codes/countries.tsv: the codes of each state and territory in eight schemes.

ISO codes come from pycountry, Gleditsch-Ward from country-converter; COW, FIPS 10-4 and CAMEO are read from
the files named on the command line (the COW state list; a table with the columns ISO3166-1-Alpha-3 and FIPS;
GDELT's country look-up), with the corrections below. Run:

    python tools/build_codes.py COW_STATES.csv.gz COUNTRY_CODES.csv CAMEO_COUNTRY.txt
"""

from __future__ import annotations

import csv
import gzip
import sys
from importlib.resources import files
from pathlib import Path

import pycountry

HEAD = """\
# The codes of each state and territory. Built by tools/build_codes.py; change that, not this.
# alpha3, alpha2, numeric: ISO 3166-1 (pycountry); XKX and XK for Kosovo are user-assigned codes.
# cow, cowc: Correlates of War number and letters (state list 2016). gw: Gleditsch-Ward number.
# fips: FIPS 10-4, as GDELT's places use it. cameo: the country code of CAMEO actors as GDELT prints it.
# Several codes in a field: the first is written, all are read. Codes of a time only: codes_dated.tsv.
# status: member (of the UN), observer, state (neither, but with relations), territory. parent: its state.
"""
COLUMNS = ("alpha3", "alpha2", "numeric", "cow", "cowc", "gw", "fips", "cameo", "status", "parent")

OBSERVERS = {"VAT", "PSE"}
STATES = {"TWN", "XKX", "COK", "NIU"}
PARENTS = {
    "CHN": "HKG MAC", "DNK": "GRL FRO", "FIN": "ALA", "NOR": "SJM BVT", "NZL": "TKL",
    "AUS": "CXR CCK HMD NFK",
    "NLD": "ABW CUW SXM BES", "USA": "PRI GUM ASM MNP VIR UMI",
    "FRA": "GUF GLP MTQ REU MYT NCL PYF SPM BLM MAF WLF ATF",
    "GBR": "GIB GGY JEY IMN BMU CYM VGB AIA MSR TCA FLK SGS SHN IOT PCN",
}
# The FIPS file has none for Aland, runs two together for three states, files Bonaire with the Netherlands.
FIPS = {"ALA": "", "SRB": "RI;RB;SR", "XKX": "KV", "PSE": "WE;GZ", "SJM": "SV;JN",
        "UMI": "FQ;HQ;DQ;JQ;KQ;MQ;LQ;WQ",
        "BES": "", "CUW": "UC;NT", "MNE": "MJ", "ATF": "FS;IP;BS;JU;GO;TE;EU", "TLS": "TT", "SSD": "OD",
        "FRA": "FR", "MMR": "BM", "SXM": "NN", "AUS": "AS;CR;AT"}
# Gleditsch-Ward and COW where the libraries lag or a state took over its forerunner's number.
GW = {"XKX": "347", "SSD": "626", "SRB": "340", "RUS": "365", "DEU": "260", "YEM": "678", "VNM": "816",
      "MNE": "341", "TLS": "860", "TWN": "713", "CZE": "316"}
COW = {"SRB": ("345", "YUG"), "DEU": ("255", "GMY"), "YEM": ("679", "YEM"), "RUS": ("365", "RUS"),
       "VNM": ("816", "DRV"), "CZE": ("316", "CZR"), "KIR": ("946", "KIR"), "NRU": ("970", "NAU"),
       "TON": ("955", "TON"), "TUV": ("947", "TUV"), "XKX": ("347", "KOS"), "TWN": ("713", "TAW")}
# GDELT writes codes that ISO has dropped; ISO's own are read too.
CAMEO = {"MNE": "MTN;MNE", "ROU": "ROM;ROU", "TLS": "TMP;TLS", "IMN": "IMY;IMN", "PSE": "PSE;WSB;GZS;PAL",
         "IRQ": "IRQ;BAG", "XKX": "XKX;KSV;KOS", "SSD": "SSD", "COD": "COD;ZAR", "CUW": "CUW;ANT",
         "SRB": "SRB;YUG;SCG", "RUS": "RUS;SUN", "CZE": "CZE;CSK;CZS"}


def main(cow_path: str, fips_path: str, cameo_path: str) -> None:
    """Write the table beside the package's other tables."""
    parents = {child: parent for parent, children in PARENTS.items() for child in children.split()}
    cow, fips, cameo = _cow(cow_path), _fips(fips_path), _cameo(cameo_path)
    gw = _gw()
    rows = []
    for alpha3, alpha2, numeric in sorted(_iso()):
        number, letters = COW.get(alpha3) or cow.get(gw.get(alpha3, ""), ("", ""))
        status = ("territory" if alpha3 in {*parents, "ATA", "ESH"} else "observer" if alpha3 in OBSERVERS
                  else "state" if alpha3 in STATES else "member")
        own = CAMEO.get(alpha3) or alpha3
        assert alpha3 in cameo or alpha3 in CAMEO or status == "territory" or alpha3 in ("SSD", "XKX"), alpha3
        rows.append((alpha3, alpha2, numeric, number, letters, GW.get(alpha3) or gw.get(alpha3, ""),
                     FIPS.get(alpha3, fips.get(alpha3, "")), own, status, parents.get(alpha3, "")))
    assert sum(row[8] == "member" for row in rows) == 193
    out = Path(__file__).parents[1] / "src/visavis/codes/countries.tsv"
    lines = ["\t".join(COLUMNS), *("\t".join(row) for row in rows)]
    out.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _iso() -> list[tuple[str, str, str]]:
    return [(item.alpha_3, item.alpha_2, item.numeric) for item in pycountry.countries] + [("XKX", "XK", "")]


def _gw() -> dict[str, str]:
    # Read as a file: CountryConverter() fails under pandas 3, where Namibia's "NA" becomes a missing value.
    path = files("country_converter") / "country_data.tsv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return {row["ISO3"]: row["GWcode"].removesuffix(".0") for row in rows if row["GWcode"]}


def _cow(path: str) -> dict[str, tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {str(int(float(row["ccode"]))): (str(int(float(row["ccode"]))), row["stateabb"])
                for row in csv.DictReader(file)}


def _fips(path: str) -> dict[str, str]:
    with Path(path).open(encoding="utf-8") as file:
        return {row["ISO3166-1-Alpha-3"]: row["FIPS"].strip() for row in csv.DictReader(file)}


def _cameo(path: str) -> set[str]:
    return {line.split("\t")[0] for line in Path(path).read_text(encoding="utf-8").splitlines()[1:]}


if __name__ == "__main__":
    main(*sys.argv[1:4])
