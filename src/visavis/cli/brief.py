"""`visavis brief`: to be built in the rooms measure/ and brief/."""

from __future__ import annotations

from visavis.errors import VisavisError


def brief() -> None:
    """Not built yet."""
    raise VisavisError("`visavis brief` is not built yet", hint="install a newer visavis")
