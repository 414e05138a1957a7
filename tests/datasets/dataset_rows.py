"""Made-up rows of the data sets, each told from the columns that its codebook names."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from visavis.datasets.layouts import layout
from visavis.datasets.load import load
from visavis.datasets.loading import Loaded


def gdelt(number: int = 1, source: str = "PRK", target: str = "CHN", *, version: str = "2.0", **changed: str) -> str:
    """A row of GDELT: North Korea visits China on 18 February 2015, unless told otherwise (by names of columns)."""
    values = {
        "GlobalEventID": str(410000000 + number), "Day": "20150218", "MonthYear": "201502", "Year": "2015",
        "Actor1Code": f"{source}GOV", "Actor1CountryCode": source, "Actor1Type1Code": "GOV",
        "Actor2Code": target, "Actor2CountryCode": target, "IsRootEvent": "1", "EventCode": "042",
        "EventBaseCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9", "NumMentions": "6",
        "NumSources": "2", "NumArticles": "3", "AvgTone": "-1.5", "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Beijing, Beijing, China", "ActionGeo_CountryCode": "CH", "ActionGeo_Lat": "39.9289",
        "ActionGeo_Long": "116.388", "DATEADDED": "20150218" if version == "1.0" else "20150218230000",
        "SOURCEURL": f"http://www.example.org/{number}"} | changed
    return "\t".join(values.get(column.name, "") for column in layout("gdelt", version).columns)


def mention(number: int = 1, outlet: str = "example.org", identifier: str = "http://example.org/a",
            when: str = "20150218231500", confidence: str = "50") -> str:
    """A row of GDELT's mentions."""
    values = {"GlobalEventID": str(410000000 + number), "MentionTimeDate": when, "MentionSourceName": outlet,
              "MentionIdentifier": identifier, "Confidence": confidence}
    return "\t".join(values.get(column.name, "") for column in layout("gdelt", "mentions").columns)


def headed(dataset: str, name: str, *rows: dict[str, str], delimiter: str = "\t") -> str:
    """A file with a head and rows, by the names of columns."""
    names = [column.name for column in layout(dataset, name).columns]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write(path: Path, *lines: str) -> Path:
    """A file of these lines."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def one(name: str, path: Path, folder: Path) -> Loaded:
    """What became of one file, which must have been loaded."""
    (found,) = load(name, [path], folder)
    assert isinstance(found, Loaded), found
    return found
