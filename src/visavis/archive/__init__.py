"""The archive: one SQLite file in a desk's folder that keeps documents, reports, claims and signals."""

from visavis.archive.archive import Added, Archive
from visavis.archive.folder import DeskFolder, init_desk, open_desk
from visavis.archive.keep import Kept, keep, known_from
from visavis.archive.search import Hit

__all__ = ["Added", "Archive", "DeskFolder", "Hit", "Kept", "init_desk", "keep", "known_from", "open_desk"]
