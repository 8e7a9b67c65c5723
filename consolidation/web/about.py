"""To come."""

import solara

from .visit import Visit


@solara.component
def About(visit: Visit, beat: int) -> None:
    """To come."""
    solara.Text("about")
