"""One run, start to end, and what it leaves: series, events, flows and, if asked for, the panel."""

import hashlib
import os
from collections.abc import Callable
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..catalog.errors import BadInput
from ..catalog.version import MODEL_VERSION
from .recorder import Keep, firm_rows
from .simulation import Simulation

if TYPE_CHECKING:
    import networkx
    import numpy as np
    import pandas as pd

    from ..scenario.scenario import Scenario

Progress = Callable[[int, int], None]
"""Told after every week: weeks lived, of how many."""
LARGEST = 10
LARGEST_COLUMNS = (
    "hash_eh_s",
    "us_hash_eh_s",
    "installed_eh_s",
    "mining_mw",
    "ai_mw",
    "power_usd_per_mwh",
    "btc",
    "cash_usd",
)


def run(
    scenario: "Scenario | str | os.PathLike[str]",
    seed: int = 1,
    weeks: int | None = None,
    *,
    keep: Keep = "full",
    progress: Progress | None = None,
) -> "Run":
    """Run a scenario (or the one of that name or path) with one seed, for `weeks` weeks or as long as it says.

    `keep`: "series" the weekly row only, "full" events and flows too, "panel" also a row per firm and week.
    Raises `BadInput` for input that cannot be used and `Breach` when the books do not balance.
    """
    started = perf_counter()
    simulation = Simulation(scenario, seed, weeks, keep)
    largest_then = largest(simulation) if keep != "series" else []
    while not simulation.finished:
        simulation.step()
        if progress:
            progress(simulation.week, simulation.weeks)
    return finish(simulation, largest_then, perf_counter() - started)


def finish(simulation: Simulation, largest_then: list[dict[str, Any]], seconds: float) -> "Run":
    """The run that a simulation has lived so far, as a result."""
    simulation.names.refresh(simulation.world)
    facts = {
        "id": run_id(simulation.scenario, simulation.seed, simulation.week),
        "seed": simulation.seed,
        "weeks": simulation.week,
        "model_version": MODEL_VERSION,
        "keep": simulation.recorder.keep,
        "wall_seconds": seconds,
        "phase_seconds": dict(simulation.spent or {}),
        "largest_then": largest_then,
        "largest_now": largest(simulation) if simulation.recorder.keep != "series" else [],
    }
    return Run(simulation.scenario, facts, Kept(simulation))


def run_id(scenario: "Scenario", seed: int, weeks: int) -> str:
    """What a run is: its scenario's hash, its seed, its length and the model's version, hashed."""
    return hashlib.sha256(f"{scenario.hash} {seed} {weeks} {MODEL_VERSION}".encode()).hexdigest()


def largest(simulation: Simulation) -> list[dict[str, Any]]:
    """The ten largest firms by running hash rate, as the world stands."""
    simulation.names.refresh(simulation.world)
    rows = firm_rows(simulation.world, simulation.week)
    rows = rows[rows["alive"] == 1]
    # Before the first week nothing runs: by what is installed.
    order = rows["installed_eh_s" if simulation.week == 0 else "hash_eh_s"].argsort(kind="stable")[::-1][:LARGEST]
    return [
        {"firm": simulation.names.firm(int(row["firm"])), **{name: float(row[name]) for name in LARGEST_COLUMNS}}
        for row in rows[order]
    ]


class Kept:
    """Frames made from a simulation's recorder, on demand."""

    def __init__(self, simulation: Simulation) -> None:
        self.names = simulation.names
        self.recorder = simulation.recorder

    def frame(self, kind: str) -> "pd.DataFrame":
        """One of series, events, flows, panel."""
        from . import frames

        make = getattr(frames, f"{kind}_frame")
        return make(getattr(self.recorder, kind)(), self.names)


class Run:
    """A finished run. The frames are pandas'; `facts` says how it came about (what `run.json` holds)."""

    def __init__(self, scenario: "Scenario", facts: dict[str, Any], source: Any) -> None:
        self.scenario = scenario
        self.facts = facts
        self._source = source

    def __repr__(self) -> str:
        return f"<Run {self.scenario.name}, seed {self.seed}, {self.weeks} weeks, {self.id[:12]}>"

    @property
    def id(self) -> str:
        """The run's identity: equal ids mean equal numbers."""
        return self.facts["id"]

    @property
    def seed(self) -> int:
        """Its seed."""
        return self.facts["seed"]

    @property
    def weeks(self) -> int:
        """Its length in weeks."""
        return self.facts["weeks"]

    @property
    def keep(self) -> Keep:
        """What was recorded: "series", "full" or "panel"."""
        return self.facts["keep"]

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
        if self.id != run_id(self.scenario, self.seed, self.weeks):
            raise BadInput(
                f"{self}: the model or the scenario's tables have changed since, so it cannot be lived again"
            )
        simulation = Simulation(self.scenario, self.seed, self.weeks, "full")
        while simulation.week < week:
            simulation.step()
        return build_network(simulation.world, self.scenario, simulation.recorder.events())

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write run.json and the Parquet files; the folder is complete once run.json is there."""
        from .storage import save

        save(self, folder)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> "Run":
        """A run that was saved."""
        from .storage import load

        return load(folder)

    def _asked(self, name: str, levels: tuple[str, ...]) -> None:
        if self.keep not in levels:
            raise BadInput(f'this run kept no {name}: run it with keep="{levels[0]}"')

    def rows(self) -> "np.ndarray":
        """The series as recorded, dtype `tables.SERIES`, without pandas: for sweeps, of a run just made."""
        if not isinstance(self._source, Kept):
            raise BadInput("a run read from disk has frames only: use .series")
        return self._source.recorder.series()
