"""What sweeps cost: runs a second, scaling from one worker to two, bytes a run, memory, and Mesa's batch runner beside
it.

`python -m benchmarks.sweep` takes about a minute; `--runs 10000` also says whether a worker's memory stays flat.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from consolidation.industry.warm_up import warm_up
from consolidation.studies.sweep import pool
from consolidation.studies.sweep.recipe import Recipe
from consolidation.studies.sweep.sweep import sweep

SCENARIO = "april-2025"
SMALL: dict[str, Any] = {"scenario": "classroom", "seeds": 8, "weeks": 52}


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=600, help="runs of the default scenario on two workers")
    arguments = asked.parse_args()
    warm_up()
    one = measured(max(64, arguments.runs // 4), 1)
    two = measured(arguments.runs, 2)
    print(f"{SCENARIO}, its own weeks, start of the workers and writing included; {os.cpu_count()} cores here")
    for found in (one, two):
        print(
            f"  {found['workers']} worker(s): {found['rate']:6.1f} runs/s ({found['runs']} runs, "
            f"{found['seconds']:.1f} s, "
            f"{found['steady']:.1f} runs/s once started), {found['bytes']:.0f} bytes a run"
        )
    print(f"  scaling from 1 to 2 workers: {two['steady'] / one['steady']:.2f}")
    first, last = two["memory"][0], two["memory"][-1]
    print(f"  memory of a worker: {first:.0f} MB at first, {last:.0f} MB at last, {max(two['memory']):.0f} MB at most")
    small()


def recipe(folder: Path, runs: int, scenario: str = SCENARIO, weeks: int | None = None) -> Recipe:
    """A sweep of one point and many seeds."""
    keys: dict[str, Any] = {"name": "benchmark", "question": "", "base": scenario, "replicates": runs}
    keys["metrics"] = {"exits": "exits_small@end"}
    return Recipe.of(keys | ({"weeks": weeks} if weeks else {}), folder / "recipe.toml")


def measured(runs: int, workers: int) -> dict[str, Any]:
    """Sweep and measure."""
    memory: list[float] = []
    told: list[tuple[float, int]] = []
    stop = threading.Event()
    started_processes: list[Any] = []
    start = pool.Pool._start

    def starting(self: pool.Pool) -> Any:
        started_processes.append(start(self))
        return started_processes[-1]

    def watch() -> None:
        while not stop.wait(0.5):
            sizes = [resident(process.pid) for process in started_processes if process.poll() is None]
            if sizes and told:
                memory.append(max(sizes))

    pool.Pool._start = starting  # type: ignore[method-assign]
    threading.Thread(target=watch, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        results = sweep(
            recipe(Path(name), runs), workers, progress=lambda now: told.append((time.perf_counter(), now.done))
        )
        seconds = time.perf_counter() - began
        assert len(results) == runs and not len(results.failures)
        size = sum(path.stat().st_size for path in results.parts)
        results.connection.close()
    stop.set()
    pool.Pool._start = start  # type: ignore[method-assign]
    # The workers' first answers hold the loading of compiled code.
    (t0, n0), (t1, n1) = told[min(workers, len(told) - 1) - 1], told[-1]
    return {
        "workers": workers,
        "runs": runs,
        "seconds": seconds,
        "rate": runs / seconds,
        "steady": (n1 - n0) / (t1 - t0) if t1 > t0 else runs / seconds,
        "bytes": size / runs,
        "memory": memory or [0.0],
    }


def resident(process: int) -> float:
    """A process's memory in MB; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS")), 0.0)


def small() -> None:
    """The same small experiment as a sweep and through `mesa.batch_run`, one process each."""
    from mesa.batchrunner import batch_run

    from consolidation import Industry

    seeds = list(range(1, SMALL["seeds"] + 1))
    with tempfile.TemporaryDirectory() as name:
        # This process has lived nothing yet: what loading compiled code costs belongs to neither.
        sweep(recipe(Path(name) / "first", 1, SMALL["scenario"], SMALL["weeks"]), 0)
        given = recipe(Path(name), len(seeds), SMALL["scenario"], SMALL["weeks"])
        began = time.perf_counter()
        results = sweep(given, 0)
        ours = time.perf_counter() - began
        mine = results.pandas()["exits"].tolist()
    began = time.perf_counter()
    # Mesa counts steps from 0 and stops once it has passed max_steps: one less gives as many weeks.
    rows = batch_run(
        Industry,
        {"scenario": SMALL["scenario"], "seed": seeds},
        number_processes=1,
        max_steps=SMALL["weeks"] - 1,
        data_collection_period=-1,
        display_progress=False,
    )
    theirs = time.perf_counter() - began
    print(f"{SMALL['scenario']}, {len(seeds)} seeds, {SMALL['weeks']} weeks, one process")
    print(f"  sweep          {ours:6.2f} s, written to disk; exits {mine}")
    print(f"  mesa.batch_run {theirs:6.2f} s, in memory; exits {[float(row['exits_small']) for row in rows]}")


if __name__ == "__main__":
    sys.exit(main())
