"""Files a visitor takes home: what they look at, up to the week shown."""

import base64
import io
from typing import Any

import pandas as pd

from ....catalog.series import COMPARED
from ....results.frames import panel_frame
from ..charts.history import Frames, column
from .band import Band
from .live import Live

TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "toml": "application/toml"}
KINDS = ("series_csv", "series_parquet", "events_csv", "events_parquet", "firms_parquet", "toml")
COMPARED_KINDS = ("sides_csv", "band_csv")


def make(kind: str, live: Live, week: int, serial: int) -> dict[str, Any] | None:
    """A file for the browser: name, type, and its bytes in base 64. None for a kind nobody offers."""
    if kind not in KINDS:
        return None
    what, _, form = kind.rpartition("_")
    name = f"{live.base.name}-seed-{live.seed}" + (f"-{what}-week-{week}" if what else "")
    content = live.simulation.scenario.to_toml().encode() if kind == "toml" else _table(what, form, live, week)
    return _file(f"{name}.{form}", content, serial)


def compared(kind: str, frames: dict[str, Frames], band: Band | None, seed: int, serial: int) -> dict[str, Any] | None:
    """A comparison as CSV: both sides week by week, or the band's differences A - B, a row a seed and week.
    None without any.
    """
    measures = list(COMPARED)
    parts = []
    if kind == "sides_csv":
        for side, shown in frames.items():
            values = {name: column(shown.series, name) for name in measures}
            parts.append(
                pd.DataFrame({"side": side, "week": shown.series["week"], "date": shown.series["date"], **values})
            )
    elif kind == "band_csv" and band is not None:
        for lived, pair in zip(band.lived, band.found, strict=False):
            weeks = range(1, len(pair[measures[0]]) + 1)
            parts.append(pd.DataFrame({"seed": lived, "week": weeks, **{name: pair[name] for name in measures}}))
    if not parts:
        return None
    content = pd.concat(parts, ignore_index=True).to_csv(index=False).encode()
    return _file(f"compare-{kind.removesuffix('_csv')}-seed-{seed}.csv", content, serial)


def _file(name: str, content: bytes, serial: int) -> dict[str, Any]:
    """What the browser saves."""
    form = name.rpartition(".")[2]
    data = base64.b64encode(content).decode("ascii")
    return {"name": name, "type": TYPES[form], "data": data, "serial": serial}


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
