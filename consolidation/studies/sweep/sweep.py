"""Run a recipe: skip what is there, live the rest, keep a failure as a row, survive anything.

`sweep("runs/tariff-ai-grid/recipe.toml", workers=2)` is the whole of it.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from ...catalog.errors import BadInput
from ...results.files import refused, write
from ...results.lived_under import ALTERED, SAME, difference
from . import manifest, upkeep
from .lock import Lock, held
from .plan import Plan
from .pool import Pool, check_workers
from .recipe import Recipe
from .results import Results
from .store import DESIGN, Store
from .worker import Chunk, Work, encoded

LARGEST_CHUNK = {"end": 64, "yearly": 64, "weekly": 32, "panel": 8, "events": 16}
"""Runs in a chunk at most, by what is kept: a few seconds of work, and some megabytes."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: runs there, failed ones among them, of how many; runs a second and seconds left now."""

    done: int
    failed: int
    total: int
    rate: float
    left: float


Tell = Callable[[Progress], None]


def sweep(
    recipe: str | os.PathLike[str] | Recipe | Plan,
    workers: int | None = None,
    *,
    cluster: str = "",
    folder: str | os.PathLike[str] | None = None,
    again: bool = False,
    fresh: bool = False,
    verify: bool = False,
    progress: Tell | None = None,
) -> Results:
    """Run every run of a recipe that is not there yet, and return the results.

    `workers`: processes (all cores if None, 0 lives everything in this one). `cluster`: the address of a dask
    scheduler instead. `folder`: where results go, `results/` beside the recipe if None. `again` tries failed runs once
    more, `fresh` removes all results first, `verify` reads every part again, those that were verified before too.
    What was found damaged is lived again and told in `Results.mended`. Raises `BadInput`.
    """
    plan = planned(recipe)
    hands = (os.cpu_count() or 1) if workers is None else check_workers(workers)
    place = Path(folder) if folder is not None else plan.recipe.results
    store = Store(place)
    store.make()
    with Lock(place):
        try:
            if fresh:
                upkeep.clear(store)
            mended = upkeep.set_aside(store)
            plan = continued(plan, store)
            mended += upkeep.settle(store, plan.signature, verify)
            if again:
                upkeep.forget_failures(store, plan.signature)
            _run(plan, store, hands, cluster, progress)
            upkeep.keep_once(store, plan.signature)
        except OSError as error:
            raise refused(place, error) from None
    return Results(plan.recipe, place, plan, mended)


def planned(recipe: str | os.PathLike[str] | Recipe | Plan) -> Plan:
    """A recipe worked out, from whatever says it."""
    if isinstance(recipe, Plan):
        return recipe
    return Plan.of(recipe if isinstance(recipe, Recipe) else Recipe.load(os.fspath(recipe)))


def continued(plan: Plan, store: Store) -> Plan:
    """The plan under the rules that the rows there were lived under.
    Raises `BadInput` if those are no longer today's.
    """
    before = manifest.read(store.folder)
    if before is None or not store.parts(""):
        return plan
    found = manifest.verdict(plan, before)
    if found != SAME:
        why = "its manifest.json was altered" if found == ALTERED else difference(before)
        raise BadInput(
            f"{store.folder}: {why}, so it cannot be grown: `sweep run --fresh` removes it and starts afresh"
        )
    return plan.under(before)


def _run(plan: Plan, store: Store, hands: int, cluster: str, progress: Tell | None) -> None:
    from ...industry.warm_up import warm_up

    before = manifest.read(store.folder)
    write(store.folder / DESIGN, encoded(plan.design_table()))
    there = {identity: error for identity, _, error in store.rows(plan.signature)}
    left = pending(plan, there)
    done, failed = counted(plan, there)
    # Points that came out equal share their runs.
    copies = (len(plan) - done) / max(1, len(left))
    facts = manifest.started(plan, before, cluster or f"{hands} local")
    if not left:
        earlier = {**facts, "sessions": facts["sessions"][:-1], "state": "done", "failed": failed}
        manifest.save(store.folder, earlier if len(facts["sessions"]) > 1 else facts | {"state": "done"})
        return
    manifest.save(store.folder, facts)
    warm_up()
    state, fault, lived, started = "interrupted", "", 0, perf_counter()
    try:
        for answer in _hands(plan, store, hands, cluster).each(chunks(plan, left, max(1, hands))):
            if answer.refused:
                state, fault = "stopped", answer.refused
                break
            lived += answer.runs
            failed += answer.failed
            if progress:
                rate = lived / (perf_counter() - started)
                now = min(len(plan), done + round(lived * copies))
                progress(Progress(now, failed, len(plan), rate, (len(left) - lived) / rate))
        else:
            state = "done"
    finally:
        try:
            manifest.save(store.folder, manifest.ended(facts, state, lived, failed, perf_counter() - started))
        except OSError:
            if not fault:
                raise
    if fault:
        raise BadInput(fault)


