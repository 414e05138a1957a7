"""The pages and the HTTP API: thin mirrors of the Python API.

The rule: nothing is counted, merged or judged here. A page or an answer says what the rooms before say.

    application(Holdings(...))      the ASGI application
"""

from visavis.web.app import application
from visavis.web.holdings import Holdings

__all__ = ["Holdings", "application"]
