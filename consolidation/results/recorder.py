"""What a run keeps, week by week: Python's side of `record`.

Three levels. "series" keeps the weekly row only, for sweeps; "full" adds events and flows; "panel" adds a row per firm
and week. Copies are of bytes, not of fields: a week costs a few microseconds, so keeping is never a reason to run less.
"""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

from ..catalog.errors import BadInput
from ..catalog.kept import PANEL_COLUMNS
from ..catalog.series import SERIES
from ..catalog.tables import EVENTS

Keep = Literal["series", "full", "panel"]


PANEL = np.dtype([("week", "i8"), ("firm", "i8"), ("class", "i8")] + [(c.name, c.type) for c in PANEL_COLUMNS])
FLOW = np.dtype([("week", "i8"), ("payer", "i8"), ("payee", "i8"), ("kind", "i8"), ("cents", "i8")])


VIEWS = ("_world", "_now", "_rows", "_buffer", "_waiting", "_cells")


class Recorder:
    """Keeps what `keep` asks for; call `take` once after every week."""

    def __init__(self, world: Any, weeks: int, keep: Keep = "full") -> None:
        if keep not in get_args(Keep):
            raise BadInput(f"keep: {keep!r} is not one of {', '.join(get_args(Keep))}")
        self.keep = keep
        self.taken = 0
        self._series = np.zeros(weeks, SERIES)
        self._events: list[np.ndarray] = []
        self._flows: list[np.ndarray] = []
        self._panel: list[np.ndarray] = []
        self.attach(world)
        self._before = self._cells.copy()

    def __getstate__(self) -> dict[str, Any]:
        # Views do not survive a copy: they would go on looking at the first world.
        return {name: held for name, held in vars(self).items() if name not in VIEWS}

    def attach(self, world: Any) -> None:
        """Look at a world from now on."""
        # Plain views made once: reading a field of a recarray costs more than all the copying below.
        fields = world.view(np.ndarray)
        self._world = fields
        self._now = fields["now"].view("u1").reshape(-1)
        self._rows = self._series.view("u1").reshape(len(self._series), -1)
        self._buffer = fields["events"].view(np.ndarray).view(np.dtype((np.void, EVENTS.itemsize)))
        self._waiting = fields["rows"]["n_events"].view(np.ndarray)
        self._cells = fields["flows"].reshape(-1)

    def take(self) -> None:
        """Copy the week just lived and empty the buffer of events."""
        self._rows[self.taken] = self._now
        self.taken += 1
        waiting = int(self._waiting[0])
        self._waiting[0] = 0
        if self.keep == "series":
            return
        if waiting:
            self._events.append(self._buffer[:waiting].copy())
        self._take_flows()
        if self.keep == "panel":
            self._panel.append(firm_rows(self._world, self.taken))

    def _take_flows(self) -> None:
        change = self._cells - self._before
        moved = np.flatnonzero(change)
        self._before[:] = self._cells
        rows = np.empty((len(moved), 3), "i8")
        rows[:, 0] = self.taken
        rows[:, 1] = moved
        rows[:, 2] = change[moved]
        self._flows.append(rows)

    def series(self) -> np.ndarray:
        """The rows of the weeks so far: dtype SERIES."""
        return self._series[: self.taken]

    def events(self) -> np.ndarray:
        """Everything that happened so far, in order: dtype EVENTS."""
        return joined(self._events, _plain(EVENTS))

    def flows(self) -> np.ndarray:
        """Who paid whom for what, summed by week: dtype FLOW."""
        rows = np.concatenate(self._flows) if self._flows else np.empty((0, 3), "i8")
        flows = np.empty(len(rows), FLOW)
        _, payees, kinds = self._world["flows"].shape
        flows["week"], flows["cents"] = rows[:, 0], rows[:, 2]
        flows["payer"], rest = np.divmod(rows[:, 1], payees * kinds)
        flows["payee"], flows["kind"] = np.divmod(rest, kinds)
        return flows

    def panel(self) -> np.ndarray:
        """A row per firm and week: dtype PANEL."""
        return joined(self._panel, PANEL)

    def state(self) -> dict[str, np.ndarray]:
        """Everything a checkpoint needs besides the world."""
        rows = np.concatenate(self._flows) if self._flows else np.empty((0, 3), "i8")
        return {
            "series": self._series.view("u1"),
            "events": self.events().view("u1"),
            "flows": rows,
            "before": self._before,
            "panel": self.panel().view("u1"),
            "taken": np.array(self.taken),
        }

    def restore(self, state: dict[str, np.ndarray]) -> None:
        """Take up where `state` left off."""
        self.taken = int(state["taken"])
        self._rows[:] = state["series"].reshape(self._rows.shape)
        self._events = [state["events"].view(np.dtype((np.void, EVENTS.itemsize)))]
        self._flows = [state["flows"]]
        self._before[:] = state["before"]
        self._panel = [state["panel"].view(PANEL)]


def joined(parts: Sequence[np.ndarray], dtype: np.dtype) -> np.ndarray:
    """Rows of one form after another, copied as bytes: field by field NumPy takes ten times as long."""
    whole = np.dtype((np.void, dtype.itemsize))
    return np.concatenate([part.view(whole) for part in parts] or [np.empty(0, whole)]).view(dtype)


def firm_rows(world: Any, week: int) -> np.ndarray:
    """Every firm's row of the panel as the world stands: dtype PANEL. The dead stay in, with `alive` 0."""
    fields = world.view(np.ndarray)
    n = int(fields["rows"]["n_firms"][0])
    firms = fields["firms"]
    rows = np.empty(n, PANEL)
    rows["week"] = week
    rows["firm"] = np.arange(n)
    rows["class"] = firms["size_class"][:n]
    for column in PANEL_COLUMNS:
        if column.source == "cash":
            values = fields["accounts"]["cash_cents"][firms["account"][:n]]
        else:
            values = firms[column.source][:n]
        rows[column.name] = values if column.scale == 1.0 else values * column.scale
    return rows


def _plain(dtype: np.dtype) -> np.dtype:
    """The same fields as an ordinary structured dtype: no record scalars, no metadata, so that NumPy copies bytes."""
    return np.dtype([(name, dtype[name].str) for name in dtype.names or ()])
