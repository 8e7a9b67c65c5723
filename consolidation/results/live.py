"""One run, start to end."""

import os
from collections.abc import Callable
from time import perf_counter
from typing import Any

from ..scenario.scenario import Scenario
from .lived_under import run_id, stamp
from .recorder import Keep, firm_rows
from .run import Kept, Run
from .seeds import Seed
from .simulation import Simulation

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
    scenario: Scenario | str | os.PathLike[str],
    seed: Seed = 1,
    weeks: int | None = None,
    *,
    keep: Keep = "full",
    compiled: bool = True,
    progress: Progress | None = None,
) -> "Run":
    """Run a scenario (or the one of that name or path) with one seed, for `weeks` weeks or as long as it says.

    `seed` is a whole number, also as text; None draws one, which `Run.seed` tells.
    `keep`: "series" the weekly row only, "full" events and flows too, "panel" also a row per firm and week.
    Without `compiled` the rules run as ordinary Python over objects: equal figures, for a debugger.
    Raises `BadInput` for input that cannot be used and `Breach` when the books do not balance.
    """
    started = perf_counter()
    simulation = Simulation(scenario, seed, weeks, keep, compiled)
    largest_then = largest(simulation) if keep != "series" else []
    while not simulation.finished:
        simulation.step()
        if progress:
            progress(simulation.week, simulation.weeks)
    return finish(simulation, largest_then, perf_counter() - started)


def finish(simulation: Simulation, largest_then: list[dict[str, Any]], seconds: float) -> "Run":
    """The run that a simulation has lived so far, as a result."""
    simulation.names.refresh(simulation.world)
    rules = simulation.lived_under()
    facts = {
        "id": run_id(simulation.scenario.hash, simulation.seed, simulation.week, rules),
        "seed": simulation.seed,
        "weeks": simulation.week,
        **stamp(rules),
        "keep": simulation.recorder.keep,
        "wall_seconds": seconds,
        "phase_seconds": dict(simulation.spent or {}),
        "largest_then": largest_then,
        "largest_now": largest(simulation) if simulation.recorder.keep != "series" else [],
    }
    return Run(simulation.scenario, facts, Kept(simulation))


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
