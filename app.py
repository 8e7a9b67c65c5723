"""The page: `solara run app.py`."""

from consolidation.web.page import routes

__all__ = ["routes"]
