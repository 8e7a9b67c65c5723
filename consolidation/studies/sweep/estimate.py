"""What a sweep will cost, from one run that is timed."""

import os
from dataclasses import dataclass
from time import perf_counter

from .plan import Plan
from .pool import check_workers
from .sweep import LARGEST_CHUNK, chunks, work_of
from .worker import encoded, live

START = 2.0
"""Seconds a worker takes to load compiled code."""


@dataclass(frozen=True)
class Estimate:
    """`seconds_per_run` on one core; `seconds` for all on `workers` processes; `size` in bytes on disk."""

    points: int
    replicates: int
    runs: int
    weeks: int
    workers: int
    seconds_per_run: float
    seconds: float
    bytes_per_run: float
    size: float


def estimate(plan: Plan, workers: int | None = None) -> Estimate:
    """Time one run, after one that loads the compiled code, and measure what both leave on disk."""
    import pyarrow as pa

    from ...industry.warm_up import warm_up

    warm_up()
    hands = max(1, (os.cpu_count() or 1) if workers is None else check_workers(workers))
    work = work_of(plan)
    first, second = next(chunks(plan, [0], 1)), next(chunks(plan, [min(1, len(plan) - 1)], 1))
    one, _failed = live(first, work)
    started = perf_counter()
    other, _failed = live(second, work)
    seconds = perf_counter() - started
    # A part's frame is paid once for all its runs; a run pays for its own rows.
    alone = sum(len(encoded(table)) for table in one.values())
    together = sum(len(encoded(pa.concat_tables([table, other[name]]))) for name, table in one.items())
    own = max(1, together - alone)
    frame = max(0, alone - own)
    size = min(LARGEST_CHUNK[plan.recipe.form.keep], max(1, -(-len(plan) // (4 * hands))))
    each = own + frame / size
    return Estimate(
        points=len(plan.points),
        replicates=plan.recipe.form.replicates,
        runs=len(plan),
        weeks=plan.recipe.weeks,
        workers=hands,
        seconds_per_run=seconds,
        seconds=START + len(plan) * seconds / min(hands, os.cpu_count() or 1),
        bytes_per_run=each,
        size=each * len(plan),
    )
