"""One run, start to end, and what it leaves: series, events, flows and, if asked for, the panel."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ..catalog.errors import BadInput
from .lived_under import ALTERED, SAME, difference, verdict
from .recorder import Keep
from .simulation import Simulation

if TYPE_CHECKING:
    import networkx
    import numpy as np
    import pandas as pd

    from ..scenario.scenario import Scenario


class Source(Protocol):
    """Where a run's frames come from: a simulation in memory, or a folder."""

    def frame(self, kind: str) -> "pd.DataFrame":
        """One of series, events, flows, panel."""
        ...


class Kept:
    """Frames made from a simulation's recorder, on demand."""

    def __init__(self, simulation: Simulation) -> None:
        self.names = simulation.names
        self.recorder = simulation.recorder

    def frame(self, kind: str) -> "pd.DataFrame":
        """One of series, events, flows, panel."""
        from . import frames

        make = getattr(frames, f"{kind}_frame")
        made: pd.DataFrame = make(getattr(self.recorder, kind)(), self.names)
        return made


class Run:
    """A finished run. The frames are pandas'; `facts` says how it came about (what `run.json` holds)."""

    def __init__(self, scenario: "Scenario", facts: dict[str, Any], source: Source) -> None:
        self.scenario = scenario
        self.facts = facts
        self._source = source

    def __repr__(self) -> str:
        return f"<Run {self.scenario.name}, seed {self.seed}, {self.weeks} weeks, {self.id[:12]}>"

    @property
    def id(self) -> str:
        """The run's identity: equal ids mean equal rules, assumptions and luck;
        equal bits where `platform` is equal too.
        """
        return str(self.facts["id"])

    @property
    def verdict(self) -> str:
        """What a stored run is today: "same", "other rules" or "altered file"."""
        return verdict(self.facts, self.scenario.hash)

    @property
    def seed(self) -> int:
        """Its seed."""
        return int(self.facts["seed"])

    @property
    def weeks(self) -> int:
        """Its length in weeks."""
        return int(self.facts["weeks"])

    @property
    def keep(self) -> Keep:
        """What was recorded: "series", "full" or "panel"."""
        keep: Keep = self.facts["keep"]
        return keep

    @cached_property
    def series(self) -> "pd.DataFrame":
        """One row a week; units are in the columns' names (`docs/odd.md`)."""
        return self._source.frame("series")

    @cached_property
    def events(self) -> "pd.DataFrame":
        """Who did what, when, with whom, how much, why."""
        self._asked("events", ("full", "panel"))
        return self._source.frame("events")

    @cached_property
    def flows(self) -> "pd.DataFrame":
        """Who paid whom for what, by week and sector, USD."""
        self._asked("flows", ("full", "panel"))
        return self._source.frame("flows")

    @cached_property
    def panel(self) -> "pd.DataFrame":
        """A row per firm and week."""
        self._asked("panel", ("panel",))
        return self._source.frame("panel")

    def network(self, week: int | None = None) -> "networkx.MultiDiGraph":
        """Who supplies, hosts, lends to, leases from, owns and bought whom at a week's end (the last week's if None).

        The run is lived again from its seed up to that week.
        """
        from .network import build_network

        week = self.weeks if week is None else week
        if not 0 <= week <= self.weeks:
            raise BadInput(f"week: {week} is not between 0 and {self.weeks}")
        if self.verdict != SAME:
            why = "its run.json was altered" if self.verdict == ALTERED else difference(self.facts)
            raise BadInput(f"{self}: {why}, so it cannot be lived again")
        simulation = Simulation(self.scenario, self.seed, self.weeks, "full")
        while simulation.week < week:
            simulation.step()
        return build_network(simulation.world, self.scenario, simulation.recorder.events())

    def save(self, folder: str | os.PathLike[str], force: bool = False) -> None:
        """Write run.json and the Parquet files; the folder is complete once run.json is there.

        A run that is there is replaced. `BadInput`: the folder cannot be written, or files of these names are there
        that are no run's and `force` is not set; then nothing is changed.
        """
        from .storage import save

        save(self, folder, force)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> "Run":
        """A run that was saved."""
        from .storage import load

        return cls(*load(folder))

    def _asked(self, name: str, levels: tuple[str, ...]) -> None:
        if self.keep not in levels:
            raise BadInput(f'this run kept no {name}: run it with keep="{levels[0]}"')

    def rows(self) -> "np.ndarray":
        """The series as recorded, dtype `tables.SERIES`, without pandas: for sweeps, of a run just made."""
        if not isinstance(self._source, Kept):
            raise BadInput("a run read from disk has frames only: use .series")
        return self._source.recorder.series()
