"""Progress on stderr: a bar for a person, a line for a log, nothing when asked to be quiet."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

EVERY = 0.1  # seconds between redraws


def compiled(quiet: bool = False) -> float:
    """Compile the model if that has not been done yet, telling how far it is; the seconds it took."""
    from ...industry.warm_up import is_warm, warm_up

    if is_warm():
        return 0.0
    if quiet:
        return warm_up()
    if not sys.stderr.isatty():
        print("Compiling the model, once ...", file=sys.stderr, flush=True)
        return warm_up()
    with _bar() as bar:
        task = bar.add_task("Compiling the model, once", total=None)
        return warm_up(progress=lambda done, total, name: bar.update(task, completed=done, total=total))


@contextmanager
def weekly(weeks: int, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A function to call after every week, behind a bar if somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda week, weeks: None
        return
    with _bar() as bar:
        task = bar.add_task("Living the weeks", total=weeks)
        drawn = perf_counter()

        def tell(week: int, weeks: int) -> None:
            nonlocal drawn
            # A week takes microseconds, a redraw milliseconds.
            if perf_counter() - drawn > EVERY or week == weeks:
                drawn = perf_counter()
                bar.update(task, completed=week)

        yield tell


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
