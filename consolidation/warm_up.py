"""Compile the week's phases ahead of their first use, in parallel processes.

Compilation is the one cost a user can see, and it is numba's own Python that takes the time: threads do not help,
processes do. Each takes the next phase and writes to one cache folder, where every later process finds it. When nothing
has changed since the last time, nothing is done. By hand: `python -m consolidation.warm_up`.
"""

import hashlib
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from time import perf_counter

import llvmlite.binding
import numba
from numba import config

from .rules import cache_root, key

PACKAGE = Path(__file__).resolve().parent
OPENING = -1
"""The place of the opening among the tasks: the rules that only the first world of a run calls."""

Progress = Callable[[int, int, str], None]
"""Told after each phase: how many are done, of how many, and which was done last."""


def warm_up(processes: int | None = None, progress: Progress | None = None) -> float:
    """Compile every phase of the week; the seconds it took, 0.0 when nothing has changed since the last time."""
    if is_warm():
        return 0.0
    from .tick import WEEK

    started = perf_counter()
    places = [*range(len(WEEK)), OPENING]
    # Spawned, not forked: the caller may be a page with threads of its own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes or os.cpu_count() or 1, len(places)), mp_context=context) as pool:
        for done, finished in enumerate(as_completed([pool.submit(compile_phase, place) for place in places]), 1):
            name = finished.result()
            if progress:
                progress(done, len(places), name)
    folders = {key(Path(sys.modules[phase.__module__].__file__ or "").resolve()) for phase in WEEK if compiles(phase)}
    stamp().parent.mkdir(parents=True, exist_ok=True)
    stamp().write_text("\n".join(sorted(folders)))
    return perf_counter() - started


def compile_phase(place: int) -> str:
    """Compile one phase of the week, or what the opening calls, into the cache; its name."""
    if place == OPENING:
        from .opening import open_world
        from .scenario import Scenario

        open_world(Scenario(), 1)
        return "opening"
    from .tables import new_world
    from .tick import WEEK

    phase = WEEK[place]
    if compiles(phase):
        # By type, not by a call: an empty world will do, and no phase needs the ones before it.
        phase.compile((numba.typeof(new_world()),))
    return f"{phase.__module__.removeprefix('consolidation.')}.{phase.__name__}"


def compiles(phase: Callable[..., object]) -> bool:
    """Whether a phase is a compiled rule; a few are plain Python."""
    return hasattr(phase, "compile")


def is_warm() -> bool:
    """Whether the model as it stands has been compiled here and its cache has not been pruned since."""
    if config.DISABLE_JIT:
        return True
    try:
        return all((cache_root() / folder).is_dir() for folder in stamp().read_text().splitlines())
    except OSError:
        return False


def stamp() -> Path:
    """The file that says the cache is warm: named, as the cache's folders are, by all sources the week can reach."""
    keys = [key(PACKAGE / "tick.py"), key(PACKAGE / "tables.py"), key(PACKAGE / "opening" / "__init__.py")]
    parts = "\n".join([*keys, llvmlite.binding.get_host_cpu_name()])
    return cache_root() / f"warm-{hashlib.sha256(parts.encode()).hexdigest()[:24]}"


if __name__ == "__main__":
    seconds = warm_up(progress=lambda done, total, name: print(f"compiled {done:2d} of {total}: {name}", flush=True))
    print(f"compiled in {seconds:.0f} s" if seconds else "compiled already")
