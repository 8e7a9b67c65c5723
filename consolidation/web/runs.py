"""To come."""

import solara

from .visit import Visit


@solara.component
def Runs(visit: Visit, beat: int) -> None:
    """To come."""
    solara.Text("runs")
