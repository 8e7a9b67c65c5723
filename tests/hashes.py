"""Hashes of everything every shipped scenario records: whether a rearrangement moved a figure, to the last bit.

`python -m tests.hashes` prints one line a scenario, seed and part; `--check FILE` compares with lines printed before,
on the same machine. Hashed are the columns' names, types and bytes, in the order recorded. A column that got another
name since 0.2.0 is hashed under its old one, by `RENAMED`.
"""

import argparse
import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from consolidation import Scenario, Simulation

SEEDS = (1, 2, 3, 4, 7)
PARTS = ("series", "events", "flows", "panel")
RENAMED: dict[str, str] = {}
"""Names of recorded columns today, and what 0.2.0 called them."""


def hash_of(rows: np.ndarray) -> str:
    """SHA-256 over the columns' names, types and bytes."""
    digest = hashlib.sha256()
    for name in rows.dtype.names or ():
        column = np.ascontiguousarray(rows[name])
        digest.update(f"{RENAMED.get(name, name)} {column.dtype.str} {column.shape}\n".encode())
        digest.update(column.tobytes())
    return digest.hexdigest()


def lived(task: tuple[str, int]) -> list[str]:
    """A line for every part of one run."""
    scenario, seed = task
    simulation = Simulation(scenario, seed, keep="panel")
    while not simulation.finished:
        simulation.step()
    return [f"{scenario} {seed} {part} {hash_of(getattr(simulation.recorder, part)())}" for part in PARTS]


def lines(processes: int | None = None) -> Iterator[str]:
    """Every line, in one fixed order."""
    tasks = [(scenario, seed) for scenario in sorted(Scenario.names()) for seed in SEEDS]
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(lived, tasks):
            yield from found


def main() -> None:
    """Print the hashes, or say which differ from a file of them; exit status 1 if any does."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", type=Path, help="a file this printed before")
    before = parser.parse_args().check
    now = list(lines())
    if before is None:
        print("\n".join(now))
        return
    stored = before.read_text(encoding="utf-8").split("\n")[:-1]
    moved = sorted(set(now) ^ set(stored))
    print("\n".join(moved) or f"all {len(now)} as before")
    raise SystemExit(bool(moved))


if __name__ == "__main__":
    main()
