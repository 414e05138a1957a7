"""Ranking on temporal knowledge graphs, one query at a time: `python -m bench.tkg DIR [--split valid|test]`."""