def work_of(plan: Plan) -> Work:
    """What workers are told once."""
    recipe = plan.recipe
    return Work(
        recipe.form.keep, recipe.metrics, plan.ends, plan.shares, plan.points.keys, recipe.weeks,
        plan.model_version, plan.rules, plan.schema,
    )  # fmt: skip


def _hands(plan: Plan, store: Store, hands: int, cluster: str) -> Any:
    work = work_of(plan)
    if cluster:
        from .cluster import Cluster

        return Cluster(cluster, work, store.folder, plan.signature)
    return Pool(hands, work, store.folder, plan.signature)


def pending(plan: Plan, there: Container[str]) -> list[int]:
    """The numbers of the runs that are not there, each once: points that came out equal share theirs."""
    found: dict[str, int] = {}
    for number, identity in enumerate(plan.ids):
        if identity not in there:
            found.setdefault(identity, number)
    return list(found.values())


def counted(plan: Plan, there: Mapping[str, str | None]) -> tuple[int, int]:
    """How many of a plan's runs are there, and how many of these failed."""
    if not there:  # a plan of millions is not worked out for nothing
        return 0, 0
    done = sum(1 for identity in plan.ids if identity in there)
    return done, sum(1 for identity in plan.ids if there.get(identity))


def chunks(plan: Plan, numbers: list[int], hands: int) -> Iterator[Chunk]:
    """The runs in chunks: small enough that all hands end together, large enough that writing costs nothing."""
    size = max(1, min(LARGEST_CHUNK[plan.recipe.form.keep], -(-len(numbers) // (4 * hands))))
    for first in range(0, len(numbers), size):
        part = [plan.job(number) for number in numbers[first : first + size]]
        used = sorted({job.point for job in part})
        where = {point: place for place, point in enumerate(used)}
        yield Chunk(
            hashlib.sha256("".join(job.id for job in part).encode()).hexdigest()[:16],
            tuple((job.id, job.seed, where[job.point]) for job in part),
            tuple(plan.scenarios[point] for point in used),
            tuple(plan.points.rows[point] for point in used),
        )


def status(
    recipe: str | os.PathLike[str] | Recipe | Plan,
    folder: str | os.PathLike[str] | None = None,
    *,
    verify: bool = False,
) -> dict[str, Any]:
    """How far a sweep is, asked from anywhere: runs done, failed, of how many, who is at work, runs a second, ETA.

    Parts are looked at by presence and size; `verify` reads them all.
    """
    plan = planned(recipe)
    place = Path(folder) if folder is not None else plan.recipe.results
    store = Store(place)
    facts = manifest.read(place)
    if facts:
        plan = plan.under(facts)
    damaged = store.faults(plan.signature, every=verify, read=verify)
    there = {identity: error for identity, _, error in store.rows(plan.signature, damaged)}
    done, failed = counted(plan, there)
    who = held(place) if place.is_dir() else None
    running = who is not None
    rate = _rate(store, plan.signature) if running else 0.0
    if not facts and not there:
        state = "running" if running else "not started"
    else:
        state = "running" if running else "done" if done == len(plan) else "interrupted"
    return {
        "name": plan.recipe.form.name,
        "state": state,
        "done": done,
        "failed": failed,
        "runs": len(plan),
        "left": len(plan) - done,
        "runs_per_second": round(rate, 2),
        "eta_seconds": round((len(plan) - done) / rate, 1) if rate else None,
        "at_work": who,
        "stored_bytes": sum(_state(path)[0] for path in place.rglob("*.parquet")),
        "folder": str(place),
        "notes": [*manifest.notes(place), *damaged.values()],
    }


def _rate(store: Store, signature: str) -> float:
    """Runs a second of the session at work, from the times at which its parts were moved in place."""
    since = (held(store.folder) or {}).get("since")
    if not isinstance(since, float):
        return 0.0
    rows = Counter(part for _, part, _ in store.rows(signature))
    written = [(time, rows[path.name]) for path in store.parts(signature) if (time := _state(path)[1]) >= since]
    span = max((time for time, _ in written), default=since) - since
    return sum(count for _, count in written) / max(span, 1e-3)


def _state(path: Path) -> tuple[int, float]:
    """Bytes and time of a file; nothing of one that is gone since it was listed."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0.0
    return found.st_size, found.st_mtime
