"""Countries: every state by name, demonym, capital and code; names as people write them."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.codes import countries
from visavis.errors import UnknownCode

MEMBERS = [state for state in countries.states() if state.status == "member"]

SPELLINGS = """\
North Korea=PRK; DPRK=PRK; D.P.R.K.=PRK; Democratic People's Republic of Korea=PRK; N. Korea=PRK; DPR
Korea=PRK; the Democratic People’s Republic of Korea=PRK; Korea, North=PRK; South Korea=KOR; ROK=KOR;
Republic of Korea=KOR; S. Korea=KOR; Korea=KOR; Korea, Republic of=KOR; Britain=GBR; UK=GBR; U.K.=GBR; Great
Britain=GBR; the United Kingdom=GBR; U.S.=USA; US=USA; us=USA; U.S.A.=USA; America=USA; the United States of
America=USA; Burma=MMR; Myanmar (Burma)=MMR; Ivory Coast=CIV; Cote d'Ivoire=CIV; Côte d’Ivoire=CIV; COTE
D'IVOIRE=CIV; UAE=ARE; U.A.E.=ARE; PRC=CHN; mainland China=CHN; People's Republic of China=CHN; Republic of
China=TWN; Taiwan, Province of China=TWN; Türkiye=TUR; Turkey=TUR; Turkiye=TUR; Russia=RUS; Russian
Federation=RUS; USSR=RUS; Soviet Union=RUS; Czech Republic=CZE; Czechia=CZE; Czechoslovakia=CZE;
Yugoslavia=SRB; East Germany=DEU; West Germany=DEU; Zaire=COD; DRC=COD; DR Congo=COD; Democratic Republic of
Congo=COD; Republic of the Congo=COG; Congo-Brazzaville=COG; Congo=COG; Macedonia=MKD; FYROM=MKD;
Swaziland=SWZ; Eswatini=SWZ; Cape Verde=CPV; East Timor=TLS; Timor-Leste=TLS; Holy See=VAT; Vatican=VAT;
Palestine=PSE; Gaza Strip=PSE; Kosovo=XKX; Hong Kong=HKG; Macau=MAC; Laos=LAO; Lao PDR=LAO; Viet Nam=VNM;
Syrian Arab Republic=SYR; Iran (Islamic Republic of)=IRN; Bolivia (Plurinational State of)=BOL; Venezuela,
RB=VEN; St. Lucia=LCA; St Vincent & the Grenadines=VCT; Saint Kitts and Nevis=KNA; Trinidad & Tobago=TTO;
Sao Tome and Principe=STP; The Gambia=GMB; Gambia, The=GMB; the Bahamas=BHS; Bosnia=BIH;
Bosnia-Herzegovina=BIH; Guinea Bissau=GNB; Papua New Guinea=PNG; Netherlands=NLD; Holland=NLD; Brunei
Darussalam=BRN; Moldova, Republic of=MDA; Micronesia, Fed. Sts.=FSM; Tanzania, United Republic of=TZA;
EU=EUE; European Union=EUE; UN=UNO; NATO=XNA; African Union=XAU; prk=PRK; kp=PRK; KP=PRK; XKX=XKX; TW=TWN;
Corée du Nord=PRK; 북한=PRK; Китай=CHN; Deutschland=DEU; 中国=CHN; Estados Unidos=USA"""


@pytest.mark.parametrize("case", [case.strip() for case in SPELLINGS.split(";") if case.strip()])
def test_names_as_people_write_them(case: str) -> None:
    text, code = case.rsplit("=", 1)
    assert countries.country(text) == code


def test_there_are_193_members() -> None:
    assert len(MEMBERS) == 193


@pytest.mark.parametrize("state", MEMBERS, ids=lambda state: str(state.code))
def test_every_member_has_name_demonym_and_capital(state: countries.State) -> None:
    assert countries.country(state.name) == state.code == countries.country(countries.name(state.code))
    assert countries.demonyms(state.code)
    assert countries.capitals(state.code)
    assert all(state.codes[scheme] for scheme in countries.SCHEMES)


@given(st.sampled_from(countries.states()), st.sampled_from(countries.SCHEMES))
def test_every_code_comes_back(state: countries.State, scheme: str) -> None:
    for code in state.codes[scheme]:
        assert countries.from_scheme(code, scheme) == state.code
    if state.codes[scheme]:
        assert countries.from_scheme(countries.convert(state.code, scheme), scheme) == state.code


@given(st.sampled_from(countries.states()), st.sampled_from(["cow", "cowc", "gw", "fips", "alpha2"]),
       st.dates(date(1816, 1, 1), date(2030, 1, 1)))
def test_every_code_of_a_day_comes_back_on_that_day(state: countries.State, scheme: str, on: date) -> None:
    if state.codes[scheme]:
        code = countries.convert(state.code, scheme, on=on)
        assert countries.from_scheme(code, scheme, on=on) == state.code


def test_codes_of_a_time() -> None:
    cold_war = date(1970, 1, 1)
    assert countries.convert("DEU", "cow", on=cold_war) == "260"
    assert countries.from_scheme(265, "cow") == "DEU"
    assert countries.from_scheme("CZE", "cowc", on=cold_war) == "CZE"
    assert countries.from_scheme(817, "gw") == "VNM"
    assert countries.from_scheme("CS", "alpha2", on=cold_war) == "CZE"
    assert countries.from_scheme("CS", "alpha2", on=date(2004, 1, 1)) == "SRB"
    assert countries.from_scheme("731.0", "cow") == "PRK"
    assert countries.from_scheme("004", "numeric") == countries.from_scheme(4, "numeric") == "AFG"


@pytest.mark.parametrize(("code", "scheme"), [
    ("AFR", "cameo"), ("OC", "fips"), ("XX", "alpha2"), (99999, "cow"), ("", "gw")])
def test_a_code_of_no_state_is_an_error(code: str | int, scheme: str) -> None:
    with pytest.raises(UnknownCode):
        countries.from_scheme(code, scheme)


def test_a_part_of_a_state_is_no_state() -> None:
    for text in ("Bavaria", "Beijing Municipality", "Quebec"):
        with pytest.raises(UnknownCode):
            countries.country(text)


def test_groups_of_cameo_are_organisations() -> None:
    assert [countries.organisation(code) for code in ("UNO", "iae", "NAT", "ASN")] == ["UNO", "UNO", "XNA", "XAS"]
    with pytest.raises(UnknownCode, match="no known group"):
        countries.organisation("HMS")


def test_errors_name_the_nearest_spellings() -> None:
    with pytest.raises(UnknownCode, match="did you mean Kazakhstan"):
        countries.country("Kazahkstan")
    with pytest.raises(UnknownCode, match="no country"):
        countries.country("")
    with pytest.raises(UnknownCode, match="no scheme"):
        countries.convert("PRK", "icao")
    with pytest.raises(UnknownCode, match="no code in the scheme cow"):
        countries.convert("PSE", "cow")


def test_states_territories_and_organisations() -> None:
    assert all(countries.is_state(code) for code in ("PRK", "TWN", "XKX", "PSE", "VAT"))
    assert not any(countries.is_state(code) for code in ("HKG", "GRL", "XNA", "EUE", "UNO", "ZZZ", ""))
    parents = {state.parent for state in countries.states() if state.status == "territory"}
    assert parents - {None} <= {state.code for state in MEMBERS}


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_an_unknown_code(text: str) -> None:
    try:
        code = countries.country(text)
    except UnknownCode as error:
        assert "\n" not in error.hint
    else:
        assert countries.name(code)


def test_importing_is_quick_and_pulls_in_no_library() -> None:
    program = ("import sys; from visavis.codes import countries; countries.forms(); print(*"
               "{'pycountry', 'babel', 'country_converter', 'countrynames', 'pandas'} & set(sys.modules))")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_names_of_the_iso_table_resolve(shared: Path) -> None:
    columns = ("official_name_en", "CLDR display name", "UNTERM English Short", "UNTERM English Formal")
    with (shared / "world/country_names_codes/dev_country-codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    missed = []
    for row in rows:
        for column in columns:
            text = row[column].strip()
            if text:
                try:
                    found = countries.country(text)
                except UnknownCode:
                    found = ""
                if found != row["ISO3166-1-Alpha-3"]:
                    missed.append((text, row["ISO3166-1-Alpha-3"], found))
    assert missed == []


def test_country_codes_of_gdelt_rows_resolve_or_are_regions(shared: Path) -> None:
    regions, seen = set(), 0
    for path in sorted((shared / "events/gdelt_raw").glob("*.export.CSV.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            for line in file:
                row = line.rstrip("\n").split("\t")
                for code in filter(None, (row[7], row[17])):
                    seen += 1
                    try:
                        assert countries.name(countries.from_scheme(code, "cameo"))
                    except UnknownCode as error:
                        assert "is a region" in str(error)
                        regions.add(code)
    assert seen > 900
    assert "PRK" not in regions
