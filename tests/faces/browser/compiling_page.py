"""The page of a server that has not compiled yet: ready when the file GATE exists."""

import os
from pathlib import Path

from consolidation.faces.page.server import warm


class Compiling:
    """Twelve of thirty-three parts, until the gate opens."""

    done, total = 12, 33

    def ready(self):
        """Whether the gate is open."""
        return Path(os.environ["GATE"]).exists()


warm.WARM_UP = Compiling()

from consolidation.faces.page.page import routes  # noqa: E402

__all__ = ["routes"]
