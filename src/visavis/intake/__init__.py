"""Intake: files, folders and standard input -> documents, each with a known date."""

from visavis.intake.sources import read_documents, size_of

__all__ = ["read_documents", "size_of"]
