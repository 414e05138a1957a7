"""The command line: thin mirrors of the Python API."""

from visavis.cli.app import main

__all__ = ["main"]
