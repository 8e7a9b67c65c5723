"""The script `consolidation app` gives to solara; the app.py beside the package is the same for a checkout."""

from consolidation.faces.page.page import routes

__all__ = ["routes"]
