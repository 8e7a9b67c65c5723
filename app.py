"""The page: `solara run app.py`."""

from consolidation.faces.page.page import routes

__all__ = ["routes"]
