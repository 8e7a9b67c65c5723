"""What compiling buys: a week compiled, and the same rules over plain objects and over the record, side by side.

    python -m benchmarks objects [--weeks 26] [--json FILE]

All three live the same weeks in turn in one process, so that what else the machine does meets all; the least of the
repetitions counts. The objects are what these rules cost in CPython, as Mesa's agents or as slotted rows.
"""

import argparse
import json
import sys
from pathlib import Path
from time import process_time
from typing import Any

from consolidation import Simulation
from consolidation.catalog.tables import copied
from consolidation.engine.objects import to_objects
from consolidation.engine.plain import plain
from consolidation.industry.week import WEEK, plain_step, step

SCENARIO = "april-2025"
STARTS = (0, 100)
REPETITIONS, RECORD_WEEKS = 3, 1


def ways(started: Simulation, weeks: int) -> dict[str, float]:
    """CPU milliseconds a week, by way, from where a simulation stands."""
    best: dict[str, float] = {}
    for _ in range(REPETITIONS):
        record, objects, slow = copied(started.world), to_objects(started.world), copied(started.world)
        for name, count, world, way in (
            ("compiled", weeks, record, step),
            ("objects", weeks, objects, plain_step),
            ("record, uncompiled", RECORD_WEEKS, slow, over_record),
        ):
            begun = process_time()
            for _ in range(count):
                way(world)
                world.rows[0].n_events = 0  # as a recorder does
            spent = 1e3 * (process_time() - begun) / count
            best[name] = min(best.get(name, spent), spent)
    return best


def over_record(world: Any) -> None:
    """A week of plain rules over the record."""
    for phase in WEEK:
        plain(phase)(world)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks objects", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    found = {}
    for start in STARTS:
        simulation = Simulation(SCENARIO, 1, start + chosen.weeks + 1, keep="series")
        while simulation.week < start:
            simulation.step()
        found[start] = ways(simulation, chosen.weeks)
        least = found[start]["compiled"]
        told = ", ".join(f"{name} {ms:,.3g} ms ({ms / least:,.0f}x)" for name, ms in found[start].items())
        print(f"weeks {start + 1} to {start + chosen.weeks}: {told}")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
