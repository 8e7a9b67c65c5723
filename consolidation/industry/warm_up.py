"""Compile the week's phases ahead of their first use, in parallel processes.

Compilation is the one cost a user can see, and it is numba's own Python that takes the time: threads do not help,
processes do. They are dealt the phases round robin and write to one cache folder, where every later process finds them.
When nothing has changed since the last time, nothing is done. By hand: `python -m consolidation.warm_up`.
"""

import contextlib
import hashlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

import llvmlite.binding
import numba
from numba import config

from ..engine.folder import cache_root, private

PACKAGE = Path(__file__).resolve().parents[1]
OPENING = "opening"
"""The task beside the phases: whatever rules the opening of a world calls."""

BASE = "april-2025"

Progress = Callable[[int, int, str], None]
"""Told after each task: how many are done, of how many, and which was done last."""


def warm_up(processes: int | None = None, progress: Progress | None = None) -> float:
    """Compile every phase of the week; the seconds it took, 0.0 when nothing has changed since the last time."""
    if is_warm():
        return 0.0
    from .week import WEEK

    started = perf_counter()
    total = len(WEEK) + 1
    hands = min(processes or os.cpu_count() or 1, total)
    told: queue.Queue[tuple[str, str]] = queue.Queue()
    threads = [threading.Thread(target=_oversee, args=(hand, hands, told), daemon=True) for hand in range(hands)]
    for thread in threads:
        thread.start()
    done = ended = 0
    while ended < hands:
        what, text = told.get()
        if what == "failed":
            raise RuntimeError(f"a phase did not compile:\n{text}")
        ended += what == "ended"
        if what == "compiled":
            done += 1
            if progress:
                progress(done, total, text)
    if private(cache_root()):
        with contextlib.suppress(OSError):  # a cache that cannot be written costs time, never the run
            stamp().write_text("\n".join(compiled_files(WEEK)))
    return perf_counter() - started


def compiled_files(phases: Iterable[Any]) -> list[str]:
    """The cache's files of some phases; none under numba's own cache."""
    from ..catalog.tables import new_world

    types = (numba.typeof(new_world()),)
    rules = [phase for phase in phases if compiles(phase) and hasattr(phase._cache, "file")]
    return [phase._cache.file(types, phase.targetctx.codegen()).name for phase in rules]


def _oversee(hand: int, hands: int, told: "queue.Queue[tuple[str, str]]") -> None:
    """Run one process and pass on what it says; a fresh interpreter, as the caller may be a script or a page."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    command = [
        sys.executable,
        "-P",  # what lies in the current folder is not ours to run
        "-c",
        f"from consolidation.industry import warm_up; warm_up.compile_share({hand}, {hands})",
    ]
    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONPATH": path}
    ) as process:
        for line in process.stdout or ():
            what, _, name = line.rstrip("\n").partition("\t")
            if what == "compiled":
                told.put((what, name))
            else:
                said.append(line)
    told.put(("failed", "".join(said)) if process.returncode else ("ended", ""))


def compile_share(hand: int, hands: int) -> None:
    """Compile every `hands`-th task from `hand` on into the cache, and print the name of each when it is done."""
    from ..catalog.tables import new_world
    from ..scenario.scenario import Scenario
    from .opening import open_world
    from .week import WEEK

    for task in [*WEEK, OPENING][hand::hands]:
        if task == OPENING:
            open_world(Scenario.load(BASE), 1)
            name = OPENING
        else:
            if compiles(task):
                # By type, not by a call: an empty world will do, and no phase needs the ones before it.
                task.compile((numba.typeof(new_world()),))
            name = f"{task.__module__.removeprefix('consolidation.industry.')}.{task.__name__}"
        print(f"compiled\t{name}", flush=True)


def compiles(phase: Callable[..., object]) -> bool:
    """Whether a phase is a compiled rule; a few are plain Python."""
    return hasattr(phase, "compile")


def is_warm() -> bool:
    """Whether the model as it stands has been compiled here and its cache has not been pruned since."""
    if config.DISABLE_JIT:
        return True
    try:
        names = stamp().read_text().split()
        return all((cache_root() / name).is_file() for name in names)
    except (OSError, UnicodeDecodeError):
        return False


def stamp() -> Path:
    """The file that says the cache is warm: named by the rules, their tables' types, the compiler and the processor."""
    from ..catalog.tables import WORLD
    from ..engine.cache import settings
    from .rules import RULES

    parts = (RULES(), str(WORLD.descr), settings(), llvmlite.binding.get_host_cpu_name())
    return cache_root() / f"warm-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:24]}"


def main() -> None:
    """Compile by hand, telling each part."""
    seconds = warm_up(progress=lambda done, total, name: print(f"compiled {done:2d} of {total}: {name}", flush=True))
    print(f"compiled in {seconds:.0f} s" if seconds else "compiled already")


if __name__ == "__main__":
    main()
