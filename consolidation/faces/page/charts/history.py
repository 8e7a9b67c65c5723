"""What charts are drawn from: the weeks shown so far, as frames, wherever they come from."""

import datetime
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ....catalog.codes import CLASS_LABELS, EXIT_LABELS, MAJOR
from ....catalog.names import week_date
from ....catalog.series import MEASURES


@dataclass(frozen=True)
class Firms:
    """Firms by week: running American hash rate (EH/s) and how they left, week in rows, firm in columns."""

    names: tuple[str, ...]
    major: np.ndarray
    opening: int
    us_hash: np.ndarray
    exited: np.ndarray

    def until(self, week: int) -> "Firms":
        """The first weeks of it."""
        return replace(self, us_hash=self.us_hash[:week], exited=self.exited[:week])


@dataclass(frozen=True)
class Regions:
    """Power by region (`consolidation.results.regional`):
    week in rows, region in columns; which of them are American.
    """

    names: tuple[str, ...]
    home: np.ndarray
    rows: np.ndarray

    @property
    def mining(self) -> np.ndarray:
        """Megawatts that rigs draw."""
        return np.asarray(self.rows["mining_mw"])

    @property
    def ai(self) -> np.ndarray:
        """Megawatts that AI holds live."""
        return np.asarray(self.rows["ai_mw"])

    def until(self, week: int) -> "Regions":
        """The first weeks of it."""
        return replace(self, rows=self.rows[:week])


@dataclass(frozen=True)
class Frames:
    """One run up to the week shown: the weekly series, the events, and the firms if they were kept."""

    weeks: int
    start: datetime.date
    series: pd.DataFrame
    events: pd.DataFrame
    firms: Firms | None = None
    regions: Regions | None = None
    makers: tuple[str, ...] = ()

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What several charts work out from the same frames, kept for the others."""
        return {}

    @property
    def week(self) -> int:
        """The last week in it."""
        return len(self.series)

    def date(self, week: int) -> datetime.date:
        """The Monday of a week; the opening has that of week 1."""
        return week_date(self.start, max(1, week))

    def until(self, week: int) -> "Frames":
        """The same run as it was known then."""
        if week >= self.week:
            return self
        return replace(
            self,
            series=self.series.iloc[:week],
            events=self.events[self.events["week"] <= week],
            firms=self.firms.until(week) if self.firms else None,
            regions=self.regions.until(week) if self.regions else None,
        )


def column(series: pd.DataFrame, name: str) -> np.ndarray:
    """A column of the series, or one of the totals that are not kept."""
    parts = MEASURES[name].of or (name,)
    return series[list(parts)].sum(axis=1).to_numpy(float)


def firms_of_panel(panel: pd.DataFrame) -> Firms:
    """Firms by week out of a stored panel."""
    names = tuple(str(name) for name in panel["firm"].cat.categories)
    week = panel["week"].to_numpy() - 1
    firm = panel["firm"].cat.codes.to_numpy()
    shape = (int(week.max()) + 1, len(names))
    us_hash, exited = np.zeros(shape, "f8"), np.zeros(shape, "i8")
    us_hash[week, firm] = panel["us_hash_eh_s"]
    exited[week, firm] = panel["exited"].map({label: code for code, label in enumerate(EXIT_LABELS)}).astype("int64")
    major = np.zeros(len(names), bool)
    major[firm[panel["class"].to_numpy(str) == CLASS_LABELS[MAJOR]]] = True
    return Firms(names, major, int((week == 0).sum()), us_hash, exited)


class FirmsSoFar:
    """Firms by week while a run is lived: grows by a week at a time, without copying what is there."""

    def __init__(self, weeks: int, capacity: int) -> None:
        self._us_hash = np.zeros((weeks, capacity))
        self._exited = np.zeros((weeks, capacity), "i8")
        self.rows: list[np.ndarray] = []
        self.opening = 0

    def take(self, rows: np.ndarray) -> None:
        """Add a week's rows of the panel (`recorder.firm_rows`); the first is the opening, before any week."""
        if self.rows:
            week, n = len(self.rows) - 1, len(rows)
            self._us_hash[week, :n] = rows["us_hash_eh_s"]
            self._exited[week, :n] = rows["exited"]
        else:
            self.opening = int((rows["alive"] == 1).sum())
        self.rows.append(rows)

    def frame(self, names: list[str]) -> Firms:
        """What has been taken so far, as views."""
        weeks, n = len(self.rows) - 1, len(self.rows[-1])
        major = self.rows[-1]["class"] == MAJOR
        return Firms(tuple(names[:n]), major, self.opening, self._us_hash[:weeks, :n], self._exited[:weeks, :n])

    def of(self, firm: int, week: int) -> np.ndarray:
        """One firm's rows from its first week to `week`, the opening first."""
        kept = [rows[firm] for rows in self.rows[: week + 1] if firm < len(rows)]
        return np.array(kept, dtype=self.rows[0].dtype)


def last(frames: Frames, name: str, default: float = 0.0) -> float:
    """The latest value of a column."""
    values = column(frames.series, name)
    return float(values[-1]) if len(values) else default
