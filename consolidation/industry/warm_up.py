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
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from ..engine.folder import cache_root, private
from ..engine.rule import COMPILES

PACKAGE = Path(__file__).resolve().parents[1]
OPENING, THE_WEEK = "opening", "the week"
"""The tasks beside the phases: whatever rules the opening of a world calls; and, of all phases, one call."""

BASE = "april-2025"

Progress = Callable[[int, int, str], None]
"""Told after each task: how many are done, of how many, and which was done last."""


def warm_up(processes: int | None = None, progress: Progress | None = None) -> float:
    """Compile every phase of the week; the seconds it took, 0.0 when nothing has changed since the last time."""
    if is_warm():
        return 0.0
    from .week import NAMES

    started = perf_counter()
    tasks = [*NAMES, OPENING]
    hands = min(processes or os.cpu_count() or 1, len(tasks))
    done = 0
    # The week is made of its phases, so its turn comes when they are there.
    for shares in ([tasks[hand::hands] for hand in range(hands)], [[THE_WEEK]]):
        for name in _compiled_by(shares):
            done += 1
            if progress:
                progress(done, len(tasks) + 1, name)
    if private(cache_root()):
        with contextlib.suppress(OSError):  # a cache that cannot be written costs time, never the run
            stamp().write_text("\n".join(compiled_files()))
    return perf_counter() - started


def compiled_files() -> list[str]:
    """The cache's files of the phases and of the week; none under numba's own cache."""
    import numba

    from ..catalog.tables import new_world
    from .week import WEEK, lived

    world = numba.typeof(new_world())
    rules = [(phase, (world,)) for phase in WEEK if compiles(phase)] + [(lived, (world, numba.int64[::1]))]
    return [one._cache.file(types, one.targetctx.codegen()).name for one, types in rules if hasattr(one._cache, "file")]


def _compiled_by(shares: list[list[str]]) -> Iterator[str]:
    """Each task as it is compiled, by as many processes as there are shares."""
    told: queue.Queue[tuple[str, str]] = queue.Queue()
    for share in shares:
        threading.Thread(target=_oversee, args=(share, told), daemon=True).start()
    ended = 0
    while ended < len(shares):
        what, text = told.get()
        if what == "failed":
            raise RuntimeError(f"a phase did not compile:\n{text}")
        ended += what == "ended"
        if what == "compiled":
            yield text


def _oversee(share: list[str], told: "queue.Queue[tuple[str, str]]") -> None:
    """Run one process and pass on what it says; a fresh interpreter, as the caller may be a script or a page."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    command = [
        sys.executable,
        "-P",  # what lies in the current folder is not ours to run
        "-c",
        f"from consolidation.industry import warm_up; warm_up.compile_share({share})",
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


def compile_share(tasks: list[str]) -> None:
    """Compile some tasks into the cache, and print the name of each when it is done."""
    import numba

    from ..catalog.tables import new_world
    from ..scenario.scenario import Scenario
    from .opening import open_world
    from .week import NAMES, WEEK, compiled

    phases = dict(zip(NAMES, WEEK, strict=True))
    for task in tasks:
        if task == OPENING:
            open_world(Scenario.load(BASE), 1)
        elif task == THE_WEEK:
            compiled()
        elif compiles(phases[task]):
            # By type, not by a call: an empty world will do, and no phase needs the ones before it.
            phases[task].compile((numba.typeof(new_world()),))
        print(f"compiled\t{task}", flush=True)


def compiles(phase: Callable[..., object]) -> bool:
    """Whether a phase is a compiled rule; a few are plain Python."""
    return hasattr(phase, "compile")


def is_warm() -> bool:
    """Whether the model as it stands has been compiled here and its cache has not been pruned since."""
    if not COMPILES:
        return True
    try:
        names = stamp().read_text().split()
        return all((cache_root() / name).is_file() for name in names)
    except (OSError, UnicodeDecodeError):
        return False


def stamp() -> Path:
    """The file that says the cache is warm: named by the rules, their tables' types, the compiler and the processor."""
    import llvmlite.binding

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
