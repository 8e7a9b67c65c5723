"""Files a visitor takes home: what they look at, up to the week shown."""

import base64
import io
from typing import Any

import pandas as pd

from consolidation.frames import panel_frame

from .live import Live

TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "toml": "application/toml"}
KINDS = ("series_csv", "series_parquet", "events_csv", "events_parquet", "firms_parquet", "toml")


def make(kind: str, live: Live, week: int, serial: int) -> dict[str, Any] | None:
    """A file for the browser: name, type, and its bytes in base 64. None for a kind nobody offers."""
    if kind not in KINDS:
        return None
    what, _, form = kind.rpartition("_")
    name = f"{live.base.name}-seed-{live.seed}" + (f"-{what}-week-{week}" if what else "")
    content = live.simulation.scenario.to_toml().encode() if kind == "toml" else _table(what, form, live, week)
    data = base64.b64encode(content).decode("ascii")
    return {"name": f"{name}.{form}", "type": TYPES[form], "data": data, "serial": serial}


def _table(what: str, form: str, live: Live, week: int) -> bytes:
    frame = _firms(live, week) if what == "firms" else getattr(live.frames(week), what)
    if form == "csv":
        return frame.to_csv(index=False).encode()
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _firms(live: Live, week: int) -> pd.DataFrame:
    """The panel, as `consolidation run --panel` writes it."""
    import numpy as np

    rows = live.firms.rows[1 : week + 1] or live.firms.rows[:1]
    return panel_frame(np.concatenate(rows), live.simulation.names)
