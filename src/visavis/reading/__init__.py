"""Reading: a document's text -> reports, claims and signals."""
