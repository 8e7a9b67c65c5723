"""To come."""

import solara

from .visit import Visit


@solara.component
def Compare(visit: Visit, beat: int) -> None:
    """To come."""
    solara.Text("compare")
