"""The archive: one SQLite file in a desk's folder that keeps documents, reports, claims and signals."""

from visavis.archive.archive import Added, Archive
from visavis.archive.folder import DeskFolder, init_desk, open_desk
from visavis.archive.search import Hit

__all__ = ["Added", "Archive", "DeskFolder", "Hit", "init_desk", "open_desk"]
