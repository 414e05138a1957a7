"""Benchmarks: each one command, each prints a table with the peer's figure beside ours."""
